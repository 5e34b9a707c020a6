package study

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
)

// TuneOption changes how Tune works.
type TuneOption interface{ tune(*tuning) }

type tuneOption func(*tuning)

func (o tuneOption) tune(t *tuning) { o(t) }

type tuning struct {
	hyperband.Options
	parallel int
}

// SearchSeed seeds the drawing of points; the seeds of the trainings are the plans' own. 0 is a seed like any other.
func SearchSeed(seed uint64) TuneOption { return tuneOption(func(o *tuning) { o.Seed = seed }) }

// Objective names the figure to be tuned: "val_accuracy", the default, or "val_loss", which is minimized.
func Objective(monitor string) TuneOption {
	return tuneOption(func(o *tuning) { o.Objective, o.Minimize = monitor, strings.HasSuffix(monitor, "loss") })
}

// Search is a search for hyperparameters, finished or interrupted. Package show has its pictures.
type Search struct {
	Interrupted bool
	study       *Study
	state       *hyperband.Search
	build       func(hyperband.Point) plan.Plan
	full        int              // epochs of the longest trial
	trials      map[string]Trial // the reported ones, by ID
	ids         map[string]runID // by point
	display     SearchDisplay    // nil shows nothing
	costs       bool             // the display was told the cost

	asynchronous bool             // some bracket of the schedule is
	known        map[string]Trial // what was reported before a replay from the beginning
	ordered      bool             // nothing was reported since then

	fits map[string]error // whether a point's plan finds the memory that it needs, as it was before work began
	crew *crew
}

// Trial is one reported trial of a search.
type Trial struct {
	hyperband.Result
	Run     string       // the run's folder; empty when the plan of the point is not valid or needs too much memory
	Epoch   int          // the epoch of the score, from 1
	Seconds float64      // of the trial's own epochs
	Stored  bool         // it was trained before, or by another machine
	History []plan.Epoch // as far as the trial went
}

// Tune searches the space for the plan with the best validation figure. build turns a point into a plan, of which the
// schedule sets the epochs. Each trial is an ordinary run and a promoted trial is the same plan with more epochs, so it
// goes on from the weights and Adam's moments that the run had after its last epoch. (KerasTuner reloads the weights of
// the best epoch and starts Adam afresh.) The score is the figure of the best of the trial's own epochs, as in
// KerasTuner. Early stopping counts from the run's first epoch; in KerasTuner, which calls fit anew, from the trial's.
//
// A search has no state on disk: Tune replays it over the stored runs and trains what is missing, so it goes on after
// an interrupt or a crash, and takes what other machines have trained. Another space, plan or seed is another search.
//
// Several processes on one store that call Tune with the same arguments share the work. Of an asynchronous schedule
// (hyperband.ASHA) each promotes by what it sees then, and the answer is the one of a process that trains alone: when
// nothing is left, the search is replayed in that order, and what only that order asks for is trained.
//
// A trial whose loss is no longer a number, or whose plan is not valid, has failed and keeps its place. Three in a row
// end the search; the search so far is returned beside the error. When ctx ends, the search so far is returned.
func (s *Study) Tune(ctx context.Context, space hyperband.Space, build func(hyperband.Point) plan.Plan,
	schedule hyperband.Schedule, options ...TuneOption) (*Search, error) {
	search, err := s.search(space, build, schedule, options)
	if err != nil {
		return nil, err
	}
	if s.Display == nil {
		return search, search.work(ctx)
	}
	search.display = s.Display.Search(search)
	err = search.work(ctx)
	return search, errors.Join(err, search.display.Close())
}

// TunePlans are the plans that a search can train next and that no stored run answers: all of them may be trained at
// the same time, anywhere. The search is the one so far. No plans and a nil error mean that the search is finished. Of
// an asynchronous search, of which a worker asks for plans while others train, those that are being trained come last.
func (s *Study) TunePlans(space hyperband.Space, build func(hyperband.Point) plan.Plan, schedule hyperband.Schedule,
	options ...TuneOption) ([]plan.Plan, *Search, error) {
	search, err := s.search(space, build, schedule, options)
	if err != nil {
		return nil, nil, err
	}
	if err := search.replay(); err != nil {
		return nil, search, err
	}
	var plans []plan.Plan
	listed := map[runID]bool{} // a build that ignores a parameter gives one plan for two points
	var begun []plan.Plan
	for _, trial := range search.state.Ready() {
		p, err := search.plan(trial)
		if err != nil {
			return nil, search, err
		}
		id, err := search.id(trial, p)
		if err != nil {
			return nil, search, err
		}
		switch {
		case listed[id]:
		case search.asynchronous && s.Store.InWork(id):
			begun = append(begun, p)
		default:
			plans = append(plans, p)
		}
		listed[id] = true
	}
	return append(plans, begun...), search, search.failure()
}

// search makes a search that knows of no trial yet.
func (s *Study) search(space hyperband.Space, build func(hyperband.Point) plan.Plan, schedule hyperband.Schedule,
	options []TuneOption) (*Search, error) {
	o := tuning{Options: hyperband.Options{Objective: "val_accuracy"}, parallel: 1}
	for _, option := range options {
		option.tune(&o)
	}
	if err := checkParallel(o.parallel); err != nil {
		return nil, err
	}
	if o.Objective != "val_accuracy" && o.Objective != "val_loss" {
		return nil, fmt.Errorf("%q cannot be tuned; the objectives are val_accuracy and val_loss", o.Objective)
	}
	if s.Quick {
		schedule = quickSchedule(schedule)
	}
	state, err := hyperband.New(space, schedule, o.Options)
	if err != nil {
		return nil, err
	}
	search := &Search{study: s, state: state, build: build, trials: map[string]Trial{}, ids: map[string]runID{},
		fits: map[string]error{}, asynchronous: schedule.Asynchronous(), crew: newCrew(o.parallel)}
	for _, bracket := range schedule {
		search.full = max(search.full, bracket.Rounds[len(bracket.Rounds)-1].ToEpoch)
	}
	return search, nil
}

// failure is the error of a search that ended after too many failures. A space with too few points only shortens a
// search.
func (s *Search) failure() error {
	if err := s.state.Err(); errors.Is(err, hyperband.ErrFailures) {
		return fmt.Errorf("the search ends: %w", err)
	}
	return nil
}

// State is the bookkeeping of the search: its space, schedule, results and progress.
func (s *Search) State() *hyperband.Search { return s.state }

// Study is the study that it belongs to.
func (s *Search) Study() *Study { return s.study }
