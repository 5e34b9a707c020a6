package main

import (
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var compareCommand = command{"compare", "RUN RUN…", "compares stored runs: accuracies, intervals, a paired test", func(*flag.FlagSet) func(call) error {
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
		return c.print(map[string]any{"runs": comparison.Lines}, show.Comparison{Comparison: comparison}.Table().Text())
	}
}}
