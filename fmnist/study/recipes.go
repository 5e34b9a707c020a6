package study

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Recipes sets repeated trainings beside each other. Compare asks whether two networks differ, this whether two recipes do:
// another seed makes another network, and the spread between seeds is part of the answer.
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

// Table is the comparison in figures.
func (c *Recipes) Table() chart.Chart {
	t := chart.Table{Title: "Comparison of recipes on the test set", Align: "lrrrrl",
		Header: []string{"recipe", "seeds", "accuracy", "95 % interval", "difference", "against the first (Welch)"}}
	for _, l := range c.Lines {
		difference, verdict := "", ""
		if l.Test != nil {
			difference, verdict = fmt.Sprintf("%+.4f", l.Test.Difference), l.Test.Verdict()
		}
		t.Rows = append(t.Rows, []string{l.Recipe, fmt.Sprint(l.Seeds), fmt.Sprintf("%.4f ± %.4f", l.Mean, l.SD),
			fmt.Sprintf("%.4f … %.4f", l.Low, l.High), difference, verdict})
	}
	return c.study.note(t)
}

// Curves overlays the recipes: the mean of the seeds, and a band from the worst to the best of them.
func (c *Recipes) Curves() chart.Chart {
	l := chart.Line{Title: "Accuracy: mean of the seeds, and the band between the worst and the best", X: "epoch", Y: "accuracy"}
	for _, r := range c.All {
		l.Series = append(l.Series, r.band())
	}
	return c.study.note(l)
}

// band is a recipe's mean curve with its extremes, as long as the shortest run: early stopping may end some sooner.
func (r *Repetition) band() chart.Series {
	var curves [][]float64
	epochs := r.Runs[0].Epochs
	for _, run := range r.Runs {
		curves, epochs = append(curves, accuracies(run)), min(epochs, run.Epochs)
	}
	s := chart.Series{Name: r.Plan.Title(), Markers: true}
	for e := range epochs {
		var values []float64
		for _, curve := range curves {
			values = append(values, curve[e])
		}
		mean, _ := metrics.MeanSD(values)
		s.Y, s.Low, s.High = append(s.Y, mean), append(s.Low, slices.Min(values)), append(s.High, slices.Max(values))
	}
	return s
}

// Shown is what Show makes of a comparison.
func (c *Recipes) Shown() []any { return []any{c.Table(), c.Curves()} }
