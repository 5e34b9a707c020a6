package study

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/footprint"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// Train runs a plan, or reads its stored run, and tests it.
func (s *Study) Train(ctx context.Context, p plan.Plan) (*Run, error) {
	return s.train(ctx, p, s.progress)
}

// train is Train with a display of the caller's.
func (s *Study) train(ctx context.Context, p plan.Plan, display func() plan.Progress) (*Run, error) {
	r, err := s.fit(ctx, p, display)
	if err != nil || r.Interrupted {
		return r, err
	}
	err = r.Test(ctx)
	if err != nil && ctx.Err() == nil && s.lost(ctx, p) {
		// A damaged test was noticed, and the run set aside with it: it is trained anew, as other damage would have it.
		if r, err = s.fit(ctx, p, display); err != nil || r.Interrupted {
			return r, err
		}
		err = r.Test(ctx)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		r.Interrupted, err = true, nil
	}
	return r, err
}

// lost reports that the store has no answer to the plan any more.
func (s *Study) lost(ctx context.Context, p plan.Plan) bool {
	stored, err := s.Stored(ctx, p)
	return err == nil && stored == nil
}

// fit runs a plan on a display of the caller's, or reads its stored run. The test images are not looked at.
func (s *Study) fit(ctx context.Context, p plan.Plan, display func() plan.Progress) (*Run, error) {
	p = s.Short(p)
	if err := plan.Check(p, s.Data.Train.Len()); err != nil {
		return nil, err
	}
	log, err := logFile(s.Log)
	if err != nil {
		return nil, err
	}
	if stored, err := s.Stored(ctx, p); err == nil && stored != nil {
		return stored, s.logged(ctx, stored)
	}
	if s.side < 2 {
		if err := footprint.Check(p, s.Data.Train.Len(), s.Data.Test.Len()); err != nil {
			return nil, err
		}
	}
	w := s.watch(display())
	w.Log = log
	if name, ok := trained.Earlier(s.Store, p); ok && w.Progress != nil {
		w.Progress.Say(fmt.Sprintf("%s holds this plan as an earlier version of the program computed it, with other figures; it is left alone, and the plan is trained again.", name))
	}
	s.remark(p, w.Progress)
	done, err := s.Executor.Train(ctx, s.place(), p, w)
	if err != nil {
		return nil, err
	}
	result, err := trained.After(s.Store, p, s.Data, done.New, done.Interrupted)
	if err != nil {
		return nil, err
	}
	r, err := s.run(ctx, result)
	if err == nil && done.New == 0 && !done.Interrupted {
		err = s.logged(ctx, r) // another process trained it meanwhile
	}
	return r, err
}

// logFile is a place for a log as another process understands it.
func logFile(to string) (string, error) {
	if err := execute.CheckLog(to); err != nil {
		return "", err
	}
	return absolute(to)
}

// logged writes a stored run into the study's log.
func (s *Study) logged(ctx context.Context, r *Run) error {
	if s.Log == "" || r.Epochs == 0 {
		return nil
	}
	_, err := r.SaveHistory(ctx, s.Log)
	return err
}
