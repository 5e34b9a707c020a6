package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/reports"
)

// tuneOptions are the flags that make a search.
type tuneOptions struct {
	space, schedule  string
	maxEpochs, limit int
	iterations       int
	trials, workers  int
	seed             uint64
	planOnly, final  bool
	out, history     string
	log              string
	side             *parallel
}

func tuneFlags(flags *flag.FlagSet) *tuneOptions {
	o := &tuneOptions{}
	flags.StringVar(&o.space, "space", "report2", "what to search: report2, or narrow for the same on LeNet-5's scale")
	flags.StringVar(&o.schedule, "schedule", "hyperband",
		"hyperband; successive-halving, one bracket of it; asha, the same without waiting for a round, for many workers; or random-search")
	flags.IntVar(&o.maxEpochs, "max-epochs", 10, "epochs of the longest trials; the brackets follow from it")
	flags.IntVar(&o.iterations, "iterations", 1, "how many times to run all of Hyperband, each time with other points")
	flags.IntVar(&o.trials, "trials", 0, "how many points are drawn, for the other schedules (0: 27)")
	flags.IntVar(&o.workers, "workers", 0,
		"with -plan-only: print as many plans at most (0: all), so that no worker of ASHA waits for a whole round")
	o.side = parallelFlag(flags, "trials")
	flags.IntVar(&o.limit, "limit", 0, "train on only the first `N` images (0: all)")
	flags.Uint64Var(&o.seed, "seed", 1, "seed of the points and of the trainings")
	flags.BoolVar(&o.planOnly, "plan-only", false, planOnlyUsage)
	flags.StringVar(&o.out, "out", "", "with -plan-only: write them into this folder as plan-0.json, plan-1.json …")
	flags.StringVar(&o.history, "history", "",
		"write what was tried: .csv with the epochs of every trial, .json, or event files with tensorboard:DIR")
	flags.StringVar(&o.log, "log", "", "write the epochs of every trial as they end: tensorboard:DIR for TensorBoard's event files")
	flags.BoolVar(&o.final, "final", false,
		"then train the best plan as report 2 does: batch 64, 30 epochs, the epoch with the best val_accuracy")
	return o
}

func (o *tuneOptions) search() (space hyperband.Space, build func(hyperband.Point) plan.Plan,
	schedule hyperband.Schedule, err error) {
	of := reports.Report2Plan
	switch o.space {
	case "report2":
		space = reports.Report2Space()
	case "narrow":
		space, of = reports.NarrowSpace(), reports.NarrowPlan
	default:
		return nil, nil, nil, fmt.Errorf("there is no space %q; the spaces are report2 and narrow", o.space)
	}
	build = func(p hyperband.Point) plan.Plan {
		made := of(p)
		made.Limit, made.Seed = o.limit, int64(o.seed)
		return made
	}
	schedule, err = o.scheduled()
	return space, build, schedule, err
}

// scheduled is the schedule that the flags say.
func (o *tuneOptions) scheduled() (hyperband.Schedule, error) {
	const factor = 3 // KerasTuner's default, which report 2 uses
	trials := cmp.Or(o.trials, 27)
	switch {
	case o.workers < 0:
		return nil, fmt.Errorf("-workers is %d, and must be at least 0", o.workers)
	case o.schedule == "hyperband" && o.trials != 0:
		return nil, errors.New("-trials is for the other schedules; Hyperband's trials follow from -max-epochs and -iterations")
	case o.schedule != "hyperband" && o.iterations != 1:
		return nil, fmt.Errorf("-iterations is for Hyperband; -schedule %s wants -trials", o.schedule)
	}
	switch o.schedule {
	case "hyperband":
		return hyperband.Hyperband(o.maxEpochs, factor, o.iterations)
	case "successive-halving":
		return hyperband.SuccessiveHalving(trials, o.maxEpochs, factor)
	case "asha":
		return hyperband.ASHA(trials, o.maxEpochs, factor)
	case "random-search":
		return hyperband.RandomSearch(trials, o.maxEpochs)
	}
	return nil, fmt.Errorf("there is no schedule %q; the schedules are hyperband, successive-halving, asha and random-search",
		o.schedule)
}
