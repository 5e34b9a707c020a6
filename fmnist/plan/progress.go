package plan

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// StepInfo is what a progress display sees after a step; loss and accuracy are running means of the epoch.
type StepInfo struct {
	Epoch, Step, Steps int // from 1
	Seconds            float64
	Loss, Accuracy     float64
}

// Progress watches a training. Its methods are called from the training goroutine and must return quickly.
type Progress interface {
	Start(plan Plan, steps int, before []Epoch) // before are the epochs that a continued run has already
	Step(StepInfo)
	Epoch(history []Epoch, messages []string)
	Say(sentence string) // something the user should know: waiting for another process, a run set aside
	Done()
}

// Silent shows nothing.
type Silent struct{}

func (Silent) Start(Plan, int, []Epoch) {} // Start does nothing.
func (Silent) Step(StepInfo)            {} // Step does nothing.
func (Silent) Epoch([]Epoch, []string)  {} // Epoch does nothing.
func (Silent) Say(string)               {} // Say does nothing.
func (Silent) Done()                    {} // Done does nothing.

// Keras prints progress in the form of Keras 2: "Epoch i/N", then a line with a bar of 30 characters that a terminal
// sees moving and a file sees once per epoch.
type Keras struct {
	Out      io.Writer
	Terminal bool // Out is a terminal: redraw the line with \r
	epochs   int
	last     time.Time
}

// Start remembers how many epochs there will be.
func (k *Keras) Start(plan Plan, _ int, _ []Epoch) { k.epochs = plan.Epochs }

// Step redraws the moving line, at most ten times a second.
func (k *Keras) Step(s StepInfo) {
	if s.Step == 1 {
		fmt.Fprintf(k.Out, "Epoch %d/%d\n", s.Epoch, k.epochs)
	}
	if !k.Terminal || s.Step == s.Steps || time.Since(k.last) < 100*time.Millisecond {
		return
	}
	k.last = time.Now()
	eta := s.Seconds / float64(s.Step) * float64(s.Steps-s.Step)
	fmt.Fprintf(k.Out, "\r%s - ETA: %.0fs - loss: %s - accuracy: %s", bar(s.Step, s.Steps), eta, figure(s.Loss),
		figure(s.Accuracy))
}

// Epoch prints the finished line.
func (k *Keras) Epoch(history []Epoch, messages []string) {
	e := history[len(history)-1]
	if k.Terminal {
		fmt.Fprint(k.Out, "\r")
	}
	fmt.Fprintln(k.Out, Line(e))
	for _, m := range messages {
		fmt.Fprintln(k.Out, "\n"+m)
	}
}

// Say prints the sentence on its own line.
func (k *Keras) Say(sentence string) { fmt.Fprintln(k.Out, sentence) }

// Done does nothing.
func (k *Keras) Done() {}

// Line is Keras 2's line of a finished epoch.
func Line(e Epoch) string {
	line := fmt.Sprintf("%s - %.0fs %s - loss: %s - accuracy: %s", bar(e.Steps, e.Steps), e.Seconds,
		perStep(e.TrainSeconds/float64(max(e.Steps, 1))), figure(e.Loss), figure(e.Accuracy))
	if e.ValLoss != nil {
		line += fmt.Sprintf(" - val_loss: %s - val_accuracy: %s", figure(*e.ValLoss), figure(*e.ValAccuracy))
	}
	return line
}

const barWidth = 30 // characters, as in Keras 2

func bar(step, steps int) string {
	done := barWidth * step / max(steps, 1)
	filled := strings.Repeat("=", done)
	if done < barWidth {
		filled = strings.Repeat("=", max(done-1, 0)) + ">" + strings.Repeat(".", barWidth-max(done, 1))
	}
	return fmt.Sprintf("%*d/%d [%s]", len(fmt.Sprint(steps)), step, steps, filled)
}

// figure prints four decimals, or Keras' exponent form at 0.001 and below.
func figure(x float64) string {
	if x > 1e-3 || x < -1e-3 || x == 0 {
		return fmt.Sprintf("%.4f", x)
	}
	return fmt.Sprintf("%.4e", x)
}

func perStep(seconds float64) string {
	switch {
	case seconds >= 1:
		return fmt.Sprintf("%.0fs/step", seconds)
	case seconds >= 1e-3:
		return fmt.Sprintf("%.0fms/step", seconds*1e3)
	}
	return fmt.Sprintf("%.0fus/step", seconds*1e6)
}
