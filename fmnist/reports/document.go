package reports

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Document is what that sets the reports' figures beside those of stored runs. Nothing in it is typed by hand: what
// was not run says so.
type Document struct {
	Sections []Section   `json:"sections"`
	Facts    [][2]string `json:"facts"` // machine, backends, date, command
}

// Section is one table of the document.
type Section struct {
	Title string `json:"title"`
	Intro string `json:"intro"`
	Gains bool   `json:"-"` // a column with the difference to the line above
	Lines []Line `json:"lines"`
	// Remarks stand below the table: what its figures say about each other.
	Remarks []string `json:"remarks,omitempty"`
}

// Line is one figure, measured once or over several seeds or folds.
type Line struct {
	Key      string    `json:"key"` // what -only calls it
	What     string    `json:"what"`
	Reported string    `json:"report,omitempty"`
	Values   []float64 `json:"values,omitempty"`
	Average  *float64  `json:"mean,omitempty"`
	SD       *float64  `json:"sd,omitempty"` // n−1 in the denominator
	Wanted   int       `json:"wanted"`       // values asked for
	Epochs   int       `json:"epochs"`
	Tried    bool      `json:"not_taken,omitempty"` // a change that the next lines are without
	Seconds  float64   `json:"seconds,omitempty"`   // of all runs behind the values
	NotRun   string    `json:"not_run,omitempty"`   // why values are missing
}

// Options say how much to compute.
type Options struct {
	Seeds int // runs per line, seeds 1 … Seeds
	// Only names the lines that may be trained (nil: all of them); the others show what the store holds.
	Only []string
	// WideEpochs and FoldEpochs are the epochs of report 2's run and of each of its folds. The report used 30.
	WideEpochs, FoldEpochs int
	Command                string // for the document
}

// Keys are the names of the lines that can be asked for one by one.
var Keys = []string{"lenet5", "dropout", "fold5", "wide", "fold10", "kept10", "best", "ablation"}

func (o Options) check() error {
	if o.Seeds < 1 || o.WideEpochs < 1 || o.FoldEpochs < 1 {
		return fmt.Errorf("%d seeds and %d and %d epochs are too few; give at least 1 of each", o.Seeds, o.WideEpochs,
			o.FoldEpochs)
	}
	for _, key := range o.Only {
		if !slices.Contains(Keys, key) {
			return fmt.Errorf("there is no line %q; the lines are %v", key, Keys)
		}
	}
	return nil
}

// Plans are the plans that can be trained next of the lines asked for, for other machines to run; a fold with kept
// weights waits for the one before it.
func Plans(ctx context.Context, s *study.Study, o Options) ([]plan.Plan, error) {
	plans := []plan.Plan{}
	_, err := collect(ctx, s, o, &plans)
	return plans, err
}

// Make trains what is missing of the lines asked for and collects the document. When ctx ends, the rest of the document
// is what the store holds; asking again goes on.
func Make(ctx context.Context, s *study.Study, o Options) (*Document, error) {
	return collect(ctx, s, o, nil)
}

func collect(ctx context.Context, s *study.Study, o Options, plans *[]plan.Plan) (*Document, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	c := &collector{study: s, o: o, ctx: ctx, plans: plans, missing: map[string]float64{}}
	r := &Document{}
	for _, section := range []func() (Section, error){c.report1, c.report2, c.best, c.ablation} {
		part, err := section()
		if err != nil {
			return nil, err
		}
		r.Sections = append(r.Sections, part)
	}
	c.explain(r.Sections)
	r.Facts = c.facts()
	return r, nil
}

// collector gathers runs, from the store or by training.
type collector struct {
	study    *study.Study
	o        Options
	ctx      context.Context
	plans    *[]plan.Plan // takes what is missing instead of its being trained; nil to train
	backends []string
	missing  map[string]float64 // operations that a key still needs
	done     float64            // operations and seconds of the runs that are there
	seconds  float64
}

// run trains the plan if its key was asked for, else looks it up; nil when it is not there.
func (c *collector) run(key string, p plan.Plan) (*study.Run, error) {
	r, err := c.find(key, c.study.Short(p))
	if err != nil {
		return nil, err
	}
	if r == nil || r.Interrupted {
		c.missing[key] += operations(p, c.study.Data.Train.Len())
		if c.plans != nil && c.asked(key) {
			*c.plans = append(*c.plans, c.study.Short(p))
		}
		return nil, nil
	}
	c.done += operations(r.Plan, c.study.Data.Train.Len())
	for _, e := range r.History {
		c.seconds += e.TrainSeconds
	}
	if !slices.Contains(c.backends, r.Backend) {
		c.backends = append(c.backends, r.Backend)
	}
	return r, nil
}

func (c *collector) find(key string, p plan.Plan) (*study.Run, error) {
	if c.ctx.Err() == nil && c.plans == nil && c.asked(key) {
		r, err := c.study.Train(c.ctx, p)
		if errors.Is(err, context.Canceled) {
			err = nil // stopped before the first step
		}
		return r, err
	}
	r, err := c.study.Stored(c.ctx, p)
	if err != nil || r == nil || c.plans != nil {
		return r, err
	}
	if err = r.Test(c.ctx); c.ctx.Err() != nil {
		return nil, nil // stopped before its test
	}
	return r, err
}

func (c *collector) asked(key string) bool { return c.o.Only == nil || slices.Contains(c.o.Only, key) }

// explain adds up every line, and says of those with missing values what they would take.
func (c *collector) explain(sections []Section) {
	for _, section := range sections {
		for i := range section.Lines {
			l := &section.Lines[i]
			if len(l.Values) > 0 {
				mean, sd := metrics.MeanSD(l.Values)
				l.Average, l.SD = &mean, &sd
			}
			if len(l.Values) >= l.Wanted {
				continue
			}
			l.NotRun = fmt.Sprintf("`%s -only %s` trains the missing runs: %.0f·10¹² operations", c.o.Command, l.Key,
				math.Ceil(c.missing[l.Key]/1e12))
			if c.seconds > 0 {
				l.NotRun += fmt.Sprintf(", about %s at the speed of the runs here",
					text.Duration(c.missing[l.Key]*c.seconds/c.done))
			}
		}
	}
}

// figure is a line's name, the report's value and how to read it from a run.
type figure struct {
	what, reported string
	of             func(*study.Run) float64
}

// seeds is a line with one value a seed, counting from 1.
func (c *collector) seeds(key string, p plan.Plan, seeds int, f figure) (Line, error) {
	line := Line{Key: key, What: f.what, Reported: f.reported, Wanted: seeds, Epochs: p.Epochs}
	for seed := range seeds {
		r, err := c.run(key, p.With(plan.Seed(int64(seed+1))))
		if err != nil {
			return line, err
		}
		line.add(r, f.of)
	}
	return line, nil
}

func (l *Line) add(r *study.Run, figure func(*study.Run) float64) {
	if r != nil {
		l.Values = append(l.Values, figure(r))
		l.Seconds += r.Seconds()
	}
}

func testAccuracy(r *study.Run) float64 { return r.TestAccuracy }
