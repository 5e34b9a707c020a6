package study

import (
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Recipes sets repeated trainings beside each other. Compare asks whether two networks differ, this whether two recipes
// do: another seed makes another network, and the spread between seeds is part of the answer.
type Recipes struct {
	All   []*Repetition
	Lines []RecipeLine
	study *Study
}

// RecipeLine is one recipe's line in the table.
type RecipeLine struct {
	Recipe string         `json:"recipe"`
	Seeds  int            `json:"seeds"`
	Mean   float64        `json:"mean"`
	SD     float64        `json:"sd"`
	Low    float64        `json:"low"` // 95 % interval of the mean
	High   float64        `json:"high"`
	Test   *metrics.Welch `json:"welch,omitempty"` // against the first recipe
}

// CompareRecipes needs at least two recipes of two seeds each. (Training, "One seed is no seed".)
func CompareRecipes(all ...*Repetition) (*Recipes, error) {
	if len(all) < 2 {
		return nil, errors.New("a comparison needs at least two recipes; repeat two plans and give both")
	}
	c := &Recipes{All: all, study: all[0].study}
	for i, r := range all {
		line := RecipeLine{Recipe: r.Plan.Title(), Seeds: len(r.Runs), Mean: r.Mean, SD: r.SD, Low: r.Low, High: r.High}
		test, err := metrics.WelchTest(all[0].Accuracies(), r.Accuracies())
		if err != nil {
			return nil, fmt.Errorf("%s and %s: %w", all[0].Plan.Title(), r.Plan.Title(), err)
		}
		if i > 0 {
			line.Test = &test
		}
		c.Lines = append(c.Lines, line)
	}
	return c, nil
}

// Study is the study that it belongs to.
func (c *Recipes) Study() *Study { return c.study }
