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

// Curves overlays the runs: accuracy per epoch, validation where there is any. Runs that are parts of one training are
// drawn once; where weights of an earlier epoch were chosen, a mark says which.
func (c Comparison) Curves() chart.Chart {
	l := chart.Line{Title: "Accuracy", X: "epoch", Y: "accuracy"}
	names := c.names()
	for i, r := range c.Runs {
		if r.Chosen != r.Epochs {
			l.Marks = append(l.Marks, chart.Mark{At: float64(r.Chosen), Label: names[i]})
		}
		if c.drawn(i) {
			continue
		}
		h := plan.Columns(r.History)
		l.Series = append(l.Series, chart.Series{Name: names[i] + " training", Y: h.Accuracy, Color: i + 1})
		if h.ValAccuracy != nil {
			l.Series = append(l.Series, chart.Series{Name: names[i] + " validation", Y: h.ValAccuracy, Color: i + 1,
				Dashed: true})
		}
	}
	return note(c.Study(), l)
}

// names are the plans' titles, and the runs' names where two plans have the same title.
func (c Comparison) names() []string {
	count := map[string]int{}
	for _, r := range c.Runs {
		count[r.Plan.Title()]++
	}
	names := make([]string, len(c.Runs))
	for i, r := range c.Runs {
		if names[i] = r.Plan.Title(); count[names[i]] > 1 {
			names[i] = c.Lines[i].Run
		}
	}
	return names
}

// drawn reports whether another run's curve holds the i-th run's: a longer one, or an equal one before it.
func (c Comparison) drawn(i int) bool {
	own := c.Runs[i]
	for j, other := range c.Runs {
		if j == i || other.Epochs < own.Epochs || other.Epochs == own.Epochs && j > i {
			continue
		}
		same := true
		for epoch := range own.Epochs {
			same = same && own.History[epoch].Loss == other.History[epoch].Loss
		}
		if same {
			return true
		}
	}
	return false
}

// Shown is what Show makes of a comparison.
func (c Comparison) Shown() []any { return []any{c.Table(), c.Curves()} }
