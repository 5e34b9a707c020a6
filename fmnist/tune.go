package fmnist

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Space is a list of parameters to search, and Point one value for each: p.Int("filters"), p.Float("rate"), p.String,
// p.Bool. (Report 2, "Different hyperparameters".)
type (
	Space    = hyperband.Space
	Param    = hyperband.Param
	Point    = hyperband.Point
	Schedule = hyperband.Schedule
)

// Int is a whole number from min to max, both included; Log, Step, Default and If refine it.
func Int(name string, min, max int) Param { return hyperband.Int(name, min, max) }

// Float is a number from min up to max; Float("rate", 1e-4, 1e-2).Log() gives equal chances to equal ratios.
func Float(name string, min, max float64) Param { return hyperband.Float(name, min, max) }

// Choice is one of the options.
func Choice[T int | float64 | string | bool](name string, options ...T) Param {
	return hyperband.Choice(name, options...)
}

// Bool is true or false.
func Bool(name string) Param { return hyperband.Bool(name) }

// TuneOption changes how a search works.
type TuneOption = study.TuneOption

// SearchSeed seeds the drawing of points; the seeds of the trainings are the plans' own.
func SearchSeed(seed uint64) TuneOption { return study.SearchSeed(seed) }

// Objective names the figure to be tuned: "val_accuracy", the default, or "val_loss", which is minimized.
func Objective(monitor string) TuneOption { return study.Objective(monitor) }

// Cost is what Hyperband with that many epochs costs, before anything runs: trials and epochs of every round.
func Cost(maxEpochs int) chart.Chart { return show.Arithmetic(must(bands(maxEpochs))) }

// bands is the schedule with KerasTuner's defaults: one of three trials is promoted, one iteration.
func bands(maxEpochs int) (Schedule, error) { return hyperband.Hyperband(maxEpochs, 3, 1) }

// Search is a search for hyperparameters: Show it, or its Leaderboard, Rungs, Parallel, Importance and Curves.
type Search struct{ *later }

func (s Search) now() show.Search { return s.later.now().(show.Search) }

// Hyperband searches the space with many short trials of which the best are trained on, up to maxEpochs. Each trial is
// an ordinary run: interrupt the cell and run it again, and it goes on. (Report 2, "Different hyperparameters".)
func Hyperband(space Space, build func(Point) Plan, maxEpochs int, options ...TuneOption) Search {
	return search(space, build, func() (Schedule, error) { return bands(maxEpochs) }, options)
}

// SuccessiveHalving is one bracket of Hyperband: that many trials, of which each round keeps a third.
func SuccessiveHalving(space Space, build func(Point) Plan, trials, maxEpochs int, options ...TuneOption) Search {
	return search(space, build, func() (Schedule, error) { return hyperband.SuccessiveHalving(trials, maxEpochs, 3) },
		options)
}

// ASHA is successive halving whose rounds do not wait for each other (asynchronous successive halving, Li et al. 2020):
// a third of what a round has so far goes on. It is for many processes at once; alone, it trains trial by trial.
func ASHA(space Space, build func(Point) Plan, trials, maxEpochs int, options ...TuneOption) Search {
	return search(space, build, func() (Schedule, error) { return hyperband.ASHA(trials, maxEpochs, 3) }, options)
}

// RandomSearch trains that many random points for all epochs.
func RandomSearch(space Space, build func(Point) Plan, trials, epochs int, options ...TuneOption) Search {
	return search(space, build, func() (Schedule, error) { return hyperband.RandomSearch(trials, epochs) }, options)
}

// Tune searches by any schedule.
func Tune(space Space, build func(Point) Plan, schedule Schedule, options ...TuneOption) Search {
	return search(space, build, func() (Schedule, error) { return schedule, nil }, options)
}

func search(space Space, build func(Point) Plan, schedule func() (Schedule, error), options []TuneOption) Search {
	return Search{result(func() show.Search {
		s, err := current().Tune(session(), space, build, must(schedule()), options...)
		if err != nil && s != nil {
			check(nb.Show(show.Search{Search: s}.Leaderboard(10))) // as many as KerasTuner's results_summary
		}
		check(err)
		check(nb.Show(fmt.Stringer(s))) // which stands below the picture where something was trained
		return show.Search{Search: s}
	})}
}

// String is the headline.
func (s Search) String() string { return s.now().String() }

// Best is the plan of the best trial, for the full number of epochs: train it.
func (s Search) Best() Plan { return s.now().Best() }

// Leaderboard lists the n best trials.
func (s Search) Leaderboard(n int) chart.Chart { return s.now().Leaderboard(n) }

// Rungs draws the search, round by round.
func (s Search) Rungs() chart.Chart { return s.now().Rungs() }

// Parallel draws every point as a line through its values to its score.
func (s Search) Parallel() chart.Chart { return s.now().Parallel() }

// Importance says how much each parameter by itself has to do with the score.
func (s Search) Importance() chart.Chart { return s.now().Importance() }

// Curves are the best trial's loss and accuracy by epoch.
func (s Search) Curves() chart.Chart { return s.now().Curves() }

// SpaceSummary is KerasTuner's search_space_summary.
func (s Search) SpaceSummary() string { return s.now().SpaceSummary() }

// ResultsSummary is KerasTuner's results_summary of the n best trials.
func (s Search) ResultsSummary(n int) string { return s.now().ResultsSummary(n) }

// SaveHistory writes what was tried: a table with a line for each epoch of each trial (.csv), the trials with their
// points, scores and epochs (.json), or, with "tensorboard:logs", event files of every trial's run. It returns the
// files' names.
func (s Search) SaveHistory(file string) []string { return must(s.now().SaveHistory(session(), file)) }

// Shown is what Show makes of it.
func (s Search) Shown() []any { return s.now().Shown() }
