package main

import (
	"errors"
	"flag"

	"github.com/gofmnist/gofmnist/fmnist/show"
)

var repeatCommand = command{"repeat", "-seeds N [train's flags]",
	"trains one plan with several seeds: what it yields, and how much of that is luck", repeatVerb}

func repeatVerb(flags *flag.FlagSet) func(call) error {
	asked := planFlags(flags)
	log := logFlag(flags)
	seeds := flags.Int("seeds", 5, "number of seeds, counting up from -seed")
	planOnly := planOnlyFlag(flags)
	side := parallelFlag(flags, "seeds")
	return func(c call) error {
		p, err := asked()
		if err != nil {
			return err
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
			plans, err := s.SeedPlans(p, *seeds)
			if err != nil {
				return err
			}
			return c.lines(s.Missing(c.ctx, plans))
		}
		r, err := s.Repeat(c.ctx, p, *seeds, side.option())
		if err != nil {
			return err
		}
		object := repeated{Interrupted: r.Interrupted}
		if len(r.Runs) > 0 {
			object.Mean, object.SD = &r.Mean, &r.SD
		}
		if len(r.Runs) > 1 {
			object.Low, object.High = &r.Low, &r.High
		}
		for _, run := range r.Runs {
			object.Seeds = append(object.Seeds, seeded{run.Plan.Seed, run.Name, run.Cached, run.TestAccuracy})
		}
		return c.print(object, show.Repetition{Repetition: r}.Table().Text())
	}
}

// repeated is the object that repeat prints.
type repeated struct {
	Mean        *float64 `json:"mean,omitempty"` // of the test accuracies; absent when no seed was finished
	SD          *float64 `json:"sd,omitempty"`
	Low         *float64 `json:"low,omitempty"` // 95 % interval of the mean, from two seeds on
	High        *float64 `json:"high,omitempty"`
	Interrupted bool     `json:"interrupted,omitempty"`
	Seeds       []seeded `json:"seeds"`
}

type seeded struct {
	Seed         int64   `json:"seed"`
	Run          string  `json:"run"`
	Cached       bool    `json:"cached"`
	TestAccuracy float64 `json:"test_accuracy"`
}
