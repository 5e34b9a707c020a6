package study

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"

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

// series trains plans one after another, what names each of them, and stops at the first that is interrupted.
func (s *Study) series(ctx context.Context, what string, plans []plan.Plan) (all []*Run, interrupted bool, err error) {
	quiet, display := *s, &seriesLive{what: what, of: len(plans)}
	if s.Show != nil {
		display.block = nb.NewLive()
		quiet.Show = func() plan.Progress { return display }
		defer display.close()
	}
	for i, p := range plans {
		display.at = i + 1
		run, err := quiet.Train(ctx, p)
		if errors.Is(err, context.Canceled) || err == nil && run.Interrupted { // before its first step, or later
			return all, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		all = append(all, run)
	}
	return all, false, nil
}

// close leaves the line of the last epoch, or nothing where every training was read from disk.
func (l *seriesLive) close() {
	var last any
	if l.line != "" {
		last = l.line
	}
	_ = l.block.Close(last) // a kernel that is gone needs no line
}

func (l *seriesLive) Start(p plan.Plan, _ int, _ []plan.Epoch) { l.epochs = p.Epochs }

func (l *seriesLive) Step(s plan.StepInfo) {
	if l.block.Due() {
		l.block.Update(nil, fmt.Sprintf("%s %d of %d, epoch %d of %d, step %d of %d: accuracy %.4f", l.what, l.at, l.of, s.Epoch, l.epochs, s.Step, s.Steps, s.Accuracy))
	}
}

func (l *seriesLive) Epoch(history []plan.Epoch, _ []string) {
	last, kind := history[len(history)-1], "validation"
	figure := last.Figure("val_accuracy")
	if last.ValAccuracy == nil {
		kind, figure = "training", last.Accuracy
	}
	l.line = fmt.Sprintf("%s %d of %d, epoch %d of %d: %s accuracy %.4f", l.what, l.at, l.of, len(history), l.epochs, kind, figure)
	if len(history) == l.epochs {
		l.block.Mark(nil, l.line)
		return
	}
	l.block.Update(nil, l.line)
}

func (l *seriesLive) Say(sentence string) { l.block.Mark(nil, sentence) }

func (l *seriesLive) Done() {}
