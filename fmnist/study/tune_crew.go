package study

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/gofmnist/gofmnist/fmnist/footprint"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// crew are the trainings of a search that are at work: as many as may be side by side.
type crew struct {
	places int
	atWork map[string]runID // by the trial's ID
	ended  chan trialEnd
	// mu is of the search: its bookkeeping, and its display, which shows that. Who leads the search holds it but for the
	// time in which it waits for a training to end.
	mu sync.Mutex
}

// trialEnd is what became of a training.
type trialEnd struct {
	trial hyperband.Trial
	run   *Run
	err   error
	shown plan.Progress
}

func newCrew(places int) *crew {
	return &crew{places: places, atWork: map[string]runID{}, ended: make(chan trialEnd, places)}
}

// trains reports that the trial is at work.
func (c *crew) trains(t hyperband.Trial) bool { _, ok := c.atWork[t.ID]; return ok }

// holds reports that a trial of that run is at work: a build that ignores a parameter gives one plan for two points.
func (c *crew) holds(id runID) bool {
	for _, other := range c.atWork {
		if other.Hash == id.Hash {
			return true
		}
	}
	return false
}

func (c *crew) busy() bool { return len(c.atWork) > 0 }

// work reports what is stored and trains what is missing, until the search or ctx ends. An error lets nothing else
// begin; what is at work is trained to the end.
func (s *Search) work(ctx context.Context) error {
	s.crew.mu.Lock()
	defer s.crew.mu.Unlock()
	stop := func() {}
	if s.crew.places > 1 {
		ctx, stop = context.WithCancel(ctx)
		defer stop()
	}
	own, err := s.room()
	for {
		if err == nil && !s.Interrupted {
			err = s.begin(ctx, own)
		}
		if s.failure() != nil {
			stop() // what is at work is saved, and is no part of the search any more
		}
		if s.crew.busy() {
			if failed := s.hear(); err == nil {
				err = failed
			}
			continue
		}
		if err != nil || s.Interrupted {
			return err
		}
		if err := s.failure(); err != nil || !s.again() {
			return err
		}
	}
}

// room is the study that trains the trials, once it is known that as many as may be side by side find the memory that
// they need together.
func (s *Search) room() (*Study, error) {
	own, err := s.study.sideBySide(context.Background(), s.crew.places, nil)
	if err != nil || s.crew.places == 1 {
		return own, err
	}
	if err := s.replay(); err != nil {
		return nil, err
	}
	var plans []plan.Plan
	for _, trial := range s.state.Ready() {
		p, err := s.plan(trial)
		if err != nil {
			return nil, err
		}
		if s.fit(trial, p) == nil {
			plans = append(plans, p)
		}
	}
	return own, footprint.CheckTogether(plans, s.crew.places, s.study.Data.Train.Len(), s.study.Data.Test.Len())
}

// begin reports what is stored, and lets trials begin as long as there are places for them.
func (s *Search) begin(ctx context.Context, own *Study) error {
	if err := s.replay(); err != nil {
		return err
	}
	for len(s.crew.atWork) < s.crew.places {
		trial, more, err := s.next()
		if err != nil || !more {
			return err
		}
		if ctx.Err() != nil {
			s.Interrupted = true
			return nil
		}
		if err := s.start(ctx, own, trial); err != nil {
			return err
		}
	}
	return nil
}

// start lets one trial begin.
func (s *Search) start(ctx context.Context, own *Study, trial hyperband.Trial) error {
	p, err := s.plan(trial)
	if err != nil {
		return err
	}
	id, err := s.id(trial, p)
	if err != nil {
		return err
	}
	shown, err := s.announce(trial)
	if err != nil {
		return err
	}
	s.crew.atWork[trial.ID] = id
	go func() {
		run, err := own.fit(ctx, p, func() plan.Progress { return shown })
		s.crew.ended <- trialEnd{trial, run, err, shown}
	}()
	return nil
}

// announce shows a trial that has to be trained, and before the first one what the search costs.
func (s *Search) announce(trial hyperband.Trial) (plan.Progress, error) {
	if s.display == nil {
		return nil, nil
	}
	if !s.costs {
		s.costs = true
		if err := s.display.Cost(); err != nil {
			return nil, err
		}
	}
	return inTurn(&s.crew.mu, s.display.Begin(trial)), nil
}

// hear waits for the next training to end, and reports it.
func (s *Search) hear() error {
	s.crew.mu.Unlock()
	end := <-s.crew.ended
	s.crew.mu.Lock()
	delete(s.crew.atWork, end.trial.ID)
	if s.failure() != nil {
		return nil
	}
	err := end.err
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || err == nil && end.run.Interrupted:
		s.Interrupted = true
		return nil
	case err == nil:
		return s.report(end.trial, outcome{run: end.run.Name, history: end.run.History}, false)
	}
	var loss *plan.LossError
	var number *json.UnsupportedValueError // a validation loss that is not a number cannot be recorded
	if errors.As(err, &loss) {
		err = loss // without what storing the failure had to say
	} else if !errors.As(err, &number) {
		err = fmt.Errorf("trial %s: %w", end.trial.ID, err)
		if s.crew.busy() && end.shown != nil {
			end.shown.(turn).to.Say(fmt.Sprintf("%v; those at work are trained to the end.", err))
		}
		return err
	}
	return s.report(end.trial, outcome{failure: err}, false)
}
