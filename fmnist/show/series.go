package show

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"

	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// seriesLive shows several trainings, folds or seeds, as one line: where the one at work is, or all of them.
type seriesLive struct {
	block  *nb.Live
	what   string // "fold"
	of     int
	atWork []*seriesOne // in the order in which they began
	line   string       // of the last epoch
}

// seriesOne is one training of a series.
type seriesOne struct {
	*seriesLive
	at, epochs int
	doing      string // where it is
	brief      string // the same where others stand beside it
}

// Series implements study.Display.
func (d Display) Series(what string, of int) study.SeriesDisplay {
	return &seriesLive{block: nb.NewLive(), what: what, of: of}
}

// Begin implements study.SeriesDisplay.
func (l *seriesLive) Begin(number int) plan.Progress {
	one := &seriesOne{seriesLive: l, at: number}
	one.brief = fmt.Sprintf("%d begins", number)
	l.atWork = append(l.atWork, one)
	return one
}

// Close leaves the line of the last epoch, or nothing where every training was read from disk.
func (l *seriesLive) Close() {
	var last any
	if l.line != "" {
		last = l.line
	}
	_ = l.block.Close(last) // a kernel that is gone needs no line
}

// standing is where the trainings at work are.
func (l *seriesLive) standing() string {
	const most = 4 // in one line of a terminal
	if len(l.atWork) == 1 {
		return l.atWork[0].doing
	}
	var parts []string
	for _, one := range l.atWork[:min(most, len(l.atWork))] {
		parts = append(parts, one.brief)
	}
	if more := len(l.atWork) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("%s of %d at work: %s", text.Count(len(l.atWork), l.what), l.of, strings.Join(parts, ", "))
}

func (l *seriesOne) Start(p plan.Plan, _ int, _ []plan.Epoch) { l.epochs = p.Epochs }

func (l *seriesOne) Step(s plan.StepInfo) {
	if l.block.Due() {
		l.brief = fmt.Sprintf("%d (epoch %d of %d, %d %%)", l.at, s.Epoch, l.epochs, 100*s.Step/s.Steps)
		l.doing = fmt.Sprintf("%s %d of %d, epoch %d of %d, step %d of %d: accuracy %.4f", l.what, l.at, l.of,
			s.Epoch, l.epochs, s.Step, s.Steps, s.Accuracy)
		l.block.Update(nil, l.standing())
	}
}

func (l *seriesOne) Epoch(history []plan.Epoch, _ []string) {
	last, kind := history[len(history)-1], "validation"
	figure := last.Figure("val_accuracy")
	if last.ValAccuracy == nil {
		kind, figure = "training", last.Accuracy
	}
	l.line = fmt.Sprintf("%s %d of %d, epoch %d of %d: %s accuracy %.4f", l.what, l.at, l.of, len(history), l.epochs,
		kind, figure)
	l.doing = l.line
	if len(history) == l.epochs {
		l.block.Mark(nil, l.line)
		return
	}
	l.block.Update(nil, l.standing())
}

func (l *seriesOne) Say(sentence string) { l.block.Mark(nil, sentence) }

func (l *seriesOne) Done() {
	l.atWork = slices.DeleteFunc(l.atWork, func(other *seriesOne) bool { return other == l })
}
