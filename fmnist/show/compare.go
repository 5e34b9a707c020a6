package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Table is the comparison in figures.
func (c Comparison) Table() chart.Chart {
	t := chart.Table{Title: "Comparison on the test set", Align: "lrrrrl",
		Header: []string{"run", "parameters", "epochs", "accuracy", "95 % interval", "against the first (McNemar)"}}
	for _, l := range c.Lines {
		verdict := ""
		if l.Test != nil {
			verdict = l.Test.Verdict()
		}
		t.Rows = append(t.Rows, []string{l.Run, fmt.Sprint(l.Params), fmt.Sprint(l.Epochs), text.Four(l.TestAccuracy),
			fmt.Sprintf("%.4f … %.4f", l.Low, l.High), verdict})
	}
	return note(c.Study(), t)
}

// Curves overlays the runs: accuracy per epoch, validation where there is any.
func (c Comparison) Curves() chart.Chart {
	l := chart.Line{Title: "Accuracy", X: "epoch", Y: "accuracy"}
	for i, r := range c.Runs {
		name, h := c.Lines[i].Run, plan.Columns(r.History)
		l.Series = append(l.Series, chart.Series{Name: name + " training", Y: h.Accuracy, Color: i + 1})
		if h.ValAccuracy != nil {
			l.Series = append(l.Series, chart.Series{Name: name + " validation", Y: h.ValAccuracy, Color: i + 1, Dashed: true})
		}
	}
	return note(c.Study(), l)
}

// Shown is what Show makes of a comparison.
func (c Comparison) Shown() []any { return []any{c.Table(), c.Curves()} }
