package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Comparable is a *Run or a *Repetition.
type Comparable interface{ comparable() }

func (r *Run) comparable()        {}
func (r *Repetition) comparable() {}

// Comparison sets runs or recipes beside each other: Show it, or its Table and Curves.
type Comparison struct{ *later }

func (c Comparison) now() compared { return c.later.now().(compared) }

// compared is a show.Comparison of runs or a show.Recipes of repetitions.
type compared interface {
	Table() chart.Chart
	Curves() chart.Chart
	Shown() []any
}

// Compare sets runs beside each other, with a paired test against the first: do these networks differ? Given
// repetitions it asks whether the recipes do, over their seeds. (Report 1, "Is the difference real?")
func Compare(items ...Comparable) Comparison {
	return Comparison{result(func() compared { return compareAll(items) })}
}

func compareAll(items []Comparable) compared {
	var runs []*study.Run
	var recipes []*study.Repetition
	for _, item := range items {
		switch item := item.(type) {
		case *Run:
			runs = append(runs, item.now().Run)
		case *Repetition:
			recipes = append(recipes, item.now().Repetition)
		}
	}
	if len(runs) > 0 && len(recipes) > 0 {
		fail("Compare takes runs or repetitions, not both; repeat every plan, or train each once")
	}
	if len(recipes) > 0 {
		return show.Recipes{Recipes: must(study.CompareRecipes(recipes...))}
	}
	return show.Comparison{Comparison: must(study.Compare(runs...))}
}

// Table is the comparison in figures.
func (c Comparison) Table() chart.Chart { return c.now().Table() }

// Curves overlays accuracy per epoch.
func (c Comparison) Curves() chart.Chart { return c.now().Curves() }

// Classes sets runs beside each other class by class, with the differences from the first.
func (c Comparison) Classes() chart.Chart { return c.runs("classes").Classes() }

// Mistakes shows the n test images that all of the runs get wrong and are most sure about: what none of them can know,
// or what is labelled wrongly.
func (c Comparison) Mistakes(n int) chart.Chart { return c.runs("mistakes").Mistakes(n) }

// runs is the comparison if it is one of runs.
func (c Comparison) runs(what string) show.Comparison {
	of, ok := c.now().(show.Comparison)
	if !ok {
		fail("the " + what + " of recipes depend on the seed; compare runs, fmnist.Train(plan), and not repetitions")
	}
	return of
}

// SeedsNeeded says how many seeds of each recipe a Welch test takes to tell them from the first, two-sided at 5 % and
// with a power of 80 %, were the means and spreads of the repetitions the true ones. (Training, "One seed is no seed".)
func (c Comparison) SeedsNeeded() string {
	recipes, ok := c.now().(show.Recipes)
	if !ok {
		fail("how many seeds it takes depends on the spread between seeds; compare repetitions, fmnist.Repeat(plan, 5), and not runs")
	}
	return recipes.SeedsNeeded()
}

// Shown is what Show makes of it.
func (c Comparison) Shown() []any { return c.now().Shown() }
