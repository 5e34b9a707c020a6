package trained

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Result is what a run has to say to a plan; it is read from the store, so a cached run and a fresh one answer alike.
// Plans that ask for other epochs of one training share the run and differ in Epochs and Chosen.
type Result struct {
	Plan          plan.Plan
	ID            runs.ID
	Name, Dir     string // the run's folder
	Cached        bool   // nothing was trained for this answer
	Epochs        int    // epochs behind the figures
	EpochsTrained int    // epochs trained for this answer
	Chosen        int    // epoch whose weights are evaluated: the last, or the best with KeepBest
	Stopped       bool   // early stopping ended the answer
	Interrupted   bool
	History       []plan.Epoch
	Tested        bool // the test figures are there
	TestLoss      float64
	TestAccuracy  float64
	TestClass     string // the numeric class of the test figures
	Backend       string
	Data          string    // what it was trained on, in words
	When          time.Time // of the last change on disk
	run           *runs.Run
}

// Seconds is the time of all epochs behind the figures, validation included.
func (r *Result) Seconds() float64 {
	total := 0.0
	for _, e := range r.History {
		total += e.Seconds
	}
	return total
}

// MsPerStep is the mean time of a training step in milliseconds, validation not included.
func (r *Result) MsPerStep() float64 {
	seconds, steps := 0.0, 0
	for _, e := range r.History {
		seconds, steps = seconds+e.TrainSeconds, steps+e.Steps
	}
	if steps == 0 {
		return 0
	}
	return 1000 * seconds / float64(steps)
}

// Classes are the numeric classes of the epochs behind the figures, in their order. More than one means that no single
// machine gives these figures.
func (r *Result) Classes() []string {
	var all []string
	for _, e := range r.History {
		for class := range strings.SplitSeq(e.Class, "+") {
			if class != "" && !slices.Contains(all, class) {
				all = append(all, class)
			}
		}
	}
	return all
}

// On says where the epochs were trained: "go/kernels", or "go/kernels up to epoch 3, then xla:cpu"; the backend where
// the epochs do not say.
func (r *Result) On() string {
	if len(r.Classes()) == 0 {
		return r.Backend
	}
	var parts []string
	for i, e := range r.History {
		if last := i == len(r.History)-1; last || r.History[i+1].Class != e.Class {
			if parts = append(parts, e.Class); !last {
				parts[len(parts)-1] += fmt.Sprintf(" up to epoch %d", i+1)
			}
		}
	}
	return strings.Join(parts, ", then ")
}

// Probabilities are the test images' class probabilities, row by row, by the chosen epoch's weights.
func (r *Result) Probabilities() ([]float32, error) { return probabilities(r.run, r.Chosen, r.class()) }

// Weights are the chosen epoch's weights by name ("conv2d/kernel"), row by row; the error is ErrGone when they were not
// kept.
func (r *Result) Weights() (map[string][]float32, error) { return weights(r.run, r.Chosen) }

// class is the numeric class of the chosen epoch.
func (r *Result) class() string {
	if r.Chosen < 1 || r.Chosen > len(r.History) {
		return ""
	}
	return r.History[r.Chosen-1].Class
}

// Epochs reads a run's history.
func Epochs(run *runs.Run) ([]plan.Epoch, error) {
	var all []plan.Epoch
	for i, line := range run.History() {
		var e plan.Epoch
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("%s: epoch %d of the history cannot be read: %w; forget the run and train it again",
				run.Name(), i+1, err)
		}
		all = append(all, e)
	}
	return all, nil
}

// Partial is what there is of a run for a plan.
func Partial(run *runs.Run, p plan.Plan) (*Result, error) {
	history, err := Epochs(run)
	if err != nil {
		return nil, err
	}
	history = history[:plan.Answer(p, history)]
	meta := run.Meta()
	r := &Result{Plan: p, ID: runs.ID{Name: meta.Name, Hash: meta.Hash}, Name: run.Name(), Dir: run.Dir(),
		Epochs: len(history), History: history,
		Chosen: plan.Chosen(p, history), Backend: meta.Backend, Data: meta.Versions[DataVersion], When: meta.Updated,
		run: run}
	r.Stopped = len(history) > 0 && p.EarlyStopping.StoppedAt(history) == len(history)
	var figures Figures
	if figures, r.Tested = figuresOf(run, r.Chosen, r.class()); r.Tested {
		r.TestLoss, r.TestAccuracy, r.TestClass = figures.Loss, figures.Accuracy, figures.Class
	}
	return r, nil
}

// Read answers a plan from the store, tested or not; nil when something has to be trained.
func Read(run *runs.Run, p plan.Plan) (*Result, error) {
	r, err := Partial(run, p)
	if err != nil || r.Epochs < p.Epochs && !r.Stopped {
		return nil, err
	}
	r.Cached = true
	return r, nil
}
