package show

import (
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
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

// Classes sets the runs beside each other class by class: the share of each class' test images that is taken for it,
// and how much that differs from the first run's.
func (c Comparison) Classes() chart.Chart {
	names := c.names()
	t := chart.Table{Title: "Accuracy of each class on the test set",
		Header: append([]string{"class", "images"}, names...), Align: "lr" + strings.Repeat("r", 2*len(names)-1)}
	for _, name := range names[1:] {
		t.Header = append(t.Header, name+" − "+names[0])
	}
	first := c.Runs[0].Predictions().Report()
	for class, s := range first {
		row := []string{c.Study().Data.ClassNames()[class], fmt.Sprint(s.Support)}
		var differences []string
		for i, r := range c.Runs {
			own := r.Predictions().Report()[class].Recall
			if row = append(row, text.Four(own)); i > 0 {
				differences = append(differences, fmt.Sprintf("%+.4f", own-s.Recall))
			}
		}
		t.Rows = append(t.Rows, append(row, differences...))
	}
	return note(c.Study(), t)
}

// Mistakes shows the n test images that all of the runs get wrong and are most sure about, and says of two runs how
// many more only one of them gets wrong. The numbers are those of Attribution and FeatureMaps.
func (c Comparison) Mistakes(n int) chart.Chart {
	var all []metrics.Predictions
	for _, r := range c.Runs {
		all = append(all, r.Predictions())
	}
	shared, names := metrics.MistakesOfAll(all...), c.names()
	n = min(max(n, 0), len(shared))
	grid := chart.Images{Title: fmt.Sprintf("The %d worst of %d mistakes of all", n, len(shared)), Side: data.Side,
		Columns: 6, Note: "number and class; below, what they are taken for by " + strings.Join(names, ", ")}
	if len(names) == 2 {
		grid.Title = fmt.Sprintf("The %d worst of %d mistakes of both; only of %s: %d, only of %s: %d", n, len(shared),
			names[0], len(all[0].Mistakes())-len(shared), names[1], len(all[1].Mistakes())-len(shared))
	}
	classes := c.Study().Data.ClassNames()
	for _, sample := range shared[:n] {
		title := fmt.Sprintf("%d: %s", sample, classes[all[0].Labels[sample]])
		for _, p := range all {
			taken := p.Class(sample)
			title += fmt.Sprintf("\n%s, %.0f %%", classes[taken], 100*p.Row(sample)[taken])
		}
		grid.Titles = append(grid.Titles, title)
		grid.Pixels = append(grid.Pixels, c.Study().Data.Test.Image(sample)...)
	}
	return note(c.Study(), grid)
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
