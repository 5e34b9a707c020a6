package main

import (
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var compareCommand = command{"compare", "RUN RUN…", "compares stored runs: accuracies, intervals, a paired test",
	compareVerb}

func compareVerb(*flag.FlagSet) func(call) error {
	return func(c call) error {
		s, err := c.study()
		if err != nil {
			return err
		}
		var all []*study.Run
		for _, name := range c.args {
			r, err := s.Find(c.ctx, name)
			if err != nil {
				return err
			}
			all = append(all, r)
		}
		comparison, err := study.Compare(all...)
		if err != nil {
			return fmt.Errorf("%w; fmnist runs lists the names", err)
		}
		shown := show.Comparison{Comparison: comparison}
		return c.print(map[string]any{"runs": comparison.Lines, "mistakes_of_all": mistakesOfAll(comparison)},
			shown.Table().Text()+"\n\n"+shown.Classes().Text())
	}
}

// mistakesOfAll are the test images, counted from 0, that every run gets wrong.
func mistakesOfAll(c *study.Comparison) []int {
	var all []metrics.Predictions
	for _, r := range c.Runs {
		all = append(all, r.Predictions())
	}
	return append([]int{}, metrics.MistakesOfAll(all...)...)
}
