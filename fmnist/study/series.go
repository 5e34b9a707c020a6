package study

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// series trains plans, what names each of them, up to side of them at a time. Once one is interrupted or has failed, no
// other begins; those at work are trained to the end, and all that are finished are returned in the order of the plans.
func (s *Study) series(ctx context.Context, what string, plans []plan.Plan, side int) (all []*Run, interrupted bool,
	err error) {
	own, err := s.sideBySide(ctx, side, plans)
	if err != nil {
		return nil, false, err
	}
	r := &row{study: own, what: what, plans: plans, runs: make([]*Run, len(plans))}
	if s.Display != nil {
		r.display = s.Display.Series(what, len(plans))
		defer r.display.Close()
	}
	var workers sync.WaitGroup
	for range min(side, len(plans)) {
		workers.Go(func() { r.work(ctx) })
	}
	workers.Wait()
	if r.err != nil {
		return nil, false, r.err
	}
	for _, run := range r.runs {
		if run != nil {
			run.study = s
			all = append(all, run)
		}
	}
	return all, r.interrupted, nil
}

// row is a series under way.
type row struct {
	study *Study
	what  string
	plans []plan.Plan

	mu          sync.Mutex // of the display and what follows
	display     SeriesDisplay
	next        int // the plan that begins next
	atWork      int
	runs        []*Run // by plan; nil for those that are not finished
	interrupted bool
	err         error // the first
}

// work trains one plan after another, as long as there are any and none has failed.
func (r *row) work(ctx context.Context) {
	for {
		i, more := r.take()
		if !more {
			return
		}
		var shown plan.Progress
		run, err := r.study.train(ctx, r.plans[i], func() plan.Progress {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.display != nil {
				shown = inTurn(&r.mu, r.display.Begin(i+1))
			}
			return shown
		})
		r.give(i, run, err, shown)
	}
}

func (r *row) take() (i int, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next == len(r.plans) || r.interrupted || r.err != nil {
		return 0, false
	}
	r.next, r.atWork = r.next+1, r.atWork+1
	return r.next - 1, true
}

// give hands in what became of a plan.
func (r *row) give(i int, run *Run, err error, shown plan.Progress) {
	r.mu.Lock()
	r.atWork--
	others := r.atWork
	switch {
	case errors.Is(err, context.Canceled) || err == nil && run.Interrupted: // before its first step, or later
		r.interrupted, err = true, nil
	case err == nil:
		r.runs[i] = run
	case r.err == nil:
		r.err = err
	}
	r.mu.Unlock()
	if err != nil && others > 0 && shown != nil {
		shown.Say(fmt.Sprintf("%s %d failed (%v); those at work are trained to the end.", r.what, i+1, err))
	}
}
