package tsne

import (
	"context"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/pca"
)

// Version counts the changes of what Fit computes from the same data, options and seed. It belongs into the key of
// every stored embedding, so that none of an older version is taken for one of this.
const Version = 4

// Result is a finished or interrupted embedding. It is plain data and can be stored as JSON.
type Result struct {
	Points      [][2]float64 // one per row of the data
	KL          float64      // the Kullback-Leibler divergence of the last iteration, 0 if there was none
	Iterations  int          // how many were done
	Interrupted bool         // the context ended before all were done; Points are as far as they had come
	Stages      []Stage      // where the time went
}

// Stage is one part of the work and how long it took.
type Stage struct {
	Name    string
	Seconds float64
}

// The stages' names, in order, as Progress and Result.Stages give them.
const (
	StageStart        = "start"
	StageNeighbours   = "neighbours"
	StageAffinities   = "affinities"
	StageExaggeration = "early exaggeration"
	StageDescent      = "descent"
)

// Fit embeds the rows of x in the plane (van der Maaten and Hinton 2008). The search for neighbours is a full one, the
// repulsion is interpolated on a grid (package comment), the rules for momentum and gains are scikit-learn's, the
// learning rate's is openTSNE's.
// The same x, options and seed give the same points on the same kind of processor, whatever GOMAXPROCS is.
//
// When ctx ends, Fit returns what there is, marked Interrupted, without an error. Errors, one sentence each: empty
// data, values that are not finite, options out of range, fewer points than 3 × perplexity, all points the same.
func Fit(ctx context.Context, x pca.Matrix, options Options) (Result, error) {
	o := options.withDefaults(x.Rows)
	if err := o.check(x); err != nil {
		return Result{}, err
	}
	data, err := centred(x)
	if err != nil {
		return Result{}, err
	}
	f := &fit{options: o, began: time.Now()}
	f.enter(StageStart)
	points, err := startPoints(data, x.Cols, o)
	if err != nil {
		return Result{}, err
	}
	f.enter(StageNeighbours)
	g, err := nearest(ctx, data, x.Cols, o.Neighbours)
	if err != nil {
		return f.stopped(points), nil
	}
	f.enter(StageAffinities)
	p, err := affinitiesOf(ctx, g, o.Perplexity)
	if err != nil {
		return f.stopped(points), nil
	}
	d := newDescent(p, points)
	if err := f.descend(ctx, d); err != nil {
		return Result{}, err
	}
	f.enter("")
	f.result.Points = pairs(d.points())
	return f.result, nil
}

// fit keeps the stages' times and calls Progress.
type fit struct {
	options Options
	began   time.Time
	stage   string
	result  Result
}

// enter closes the stage before and begins the next one ("" begins none).
func (f *fit) enter(stage string) {
	now := time.Now()
	if f.stage != "" {
		f.result.Stages = append(f.result.Stages, Stage{f.stage, now.Sub(f.began).Seconds()})
	}
	f.stage, f.began = stage, now
	if stage != "" {
		f.report()
	}
}

func (f *fit) report() {
	if f.options.Progress != nil {
		f.options.Progress(f.stage, f.result.Iterations, f.result.KL)
	}
}

func (f *fit) stopped(points []float64) Result {
	f.enter("")
	f.result.Points, f.result.Interrupted = pairs(points), true
	return f.result
}

// descend runs both phases. The momentum's memory and the gains start anew after the exaggeration, as in scikit-learn.
func (f *fit) descend(ctx context.Context, d *descent) error {
	o := f.options
	early := min(o.ExaggerationIterations, o.Iterations)
	f.enter(StageExaggeration)
	for i := range o.Iterations {
		if ctx.Err() != nil {
			f.result.Interrupted = true
			break
		}
		phase := phase{exaggeration: o.Exaggeration, momentum: o.EarlyMomentum}
		if i >= early {
			phase.exaggeration, phase.momentum = 1, o.Momentum
		}
		phase.rate = o.rate(len(d.position)/2, phase.exaggeration)
		if i == early {
			d.restart()
			f.enter(StageDescent)
		}
		if i == 0 || i == early/4 || i == early {
			d.arrange() // the start says little, after a quarter the classes are apart, and later few points move far
		}
		last := i+1 == o.Iterations
		phase.wantKL = last || o.Progress != nil && (i+1)%o.Every == 0
		if kl := d.step(phase); phase.wantKL {
			f.result.KL = kl
		}
		f.result.Iterations++
		if !d.area.sound() {
			return fmt.Errorf("tsne.Fit: the points ran away in iteration %d; the learning rate %g is too large, leave it at 0 (automatic)", i+1, phase.rate)
		}
		if phase.wantKL {
			f.report()
		}
	}
	if f.result.Interrupted && f.result.Iterations > 0 {
		f.result.KL = d.divergence()
	}
	return nil
}

func pairs(flat []float64) [][2]float64 {
	out := make([][2]float64, len(flat)/2)
	for i := range out {
		out[i] = [2]float64{flat[2*i], flat[2*i+1]}
	}
	return out
}
