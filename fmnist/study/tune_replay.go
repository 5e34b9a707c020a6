package study

import (
	"maps"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
)

// replay reports every trial that needs no training, until only trials are left that do. What a report of an
// asynchronous search promotes comes before the next trial, as where one process trains trial by trial.
func (s *Search) replay() error {
	missing := map[string]bool{}
	for again := true; again; {
		again = false
		for _, trial := range s.state.Ready() {
			if missing[trial.ID] || s.crew.trains(trial) {
				continue
			}
			ok, err := s.take(trial)
			if err != nil {
				return err
			}
			if !ok {
				missing[trial.ID] = true
				continue
			}
			again = true // it may have been the last one of its round
			if s.state.Err() != nil {
				return nil
			}
			if s.asynchronous {
				break
			}
		}
	}
	return nil
}

// take reports a trial if it is known or stored.
func (s *Search) take(trial hyperband.Trial) (ok bool, err error) {
	if t, known := s.known[trial.ID]; known {
		s.trials[trial.ID] = t
		return true, s.state.Report(trial.ID, t.Score, t.Err)
	}
	found, ok, err := s.look(trial)
	if err != nil || !ok {
		return false, err
	}
	return true, s.report(trial, found, found.run != "")
}

// next is the first trial to train whose run nobody is at work on. Where there is none, and this process has nothing
// else to do, it is the first of another process: waiting for it ends with its result, or with its lock if that process
// died.
func (s *Search) next() (trial hyperband.Trial, more bool, err error) {
	ready := s.state.Ready()
	for _, trial := range ready {
		p, err := s.plan(trial)
		if err != nil {
			return trial, true, err
		}
		id, err := s.id(trial, p)
		if err != nil {
			return trial, true, err
		}
		if !s.crew.holds(id) && !s.study.Store.InWork(id) {
			return trial, true, nil
		}
	}
	if len(ready) == 0 || s.crew.busy() {
		return hyperband.Trial{}, false, nil
	}
	return ready[0], true, nil
}

// again replays an asynchronous search from its beginning: what other processes trained was reported when it was there,
// and the answer shall not depend on that. It reports whether there is more to do then.
func (s *Search) again() bool {
	if !s.asynchronous || s.ordered {
		return false
	}
	state, err := hyperband.New(s.state.Space(), s.state.Schedule(), s.state.Options())
	if err != nil { // they made a search before
		return false
	}
	if s.known == nil {
		s.known = map[string]Trial{}
	}
	maps.Copy(s.known, s.trials)
	s.trials, s.state, s.ordered = map[string]Trial{}, state, true
	return true
}
