package main

import (
	"errors"
	"flag"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/reports"
	"github.com/gofmnist/gofmnist/fmnist/show"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var tuneCommand = command{"tune", "[flags]",
	"searches for good hyperparameters, with Hyperband or another schedule; goes on where it stopped", tuneVerb}

func tuneVerb(flags *flag.FlagSet) func(call) error {
	o := tuneFlags(flags)
	return func(c call) error {
		if o.out != "" && !o.planOnly {
			return errors.New("-out is for -plan-only; the trials go to the run folder")
		}
		if err := errors.Join(logOfRuns(o.log, o.planOnly), o.side.check(o.planOnly)); err != nil {
			return err
		}
		if o.history != "" {
			if err := execute.CheckHistory(o.history); err != nil {
				return err
			}
			if o.planOnly {
				return errors.New("-history is for a search; -plan-only makes none")
			}
		}
		space, build, schedule, err := o.search()
		if err != nil {
			return err
		}
		s, err := c.study()
		if err != nil {
			return err
		}
		s.Log = o.log
		if o.planOnly {
			plans, search, err := s.TunePlans(space, build, schedule, study.SearchSeed(o.seed))
			if err != nil {
				return err
			}
			if o.workers > 0 {
				plans = plans[:min(o.workers, len(plans))]
			}
			return c.plans(plans, search, o.out)
		}
		search, err := s.Tune(c.ctx, space, build, schedule, study.SearchSeed(o.seed), o.side.option())
		if search == nil {
			return err
		}
		if o.log != "" { // trials that were stored before
			_, saved := search.SaveHistory(c.ctx, o.log)
			err = errors.Join(err, saved)
		}
		if o.history != "" {
			_, saved := search.SaveHistory(c.ctx, o.history)
			err = errors.Join(err, saved)
		}
		return errors.Join(err, c.tuned(s, search, o.final && err == nil))
	}
}

// tuned prints what a search found, after the final training if it is wanted.
func (c call) tuned(s *study.Study, search *study.Search, final bool) error {
	object, text := tunedOf(search), tunedText(search)
	if !final || search.Interrupted {
		return c.print(object, text)
	}
	run, err := s.Train(c.ctx, search.Best().With(reports.Report2Final))
	if err == nil {
		figures := trainedOf(run, s)
		object.Final, text = &figures, text+"\n"+run.String()
	}
	return errors.Join(err, c.print(object, text))
}

// tuned is the object that tune prints.
type tuned struct {
	Trials      int        `json:"trials"` // reported
	Scheduled   int        `json:"scheduled"`
	Interrupted bool       `json:"interrupted,omitempty"`
	Objective   string     `json:"objective"`
	Best        *plan.Plan `json:"best,omitempty"` // with the full number of epochs
	Leaderboard []tunedRow `json:"leaderboard"`    // all trials with a score
	Failed      []tunedRow `json:"failed,omitempty"`
	Final       *trained   `json:"final,omitempty"`
}

type tunedRow struct {
	hyperband.Trial
	Score   *float64 `json:"score,omitempty"`
	At      int      `json:"at_epoch,omitempty"`
	Run     string   `json:"run"`
	Stored  bool     `json:"stored"`
	Message string   `json:"message,omitempty"`
}

func tunedOf(s *study.Search) tuned {
	all := s.Trials()
	t := tuned{Trials: len(all), Scheduled: s.Scheduled(), Interrupted: s.Interrupted, Objective: s.Objective()}
	for _, trial := range s.Top(len(all)) {
		t.Leaderboard = append(t.Leaderboard, tunedRow{trial.Trial, &trial.Score, trial.Epoch, trial.Run, trial.Stored, ""})
	}
	for _, trial := range all {
		if trial.Err != nil {
			t.Failed = append(t.Failed, tunedRow{trial.Trial, nil, 0, trial.Run, trial.Stored, trial.Err.Error()})
		}
	}
	if best := s.Best(); len(t.Leaderboard) > 0 {
		t.Best = &best
	}
	return t
}

func tunedText(s *study.Search) string {
	const rows = 10 // as many as KerasTuner's results_summary
	shown := show.Search{Search: s}
	return shown.Leaderboard(rows).Text() + "\n\n" + shown.Importance().Text() + "\n\n" + s.String()
}
