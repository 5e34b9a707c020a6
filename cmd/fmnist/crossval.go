package main

import (
	"errors"
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var crossvalCommand = command{"crossval", "-k K [train's flags]",
	"trains k times, each time scored on the fold held out", crossvalVerb}

func crossvalVerb(flags *flag.FlagSet) func(call) error {
	asked := foldFlags(flags)
	log := logFlag(flags)
	keep := flags.Bool("keep-weights", false, "repeat report 2's mistake: carry the weights from fold to fold")
	planOnly := planOnlyFlag(flags)
	side := parallelFlag(flags, "folds")
	return func(c call) error {
		p, k, options, err := asked()
		if err != nil {
			return err
		}
		if *keep {
			options = append(options, study.KeepWeights)
		}
		if err := errors.Join(logOfRuns(*log, *planOnly), side.check(*planOnly)); err != nil {
			return err
		}
		s, err := c.study()
		if err != nil {
			return err
		}
		s.Log = *log
		if *planOnly {
			plans, err := s.FoldPlans(p, k, options...)
			if err != nil {
				return err
			}
			return c.lines(s.Missing(c.ctx, plans))
		}
		cv, err := s.CrossValidate(c.ctx, p, k, append(options, side.option())...)
		if err != nil {
			return err
		}
		object := crossvalidated{K: k, KeptWeights: cv.KeptWeights, Interrupted: cv.Interrupted}
		if len(cv.Folds) > 0 {
			object.Mean, object.SD = &cv.Mean, &cv.SD
		}
		for _, r := range cv.Folds {
			object.Folds = append(object.Folds, fold{Run: r.Name, Cached: r.Cached, ValAccuracy: r.ValAccuracy(),
				TestAccuracy: r.TestAccuracy})
		}
		return c.print(object, show.CrossValidation{CrossValidation: cv}.Table().Text())
	}
}

// planOnlyFlag is the flag of the commands that make several plans.
func planOnlyFlag(flags *flag.FlagSet) *bool { return flags.Bool("plan-only", false, planOnlyUsage) }

// parallel is the flag of the commands that can train side by side.
type parallel int

func parallelFlag(flags *flag.FlagSet, what string) *parallel {
	n := flags.Int("parallel", 1, "train up to `N` "+what+" side by side in this process, to the same bits; each takes its memory")
	return (*parallel)(n)
}

func (n *parallel) check(planOnly bool) error {
	switch {
	case *n < 1:
		return fmt.Errorf("-parallel is %d, and must be at least 1", *n)
	case planOnly && *n > 1:
		return errors.New("-plan-only trains nothing; leave out -parallel, and run the plans side by side")
	}
	return nil
}

func (n *parallel) option() study.ParallelOption { return study.Parallel(int(*n)) }

const planOnlyUsage = "print the plans that can be trained next, one JSON object a line, for fmnist run"

// foldFlags are those of a plan and its folds; what they return reads them after parsing.
func foldFlags(flags *flag.FlagSet) func() (p plan.Plan, k int, options []study.FoldOption, err error) {
	asked := planFlags(flags)
	k := flags.Int("k", 5, "number of folds")
	stratified := flags.Bool("stratified", false, "give every fold the same share of each class")
	together := flags.Float64("together", -1, "keep images that are at most so far apart in one fold: 0 for equal ones, 300 for near twins")
	return func() (p plan.Plan, _ int, options []study.FoldOption, err error) {
		flags.Visit(func(f *flag.Flag) {
			if f.Name == "validation" {
				err = errors.New("the fold held out is the validation set; leave out -validation")
			}
		})
		if err != nil {
			return p, 0, nil, err
		}
		if *stratified {
			options = append(options, study.Stratified)
		}
		if *together != -1 {
			options = append(options, study.Together(*together))
		}
		p, err = asked()
		return p, *k, options, err
	}
}

type crossvalidated struct {
	Mean        *float64 `json:"mean,omitempty"` // absent when no fold was finished
	SD          *float64 `json:"sd,omitempty"`
	K           int      `json:"k"`
	KeptWeights bool     `json:"kept_weights,omitempty"`
	Interrupted bool     `json:"interrupted,omitempty"`
	Folds       []fold   `json:"folds"`
}

type fold struct {
	Run          string  `json:"run"`
	Cached       bool    `json:"cached"`
	ValAccuracy  float64 `json:"val_accuracy"`
	TestAccuracy float64 `json:"test_accuracy"`
}
