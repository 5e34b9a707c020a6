package study

import (
	"context"
	"errors"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// series trains plans one after another, what names each of them, and stops at the first that is interrupted.
func (s *Study) series(ctx context.Context, what string, plans []plan.Plan) (all []*Run, interrupted bool, err error) {
	progress := func() plan.Progress { return nil }
	var display SeriesDisplay
	if s.Display != nil {
		display = s.Display.Series(what, len(plans))
		defer display.Close()
		progress = func() plan.Progress { return display }
	}
	for i, p := range plans {
		if display != nil {
			display.Next(i + 1)
		}
		run, err := s.train(ctx, p, progress)
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
