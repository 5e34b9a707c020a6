package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Compare sets runs beside each other: accuracies with their intervals, a paired test against the first, curves.
// (Report 1, "Is the difference real?")
func Compare(runs ...*Run) *study.Comparison { return must(study.Compare(runs...)) }

// Options of CrossValidate; see package study.
var (
	Stratified  = study.FoldOption(study.Stratified)
	KeepWeights = study.FoldOption(study.KeepWeights)
)

// CrossValidate trains the plan k times with fresh weights, each time scored on the fold that it did not see.
// (Report 1, "Five folds".)
func CrossValidate(p Plan, k int, options ...study.FoldOption) *study.CrossValidation {
	c := must(current().CrossValidate(session(), p, k, options...))
	check(nb.Show(c.String()))
	return c
}

// Repeat trains the plan with that many seeds, counting up from the plan's own. (Training, "One seed is no seed".)
func Repeat(p Plan, seeds int) *study.Repetition {
	r := must(current().Repeat(session(), p, seeds))
	check(nb.Show(r.String()))
	return r
}

// CompareRecipes sets repeated trainings beside each other: do the recipes differ, or only these networks?
// (Training, "One seed is no seed".)
func CompareRecipes(all ...*study.Repetition) *study.Recipes {
	return must(study.CompareRecipes(all...))
}
