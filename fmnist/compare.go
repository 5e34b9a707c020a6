package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Compare sets runs beside each other: accuracies with their intervals, a paired test against the first, curves.
// (Report 1, "Is the difference real?")
func Compare(runs ...Run) show.Comparison {
	var all []*study.Run
	for _, r := range runs {
		all = append(all, r.Run)
	}
	return show.Comparison{Comparison: must(study.Compare(all...))}
}

// Options of CrossValidate; see package study.
var (
	Stratified  = study.FoldOption(study.Stratified)
	KeepWeights = study.FoldOption(study.KeepWeights)
)

// CrossValidate trains the plan k times with fresh weights, each time scored on the fold that it did not see.
// (Report 1, "Five folds".)
func CrossValidate(p Plan, k int, options ...study.FoldOption) show.CrossValidation {
	c := must(current().CrossValidate(session(), p, k, options...))
	check(nb.Show(c.String()))
	return show.CrossValidation{CrossValidation: c}
}

// Repeat trains the plan with that many seeds, counting up from the plan's own. (Training, "One seed is no seed".)
func Repeat(p Plan, seeds int) show.Repetition {
	r := must(current().Repeat(session(), p, seeds))
	check(nb.Show(r.String()))
	return show.Repetition{Repetition: r}
}

// CompareRecipes sets repeated trainings beside each other: do the recipes differ, or only these networks?
// (Training, "One seed is no seed".)
func CompareRecipes(all ...show.Repetition) show.Recipes {
	var plain []*study.Repetition
	for _, r := range all {
		plain = append(plain, r.Repetition)
	}
	return show.Recipes{Recipes: must(study.CompareRecipes(plain...))}
}
