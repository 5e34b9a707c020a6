package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/reports"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Space is a list of parameters to search, and Point one value for each: p.Int("filters"), p.Float("rate"), p.String, p.Bool.
// (Report 2, "Different hyperparameters".)
type (
	Space      = hyperband.Space
	Param      = hyperband.Param
	Point      = hyperband.Point
	Schedule   = hyperband.Schedule
	Search     = show.Search
	TuneOption = study.TuneOption
)

// Int is a whole number from min to max, both included; see package hyperband for Log, Step, Default and If.
func Int(name string, min, max int) Param { return hyperband.Int(name, min, max) }

// Float is a number from min up to max; Float("rate", 1e-4, 1e-2).Log() gives equal chances to equal ratios.
func Float(name string, min, max float64) Param { return hyperband.Float(name, min, max) }

// Choice is one of the options.
func Choice[T int | float64 | string | bool](name string, options ...T) Param {
	return hyperband.Choice(name, options...)
}

// Bool is true or false.
func Bool(name string) Param { return hyperband.Bool(name) }

// Options of a search; see package study.
var (
	SearchSeed = study.SearchSeed
	Objective  = study.Objective
)

// Report 2's search and the same on the scale of report 1's LeNet-5; see package study.
var (
	Report2Space  = reports.Report2Space()
	Report2Plan   = reports.Report2Plan
	Report2Final  = Option(reports.Report2Final)
	NarrowSpace   = reports.NarrowSpace()
	NarrowPlan    = reports.NarrowPlan
	NarrowUntuned = reports.NarrowUntuned()
)

// Brackets is what Hyperband costs, before anything runs: trials and epochs of every round.
func Brackets(maxEpochs int) chart.Chart { return show.Arithmetic(must(bands(maxEpochs))) }

// bands is the schedule with KerasTuner's defaults: one of three trials is promoted, one iteration.
func bands(maxEpochs int) (Schedule, error) { return hyperband.Hyperband(maxEpochs, 3, 1) }

// Hyperband searches the space with many short trials of which the best are trained on, up to maxEpochs. Each trial is an
// ordinary run: interrupt the cell and run it again, and it goes on. (Report 2, "Different hyperparameters".)
func Hyperband(space Space, build func(Point) Plan, maxEpochs int, options ...TuneOption) Search {
	return Tune(space, build, must(bands(maxEpochs)), options...)
}

// SuccessiveHalving is one bracket of Hyperband: that many trials, of which each round keeps a third.
func SuccessiveHalving(space Space, build func(Point) Plan, trials, maxEpochs int, options ...TuneOption) Search {
	return Tune(space, build, must(hyperband.SuccessiveHalving(trials, maxEpochs, 3)), options...)
}

// RandomSearch trains that many random points for all epochs.
func RandomSearch(space Space, build func(Point) Plan, trials, epochs int, options ...TuneOption) Search {
	return Tune(space, build, must(hyperband.RandomSearch(trials, epochs)), options...)
}

// Tune searches by any schedule.
func Tune(space Space, build func(Point) Plan, schedule Schedule, options ...TuneOption) Search {
	search, err := current().Tune(session(), space, build, schedule, options...)
	if err != nil && search != nil {
		check(nb.Show(Search{Search: search}.Leaderboard(10)))
	}
	check(err)
	check(nb.Show(search.String()))
	return Search{Search: search}
}
