package show

import (
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Table is the comparison in figures.
func (c Recipes) Table() chart.Chart {
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
	return note(c.Study(), t)
}

// Curves overlays the recipes: the mean of the seeds, and a band from the worst to the best of them.
func (c Recipes) Curves() chart.Chart {
	l := chart.Line{Title: "Accuracy: mean of the seeds, and the band between the worst and the best", X: "epoch",
		Y: "accuracy"}
	for _, r := range c.All {
		l.Series = append(l.Series, band(r))
	}
	return note(c.Study(), l)
}

// band is a recipe's mean curve with its extremes, as long as the shortest run: early stopping may end some sooner.
func band(r *study.Repetition) chart.Series {
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
func (c Recipes) Shown() []any { return []any{c.Table(), c.Curves()} }
