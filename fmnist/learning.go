package fmnist

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// LearningCurveRuns are the trainings of a LearningCurve: Show them, or their Table and Curves.
type LearningCurveRuns struct{ *later }

func (c LearningCurveRuns) now() show.LearningCurve { return c.later.now().(show.LearningCurve) }

// LearningCurve trains the plan on the first so many training images, for each number: LearningCurve(plan, 1000, 3000,
// 10000). Would more images help? Seed and epochs stay, so fewer images are fewer steps; the plan's validation share is
// taken from the images of each size, and the test set is the same for all.
func LearningCurve(plan Plan, images ...int) LearningCurveRuns {
	return LearningCurveRuns{result(func() show.LearningCurve {
		c := must(current().LearningCurve(session(), plan, images...))
		check(nb.Show(c.String()))
		return show.LearningCurve{LearningCurve: c}
	})}
}

// String is the headline.
func (c LearningCurveRuns) String() string { return c.now().String() }

// Run is the n-th training, counted from 1, the one on the fewest images first: an ordinary run with Curves, Log and so
// on.
func (c LearningCurveRuns) Run(n int) *Run {
	points := c.now().Points
	if n < 1 || n > len(points) {
		fail(fmt.Sprintf("there is no training %d; %d sizes were trained, counted from 1", n, len(points)))
	}
	return &Run{result(func() show.Run { return show.Run{Run: points[n-1].Run} })}
}

// Accuracies are the test accuracies, the one on the fewest images first.
func (c LearningCurveRuns) Accuracies() []float64 {
	var all []float64
	for _, p := range c.now().Points {
		all = append(all, p.TestAccuracy)
	}
	return all
}

// Table lists the sizes: images, steps, and the accuracies of training, validation and test.
func (c LearningCurveRuns) Table() chart.Chart { return c.now().Table() }

// Curves draws the accuracies over the number of training images.
func (c LearningCurveRuns) Curves() chart.Chart { return c.now().Curves() }

// Shown is what Show makes of it.
func (c LearningCurveRuns) Shown() []any { return c.now().Shown() }
