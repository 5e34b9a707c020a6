package train

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Result is what a run has to say; it is read from the store, so a cached run and a fresh one answer alike.
type Result struct {
	Plan          Plan
	Name, Dir     string // the run's folder
	Cached        bool   // nothing was trained for this answer
	Epochs        int    // epochs behind the figures
	EpochsTrained int    // epochs trained for this answer
	Chosen        int    // epoch whose weights are evaluated: the last, or the best with KeepBest
	Stopped       bool   // early stopping ended the run
	Interrupted   bool
	History       []Epoch
	Tested        bool
	TestLoss      float64
	TestAccuracy  float64
	Backend       string
	When          time.Time // of the last change on disk
	testDir       string
	weightsDir    string // empty when the chosen epoch's weights were not kept
}

// tested is what a test slot holds beside the probabilities.
type tested struct {
	Loss     float64 `json:"loss"`
	Accuracy float64 `json:"accuracy"`
}

const (
	testedName        = "test.json"
	probabilitiesName = "probabilities.bin"
)

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
func (r *Result) Probabilities() ([]float32, error) {
	if r.testDir == "" {
		return nil, fmt.Errorf("%s was not tested yet; run the cell again to finish it", r.Name)
	}
	return readFloats(filepath.Join(r.testDir, probabilitiesName))
}

// Weights are the chosen epoch's weights by name ("conv2d/kernel"), row by row.
func (r *Result) Weights() (map[string][]float32, error) {
	if r.weightsDir == "" {
		return nil, fmt.Errorf("%s: the weights of epoch %d were not kept; train for that many epochs", r.Name, r.Chosen)
	}
	raw, err := os.ReadFile(filepath.Join(r.weightsDir, weightsName))
	if err != nil {
		return nil, fmt.Errorf("the weights cannot be read: %w", err)
	}
	header, values, err := parseTensors(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.weightsDir, err)
	}
	all := map[string][]float32{}
	for i, t := range header.Tensors {
		all[t.Name] = values[i]
	}
	return all, nil
}

// epochs reads a run's history.
func epochs(run *runs.Run) ([]Epoch, error) {
	var all []Epoch
	for i, line := range run.History() {
		var e Epoch
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, fmt.Errorf("%s: epoch %d of the history cannot be read: %w; forget the run and train it again", run.Name(), i+1, err)
		}
		all = append(all, e)
	}
	return all, nil
}

func partial(run *runs.Run, plan Plan, history []Epoch) *Result {
	return &Result{Plan: plan, Name: run.Name(), Dir: run.Dir(), Epochs: len(history), History: history,
		Chosen: plan.chosen(history), Backend: run.Meta().Backend, When: run.Meta().Updated}
}

// cached answers from the store; nil when something has to be computed.
func cached(run *runs.Run, plan Plan) (*Result, error) {
	history, err := epochs(run)
	if err != nil {
		return nil, err
	}
	n := answer(plan, history)
	stopped := plan.EarlyStop.StoppedAt(history[:n]) == n && n > 0
	if n < plan.Epochs && !stopped {
		return nil, nil
	}
	r := partial(run, plan, history[:n])
	dir, ok, err := run.Slot(testSlot(r.Chosen))
	if err != nil || !ok {
		return nil, nil // tested later or damaged: Acquire sorts it out
	}
	text, err := os.ReadFile(filepath.Join(dir, testedName))
	if err != nil {
		return nil, nil
	}
	var figures tested
	if err := json.Unmarshal(text, &figures); err != nil {
		return nil, nil
	}
	r.Cached, r.Stopped, r.Tested, r.testDir = true, stopped, true, dir
	for _, slot := range []string{"best", epochSlot(r.Chosen)} {
		if at, ok := run.Slots()[slot]; ok && (at == r.Chosen || slot == epochSlot(r.Chosen)) {
			r.weightsDir, _, _ = run.Slot(slot) // damaged weights are none
		}
	}
	r.TestLoss, r.TestAccuracy = figures.Loss, figures.Accuracy
	return r, nil
}

func writeFloats(path string, values []float32) error {
	raw := make([]byte, 0, 4*len(values))
	for _, x := range values {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return os.WriteFile(path, raw, 0o644)
}

func readFloats(path string) ([]float32, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	values := make([]float32, len(raw)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return values, nil
}
