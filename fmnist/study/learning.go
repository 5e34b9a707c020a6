package study

import (
	"context"
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// LearningCurve is one plan trained on more and more of the training images: what it yields, and whether more would
// help.
type LearningCurve struct {
	Plan        plan.Plan
	Points      []LearningPoint // fewest images first
	Interrupted bool
	of          int
	study       *Study
}

// LearningPoint is the training on the first Images images.
type LearningPoint struct {
	Images int // taken from the training set
	Train  int // of these, trained on; the others are the validation images
	*Run
}

// LimitPlans are the plans of a learning curve: ordinary plans, alike but for the number of images. What takes all of
// them is the plan itself.
func (s *Study) LimitPlans(p plan.Plan, images ...int) ([]plan.Plan, error) {
	p = s.Short(p)
	if err := plan.Check(p, s.Data.Train.Len()); err != nil {
		return nil, err
	}
	train, held, err := plan.Split(p, s.Data.Train)
	if err != nil {
		return nil, err
	}
	all := len(train) + len(held)
	switch {
	case p.Fold != nil:
		return nil, fmt.Errorf("%s: a learning curve has no folds; leave them out", p.Title())
	case len(images) == 0:
		return nil, fmt.Errorf("%s: give the numbers of images to train on, for example 1000, 3000, 10000", p.Title())
	}
	images = slices.Clone(images)
	slices.Sort(images)
	var plans []plan.Plan
	for _, n := range slices.Compact(images) {
		switch {
		case n > all && s.Quick: // a quick study has few images; the curve ends with them
			n = all
		case n < 1 || n > all:
			return nil, fmt.Errorf("%s: %d images cannot be trained on; give numbers from 1 to %d", p.Title(), n, all)
		}
		part := p
		if n < all {
			part = p.With(plan.Limit(n), plan.Name(fmt.Sprintf("%s-first%d", p.Title(), n)))
		}
		if err := plan.Check(part, s.Data.Train.Len()); err != nil {
			return nil, err
		}
		if plans = append(plans, part); n == all {
			break
		}
	}
	return plans, nil
}

// LearningCurve trains the plan on the first so many images, for each number. The trainings are ordinary runs with one
// seed: they resume, extend, and may have been computed by other machines. The number of epochs is the same, so fewer
// images are fewer steps. An interrupted learning curve returns the points so far.
func (s *Study) LearningCurve(ctx context.Context, p plan.Plan, images ...int) (*LearningCurve, error) {
	plans, err := s.LimitPlans(p, images...)
	if err != nil {
		return nil, err
	}
	c := &LearningCurve{Plan: s.Short(p), study: s, of: len(plans)}
	trained, interrupted, err := s.series(ctx, "size", plans, 1)
	if err != nil {
		return nil, err
	}
	for _, r := range trained {
		train, held, err := plan.Split(r.Plan, s.Data.Train)
		if err != nil {
			return nil, err
		}
		c.Points = append(c.Points, LearningPoint{Images: len(train) + len(held), Train: len(train), Run: r})
	}
	c.Interrupted = interrupted
	return c, nil
}

// Steps are the steps of all epochs together.
func (p LearningPoint) Steps() int {
	steps := 0
	for _, e := range p.History {
		steps += e.Steps
	}
	return steps
}

// String is the headline.
func (c *LearningCurve) String() string {
	line := c.Plan.Title() + ": no size is finished"
	if n := len(c.Points); n == 1 {
		line = fmt.Sprintf("%s: test accuracy %.4f with %d images", c.Plan.Title(), c.Points[0].TestAccuracy,
			c.Points[0].Images)
	} else if n > 1 {
		first, last := c.Points[0], c.Points[n-1]
		line = fmt.Sprintf("%s: test accuracy %.4f with %d images, %.4f with %d", c.Plan.Title(),
			first.TestAccuracy, first.Images, last.TestAccuracy, last.Images)
	}
	if c.Interrupted {
		line += fmt.Sprintf("; stopped, run it again for the other %d", c.of-len(c.Points))
	}
	return line
}

// Study is the study that it belongs to.
func (c *LearningCurve) Study() *Study { return c.study }
