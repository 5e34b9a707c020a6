package main

import (
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var learningCommand = command{"learning-curve", "-images N,N,… [train's flags]",
	"trains one plan on more and more of the training images: would more help?", learningVerb}

func learningVerb(flags *flag.FlagSet) func(call) error {
	asked := planFlags(flags)
	sizes := flags.String("images", "1000,3000,10000,30000,60000", "how many of the first training images to use, one training for each number")
	planOnly := planOnlyFlag(flags)
	return func(c call) error {
		p, err := asked()
		if err != nil {
			return err
		}
		if p.Limit != 0 {
			return errors.New("-images says how many images are taken; leave out -limit")
		}
		images, err := numbers(*sizes)
		if err != nil {
			return err
		}
		s, err := c.study()
		if err != nil {
			return err
		}
		if *planOnly {
			plans, err := s.LimitPlans(p, images...)
			if err != nil {
				return err
			}
			return c.lines(s.Missing(c.ctx, plans))
		}
		curve, err := s.LearningCurve(c.ctx, p, images...)
		if err != nil {
			return err
		}
		return c.print(learningOf(curve), show.LearningCurve{LearningCurve: curve}.Table().Text())
	}
}

// numbers reads whole numbers with commas between them.
func numbers(list string) (all []int, err error) {
	for part := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("images is %q; give whole numbers with commas between them, for example 1000,3000,10000",
				list)
		}
		all = append(all, n)
	}
	return all, nil
}

// learning is the object that learning-curve prints.
type learning struct {
	Interrupted bool    `json:"interrupted,omitempty"`
	Sizes       []sized `json:"sizes"`
}

type sized struct {
	Images       int      `json:"images"`
	TrainedOn    int      `json:"trained_on"`
	Steps        int      `json:"steps"`
	Run          string   `json:"run"`
	Cached       bool     `json:"cached"`
	Accuracy     float64  `json:"accuracy"`
	ValAccuracy  *float64 `json:"val_accuracy,omitempty"`
	TestAccuracy float64  `json:"test_accuracy"`
}

func learningOf(c *study.LearningCurve) learning {
	o := learning{Interrupted: c.Interrupted, Sizes: []sized{}}
	for _, p := range c.Points {
		line := sized{Images: p.Images, TrainedOn: p.Train, Steps: p.Steps(), Run: p.Name, Cached: p.Cached,
			Accuracy: p.FigureAt(p.Chosen, "accuracy"), TestAccuracy: p.TestAccuracy}
		if p.Plan.Validates() {
			validation := p.ValAccuracy()
			line.ValAccuracy = &validation
		}
		o.Sizes = append(o.Sizes, line)
	}
	return o
}
