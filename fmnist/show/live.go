package show

import (
	"fmt"
	"io"
	"os"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// Display shows slow verbs while they work: in one live block of a notebook, as lines elsewhere.
type Display struct {
	// Out is where lines go outside notebooks; nil means standard error.
	Out io.Writer
}

var _ study.Display = Display{}

func (d Display) out() io.Writer {
	if d.Out == nil {
		return os.Stderr
	}
	return d.Out
}

// Training implements study.Display: in a notebook the curves grow, and the line below says where the training is.
func (d Display) Training() plan.Progress {
	if !nb.Active() {
		return Lines(d.out())
	}
	return &live{}
}

// Lines prints Keras' progress lines; a terminal sees the bar move.
func Lines(out io.Writer) plan.Progress {
	k := &plan.Keras{Out: out}
	if f, ok := out.(*os.File); ok {
		info, err := f.Stat()
		k.Terminal = err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
	}
	return k
}

type live struct {
	plan    plan.Plan
	block   *nb.Live
	history []plan.Epoch
	line    string
}

func (l *live) Start(p plan.Plan, _ int, before []plan.Epoch) {
	l.plan, l.history, l.block = p, before, nb.NewLive()
}

func (l *live) Step(s plan.StepInfo) {
	if !l.block.Due() {
		return
	}
	left := s.Seconds / float64(s.Step) * float64(s.Steps-s.Step)
	l.line = fmt.Sprintf("epoch %d of %d, step %d of %d, %.0f s left in it: loss %.4f, accuracy %.4f",
		s.Epoch, l.plan.Epochs, s.Step, s.Steps, left, s.Loss, s.Accuracy)
	l.block.Update(l.chart(), l.line)
}

func (l *live) Epoch(history []plan.Epoch, messages []string) {
	l.history = history
	l.line = plan.Line(history[len(history)-1])
	for _, m := range messages {
		l.line += "\n" + m
	}
	l.block.Update(l.chart(), l.line)
}

func (l *live) chart() chart.Chart { return curves(l.plan.Title(), l.history, nil) }

func (l *live) Say(sentence string) { _ = nb.Show(sentence) }

func (l *live) Done() {
	_ = l.block.Close(chart.Captioned{Chart: l.chart(), Caption: l.line}) // a kernel that is gone needs no picture
}
