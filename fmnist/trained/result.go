package trained

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Result is what a run has to say; it is read from the store, so a cached run and a fresh one answer alike.
type Result struct {
	Plan          plan.Plan
	ID            runs.ID
	Name, Dir     string // the run's folder
	Cached        bool   // nothing was trained for this answer
	Epochs        int    // epochs behind the figures
	EpochsTrained int    // epochs trained for this answer
	Chosen        int    // epoch whose weights are evaluated: the last, or the best with KeepBest
	Stopped       bool   // early stopping ended the run
	Interrupted   bool
	History       []plan.Epoch
	Tested        bool
	TestLoss      float64
	TestAccuracy  float64
	Backend       string
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

// Probabilities are the test images' class probabilities, row by row, by the chosen epoch's weights.
func (r *Result) Probabilities() ([]float32, error) { return probabilities(r.run, r.Chosen) }

// Weights are the chosen epoch's weights by name ("conv2d/kernel"), row by row.
func (r *Result) Weights() (map[string][]float32, error) { return weights(r.run, r.Chosen) }

// Epochs reads a run's history.
func Epochs(run *runs.Run) ([]plan.Epoch, error) {
	var all []plan.Epoch
	for i, line := range run.History() {
		var e plan.Epoch
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("%s: epoch %d of the history cannot be read: %w; forget the run and train it again", run.Name(), i+1, err)
		}
		all = append(all, e)
	}
	return all, nil
}

// Partial is what there is of a run, tested or not.
func Partial(run *runs.Run, p plan.Plan, history []plan.Epoch) *Result {
	meta := run.Meta()
	return &Result{Plan: p, ID: runs.ID{Name: meta.Name, Hash: meta.Hash}, Name: run.Name(), Dir: run.Dir(), Epochs: len(history), History: history,
		Chosen: p.Chosen(history), Backend: meta.Backend, When: meta.Updated, run: run}
}

// Read answers from the store; nil when something has to be computed.
func Read(run *runs.Run, p plan.Plan) (*Result, error) {
	history, err := Epochs(run)
	if err != nil {
		return nil, err
	}
	n := p.Answer(history)
	stopped := p.EarlyStop.StoppedAt(history[:n]) == n && n > 0
	if n < p.Epochs && !stopped {
		return nil, nil
	}
	r := Partial(run, p, history[:n])
	figures, ok := figuresOf(run, r.Chosen)
	if !ok {
		return nil, nil // tested later or damaged: Acquire sorts it out
	}
	r.Cached, r.Stopped, r.Tested = true, stopped, true
	r.TestLoss, r.TestAccuracy = figures.Loss, figures.Accuracy
	return r, nil
}
