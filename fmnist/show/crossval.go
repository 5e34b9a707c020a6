package show

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Table lists the folds.
func (c CrossValidation) Table() chart.Chart {
	t := chart.Table{Title: c.String(), Header: []string{"fold", "training", "validation", "test", "from"}, Align: "lrrrl"}
	for _, r := range c.Folds {
		t.Rows = append(t.Rows, []string{fmt.Sprint(r.Fold()), text.Four(r.FigureAt(r.Chosen, "accuracy")),
			text.Four(r.ValAccuracy()), text.Four(r.TestAccuracy), r.Name})
	}
	if len(c.Folds) > 1 {
		t.Rows = append(t.Rows, c.means())
	}
	t.Note = strings.Join(c.Notes, "; ")
	return note(c.Study(), t)
}

// means is the line under the folds: mean and standard deviation of every column.
func (c CrossValidation) means() []string {
	column := func(of func(*study.Run) float64) string {
		var values []float64
		for _, r := range c.Folds {
			values = append(values, of(r))
		}
		mean, sd := metrics.MeanSD(values)
		return text.Four(mean) + " ± " + text.Four(sd)
	}
	return []string{"mean", column(func(r *study.Run) float64 { return r.FigureAt(r.Chosen, "accuracy") }),
		column((*study.Run).ValAccuracy), column(func(r *study.Run) float64 { return r.TestAccuracy }), ""}
}

// Curves draws loss and accuracy of all folds: their mean by epoch, and a band from the lowest to the highest fold.
func (c CrossValidation) Curves() chart.Chart {
	panel := func(name string) chart.Line {
		training, validation := c.band(name), c.band("val_"+name)
		training.Name, validation.Name, validation.Dashed = "training", "validation", true
		return chart.Line{X: "epoch", Y: name, Series: []chart.Series{training, validation}}
	}
	title := fmt.Sprintf("%s: mean of %d folds, and the band between the lowest and the highest", c.Plan.Title(),
		len(c.Folds))
	return note(c.Study(), chart.Row{Title: title, Charts: []chart.Chart{panel("loss"), panel("accuracy")}})
}

// band is the folds' mean of a figure by epoch with the extremes, as long as the shortest fold.
func (c CrossValidation) band(monitor string) chart.Series {
	s := chart.Series{Markers: true}
	for epoch := 1; len(c.Folds) > 0; epoch++ {
		var values []float64
		for _, r := range c.Folds {
			if r.Epochs < epoch {
				return s
			}
			values = append(values, r.FigureAt(epoch, monitor))
		}
		mean, _ := metrics.MeanSD(values)
		s.Y, s.Low, s.High = append(s.Y, mean), append(s.Low, slices.Min(values)), append(s.High, slices.Max(values))
	}
	return s
}

// Ends draws loss and accuracy of the first and the last fold over each other.
func (c CrossValidation) Ends() chart.Chart {
	row := chart.Row{Title: c.Plan.Title() + ": the first and the last fold"}
	for _, name := range []string{"loss", "accuracy"} {
		l := chart.Line{X: "epoch", Y: name}
		for i, r := range c.Folds {
			if i > 0 && i < len(c.Folds)-1 {
				continue
			}
			color := min(i, 1) + 1
			for _, part := range []struct{ kind, monitor string }{{"training", name}, {"validation", "val_" + name}} {
				s := chart.Series{Name: fmt.Sprintf("fold %d, %s", r.Fold(), part.kind), Color: color,
					Dashed: part.kind == "validation"}
				for epoch := range r.Epochs {
					s.Y = append(s.Y, r.FigureAt(epoch+1, part.monitor))
				}
				l.Series = append(l.Series, s)
			}
		}
		row.Charts = append(row.Charts, l)
	}
	return note(c.Study(), row)
}

// ByFold draws what the folds were scored, one after the other, beside the test set that none of them has seen. With
// kept weights the first line climbs while the second one stays where it is. (Report 2, "The mistake in the
// cross-validation".)
func (c CrossValidation) ByFold() chart.Chart {
	held := chart.Series{Name: "fold held out", Markers: true}
	test := chart.Series{Name: "test set", Markers: true, Dashed: true}
	for _, r := range c.Folds {
		held.Y, test.Y = append(held.Y, r.ValAccuracy()), append(test.Y, r.TestAccuracy)
		if c.Interrupted { // of which any folds may be missing
			held.X, test.X = append(held.X, float64(r.Fold())), append(test.X, float64(r.Fold()))
		}
	}
	return note(c.Study(), chart.Line{Title: c.Plan.Title() + ": accuracy after every fold", X: "fold", Y: "accuracy",
		Series: []chart.Series{held, test}})
}

// Shown is what Show makes of a cross-validation.
func (c CrossValidation) Shown() []any {
	if c.KeptWeights {
		return []any{c.Table(), c.ByFold()} // the curves begin where the fold before ended, so their mean says nothing
	}
	return []any{c.Table(), c.Curves()}
}
