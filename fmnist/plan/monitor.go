package plan

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Stopping ends training when the monitored figure has not improved for Patience epochs, with the semantics of Keras'
// EarlyStopping: improvement is strict and larger than |MinDelta|, NaN never improves, accuracies count upward and
// losses downward.
type Stopping struct {
	Monitor  string  `json:"monitor"`
	Patience int     `json:"patience"`
	MinDelta float64 `json:"min_delta,omitempty"`
	Restore  bool    `json:"restore,omitempty"` // evaluate with the best epoch's weights
}

// Monitors are the figures that can be watched.
var Monitors = []string{"loss", "accuracy", "val_loss", "val_accuracy"}

func checkMonitor(name string, validates bool) error {
	if !slices.Contains(Monitors, name) {
		return fmt.Errorf("there is no figure %q to monitor; the figures are %s", name, strings.Join(Monitors, ", "))
	}
	if strings.HasPrefix(name, "val_") && !validates {
		return fmt.Errorf("%s cannot be monitored without validation images; set Validation, for example 0.1", name)
	}
	return nil
}

func (e *Stopping) check(validates bool) error {
	if e.Patience < 0 {
		return fmt.Errorf("early stopping needs a patience of at least 0 epochs, got %d", e.Patience)
	}
	if math.IsNaN(e.MinDelta) || math.IsInf(e.MinDelta, 0) {
		return fmt.Errorf("early stopping's min_delta is %g; it must be a number such as 0.001", e.MinDelta)
	}
	return checkMonitor(e.Monitor, validates)
}

// better reports whether a figure improves on the best by more than delta.
func better(monitor string, value, best, delta float64) bool {
	delta = math.Abs(delta)
	if strings.HasSuffix(monitor, "accuracy") {
		return value-delta > best
	}
	return value+delta < best
}

func worst(monitor string) float64 {
	if strings.HasSuffix(monitor, "accuracy") {
		return math.Inf(-1)
	}
	return math.Inf(1)
}

// Best replays a history: the best epoch by a monitor (1-based, 0 for none) and how many epochs have passed since.
func Best(history []Epoch, monitor string, delta float64) (best, waited int) {
	top := worst(monitor)
	for i, e := range history {
		if better(monitor, e.Figure(monitor), top, delta) {
			top, best = e.Figure(monitor), i+1
		}
	}
	return best, len(history) - best
}

// Improvements are the epochs (1-based) that a monitor called the best so far when they ended, the latest first.
func Improvements(history []Epoch, monitor string) []int {
	var all []int
	top := worst(monitor)
	for i, e := range history {
		if better(monitor, e.Figure(monitor), top, 0) {
			top, all = e.Figure(monitor), append(all, i+1)
		}
	}
	slices.Reverse(all)
	return all
}

// Stops reports whether early stopping ends training after this history. It is a function of the history alone, so a
// continued run stops where an uninterrupted one does.
func (e *Stopping) Stops(history []Epoch) bool {
	if e == nil || len(history) < 2 { // Keras never stops after the first epoch
		return false
	}
	_, waited := Best(history, e.Monitor, e.MinDelta)
	return waited >= max(e.Patience, 1)
}

// StoppedAt is the epoch after which early stopping ends this history, 0 when it goes on.
func (e *Stopping) StoppedAt(history []Epoch) int {
	for n := 1; n <= len(history); n++ {
		if e.Stops(history[:n]) {
			return n
		}
	}
	return 0
}

// Chosen is the epoch whose weights the plan evaluates after this history.
func Chosen(p Plan, history []Epoch) int {
	monitor, delta := p.KeepBest, 0.0
	if p.EarlyStopping != nil && p.EarlyStopping.Restore && monitor == "" {
		monitor, delta = p.EarlyStopping.Monitor, p.EarlyStopping.MinDelta
	}
	if monitor == "" {
		return len(history)
	}
	best, _ := Best(history, monitor, delta)
	if best == 0 {
		return len(history)
	}
	return best
}

// Answer is the number of epochs of a history that the plan's answer rests on: early stopping may end before p.Epochs.
func Answer(p Plan, history []Epoch) int {
	n := min(p.Epochs, len(history))
	if stop := p.EarlyStopping.StoppedAt(history[:n]); stop > 0 {
		n = stop
	}
	return n
}

// Messages are Keras' lines after the last epoch of a history, with the epoch counted from 1.
func Messages(p Plan, history []Epoch) []string {
	var lines []string
	n := len(history)
	if n == 0 {
		return nil
	}
	if p.KeepBest != "" {
		before, _ := Best(history[:n-1], p.KeepBest, 0)
		top := worst(p.KeepBest)
		if before > 0 {
			top = history[before-1].Figure(p.KeepBest)
		}
		if now := history[n-1].Figure(p.KeepBest); better(p.KeepBest, now, top, 0) {
			lines = append(lines, fmt.Sprintf("Epoch %d: %s improved from %s to %.5f, saving model to best", n,
				p.KeepBest, five(top), now))
		} else {
			lines = append(lines, fmt.Sprintf("Epoch %d: %s did not improve from %s", n, p.KeepBest, five(top)))
		}
	}
	if line := p.reduced(history); line != "" {
		lines = append(lines, line)
	}
	if p.EarlyStopping.Stops(history) {
		lines = append(lines, fmt.Sprintf("Epoch %d: early stopping", n))
		if p.EarlyStopping.Restore {
			best, _ := Best(history, p.EarlyStopping.Monitor, p.EarlyStopping.MinDelta)
			lines = append(lines, fmt.Sprintf("Restoring model weights from the end of the best epoch: %d.", best))
		}
	}
	return lines
}

func five(x float64) string {
	if math.IsInf(x, 0) {
		return strings.ToLower(strings.TrimPrefix(fmt.Sprint(x), "+")) // Keras prints inf and -inf
	}
	return fmt.Sprintf("%.5f", x)
}
