package study

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/footprint"
	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

type runID = runs.ID

// outcome is what a run has to say about a trial.
type outcome struct {
	run     string
	history []plan.Epoch // as far as the trial went, or early stopping let it
	failure error
}

// plan is what a trial trains.
func (s *Search) plan(trial hyperband.Trial) (plan.Plan, error) {
	p, err := hyperband.Build(trial.Point, s.build)
	if err != nil {
		return p, fmt.Errorf("trial %s: %w", trial.ID, err)
	}
	p = s.study.Short(p)
	p.Epochs = trial.ToEpoch
	if p.Validation == 0 && p.Fold == nil {
		return p, fmt.Errorf("%s: a search needs validation images to score on; set Validation, for example 0.2",
			p.Title())
	}
	return p, nil
}

// id is the identity of the trial's run. It takes a hash over all images, so it is kept per point.
func (s *Search) id(trial hyperband.Trial, p plan.Plan) (runID, error) {
	key := trial.Point.Key()
	if id, ok := s.ids[key]; ok {
		return id, nil
	}
	id, err := plan.ID(p, s.study.Data)
	if err == nil {
		s.ids[key] = id
	}
	return id, err
}

// look finds what is known of a trial without training; ok is false when it has to be trained.
func (s *Search) look(trial hyperband.Trial) (found outcome, ok bool, err error) {
	p, err := s.plan(trial)
	if err != nil {
		return outcome{}, false, err
	}
	if err := plan.Check(p, s.study.Data.Train.Len()); err != nil {
		return outcome{failure: err}, true, nil
	}
	id, err := s.id(trial, p)
	if err != nil {
		return outcome{}, false, err
	}
	run, err := s.study.Store.Read(id)
	if err != nil || run == nil {
		if err := s.fit(trial, p); err != nil {
			return outcome{failure: err}, true, nil
		}
	}
	if err != nil {
		return outcome{}, false, nil // not there, or damaged: training sets it aside and says so
	}
	var history []plan.Epoch
	for _, line := range run.History() {
		var e plan.Epoch
		if json.Unmarshal(line, &e) != nil {
			return outcome{}, false, nil
		}
		history = append(history, e)
	}
	history = history[:min(len(history), p.Epochs)]
	stop := p.EarlyStopping.StoppedAt(history)
	if stop > 0 {
		history = history[:stop]
	}
	found = outcome{run: run.Name(), history: history}
	if len(history) == p.Epochs || stop > 0 {
		return found, true, nil
	}
	meta := run.Meta()
	if meta.Status != runs.Failed {
		return outcome{}, false, nil
	}
	found.failure = errors.New(meta.Message)
	return found, true, nil
}

// fit says once whether a trial finds the memory that it needs. A later answer would depend on what is at work then.
func (s *Search) fit(trial hyperband.Trial, p plan.Plan) error {
	key := trial.Point.Key()
	err, known := s.fits[key]
	if !known {
		err = footprint.Check(p, s.study.Data.Train.Len(), s.study.Data.Test.Len())
		s.fits[key] = err
	}
	return err
}

// report scores a trial and hands it to the bookkeeping.
func (s *Search) report(trial hyperband.Trial, found outcome, stored bool) error {
	t := Trial{Run: found.run, Stored: stored, History: found.history}
	t.Trial, t.Err = trial, found.failure
	for _, e := range found.history[min(trial.FromEpoch, len(found.history)):] {
		t.Seconds += e.Seconds
	}
	if t.Err == nil {
		t.Score, t.Epoch = s.score(trial, found.history)
	}
	if err := s.state.Report(trial.ID, t.Score, t.Err); err != nil {
		return err
	}
	s.trials[trial.ID], s.ordered = t, false
	if s.display != nil {
		s.display.End(t)
	}
	return nil
}

// score is the objective at the best of the trial's own epochs, the first among equal ones (KerasTuner's rule). Where
// early stopping ended the run in an earlier round there is none, and the trial has the score of the one it goes on
// from.
func (s *Search) score(trial hyperband.Trial, history []plan.Epoch) (score float64, epoch int) {
	if len(history) <= trial.FromEpoch {
		parent := s.trials[trial.Parent]
		return parent.Score, parent.Epoch
	}
	o := s.state.Options()
	for i := trial.FromEpoch; i < len(history); i++ {
		figure := history[i].Figure(o.Objective)
		if epoch == 0 || !o.Minimize && figure > score || o.Minimize && figure < score {
			score, epoch = figure, i+1
		}
	}
	return score, epoch
}
