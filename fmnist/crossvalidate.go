package fmnist

import (
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// FoldOption changes how CrossValidate works.
type FoldOption = study.FoldOption

// Stratified gives every fold the same share of each class.
func Stratified() FoldOption { return study.Stratified }

// Together keeps images that are at most so far apart in one fold, so that no network is scored on twins of what it has
// learnt: Euclidean distance, on the scale 0 … 255; 0 keeps equal images together. (docs/EXCHANGE.md, "Twins")
func Together(radius float64) FoldOption { return study.Together(radius) }

// KeepWeights repeats report 2's mistake: one network goes from fold to fold. (Report 2, "The mistake in the
// cross-validation".)
func KeepWeights() FoldOption { return study.KeepWeights }

// CrossValidation is the outcome of k trainings: Show it, or its Table, Curves and ByFold.
type CrossValidation struct{ *later }

func (c CrossValidation) now() show.CrossValidation { return c.later.now().(show.CrossValidation) }

// CrossValidate trains the plan k times with fresh weights, each time scored on the fold that it did not see.
// (Report 1, "Five folds".)
func CrossValidate(plan Plan, k int, options ...FoldOption) CrossValidation {
	return CrossValidation{result(func() show.CrossValidation {
		c := must(current().CrossValidate(session(), plan, k, options...))
		check(nb.Show(c.String()))
		return show.CrossValidation{CrossValidation: c}
	})}
}

// String is the headline.
func (c CrossValidation) String() string { return c.now().String() }

// Mean and SD are of the folds' validation accuracies, with n−1 in the denominator.
func (c CrossValidation) Mean() float64 { return c.now().Mean }

// SD is the standard deviation of the folds' validation accuracies, with n−1 in the denominator.
func (c CrossValidation) SD() float64 { return c.now().SD }

// Table lists the folds, and their means.
func (c CrossValidation) Table() chart.Chart { return c.now().Table() }

// Fold is the n-th fold's training, counted from 1: an ordinary run with Curves, Log and so on.
func (c CrossValidation) Fold(n int) *Run {
	folds := c.now().Folds
	at := slices.IndexFunc(folds, func(r *study.Run) bool { return r.Fold() == n })
	if at < 0 {
		fail(fmt.Sprintf("there is no fold %d; %d folds were trained, counted from 1", n, len(folds)))
	}
	return &Run{result(func() show.Run { return show.Run{Run: folds[at]} })}
}

// Curves draws loss and accuracy over the epochs: the mean of the folds, and a band from the lowest to the highest.
func (c CrossValidation) Curves() chart.Chart { return c.now().Curves() }

// Ends draws loss and accuracy of the first and the last fold over each other. (Report 2, "The mistake in the
// cross-validation".)
func (c CrossValidation) Ends() chart.Chart { return c.now().Ends() }

// ByFold draws what the folds were scored, beside the test set that none of them has seen.
// (Report 2, "The mistake in the cross-validation".)
func (c CrossValidation) ByFold() chart.Chart { return c.now().ByFold() }

// Shown is what Show makes of it.
func (c CrossValidation) Shown() []any { return c.now().Shown() }
