package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// RepeatOption changes how Repeat works.
type RepeatOption = study.RepeatOption

// ParallelOption is an option of CrossValidate, Repeat and the searches.
type ParallelOption = study.ParallelOption

// Parallel trains up to n folds, seeds or trials side by side, where one training cannot use all cores. The results are
// the same to the last bit; each of them takes its own memory. (docs/hyperband.md, "Side by side")
func Parallel(n int) ParallelOption { return study.Parallel(n) }

// Repetition is one plan trained with several seeds: Show it, or its Table and Curves.
type Repetition struct{ *later }

func (r Repetition) now() show.Repetition { return r.later.now().(show.Repetition) }

// Repeat trains the plan with that many seeds, counting up from the plan's own. (Training, "One seed is no seed".)
func Repeat(plan Plan, seeds int, options ...RepeatOption) *Repetition {
	return &Repetition{result(func() show.Repetition {
		r := must(current().Repeat(session(), plan, seeds, options...))
		check(nb.Show(r.String()))
		return show.Repetition{Repetition: r}
	})}
}

// String is the headline.
func (r *Repetition) String() string { return r.now().String() }

// Mean is the mean of the test accuracies.
func (r *Repetition) Mean() float64 { return r.now().Mean }

// SD is the standard deviation of the test accuracies, with n−1 in the denominator.
func (r *Repetition) SD() float64 { return r.now().SD }

// Accuracies are the test accuracies, seed by seed.
func (r *Repetition) Accuracies() []float64 { return r.now().Accuracies() }

// Table lists the seeds.
func (r *Repetition) Table() chart.Chart { return r.now().Table() }

// Curves draws the accuracy of every seed.
func (r *Repetition) Curves() chart.Chart { return r.now().Curves() }

// Shown is what Show makes of it.
func (r *Repetition) Shown() []any { return r.now().Shown() }
