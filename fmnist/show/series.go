package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"

	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// seriesLive shows several trainings after one another, folds or seeds, as one line.
type seriesLive struct {
	block  *nb.Live
	what   string // "fold"
	at, of int
	epochs int
	line   string
}

// Series implements study.Display.
func (d Display) Series(what string, of int) study.SeriesDisplay {
	return &seriesLive{block: nb.NewLive(), what: what, of: of}
}

// Next implements study.SeriesDisplay.
func (l *seriesLive) Next(number int) { l.at = number }

// Close leaves the line of the last epoch, or nothing where every training was read from disk.
func (l *seriesLive) Close() {
	var last any
	if l.line != "" {
		last = l.line
	}
	_ = l.block.Close(last) // a kernel that is gone needs no line
}

func (l *seriesLive) Start(p plan.Plan, _ int, _ []plan.Epoch) { l.epochs = p.Epochs }

func (l *seriesLive) Step(s plan.StepInfo) {
	if l.block.Due() {
		l.block.Update(nil, fmt.Sprintf("%s %d of %d, epoch %d of %d, step %d of %d: accuracy %.4f", l.what, l.at, l.of,
			s.Epoch, l.epochs, s.Step, s.Steps, s.Accuracy))
	}
}

func (l *seriesLive) Epoch(history []plan.Epoch, _ []string) {
	last, kind := history[len(history)-1], "validation"
	figure := last.Figure("val_accuracy")
	if last.ValAccuracy == nil {
		kind, figure = "training", last.Accuracy
	}
	l.line = fmt.Sprintf("%s %d of %d, epoch %d of %d: %s accuracy %.4f", l.what, l.at, l.of, len(history), l.epochs,
		kind, figure)
	if len(history) == l.epochs {
		l.block.Mark(nil, l.line)
		return
	}
	l.block.Update(nil, l.line)
}

func (l *seriesLive) Say(sentence string) { l.block.Mark(nil, sentence) }

func (l *seriesLive) Done() {}
