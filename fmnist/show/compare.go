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

// Curves overlays the runs: accuracy per epoch, validation where there is any. A run that is the beginning of another
// one stands as dots on its lines, an equal one is drawn once; where weights of an earlier epoch were chosen, a mark
// says which.
func (c Comparison) Curves() chart.Chart {
	l := chart.Line{Title: "Accuracy", X: "epoch", Y: "accuracy"}
	names := c.names()
	for i, r := range c.Runs {
		if r.Chosen != r.Epochs {
			l.Marks = append(l.Marks, chart.Mark{At: float64(r.Chosen), Label: names[i]})
		}
		longer, drawn := c.holder(i)
		if drawn {
			continue
		}
		h := plan.Columns(r.History)
		l.Series = append(l.Series, chart.Series{Name: names[i] + " training", Y: h.Accuracy, Color: i + 1,
			NoLine: longer, Markers: longer})
		if h.ValAccuracy != nil {
			l.Series = append(l.Series, chart.Series{Name: names[i] + " validation", Y: h.ValAccuracy, Color: i + 1,
				Dashed: true, NoLine: longer, Markers: longer})
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
	reports := make([][]metrics.ClassScore, len(c.Runs))
	for i, r := range c.Runs {
		reports[i] = r.Predictions().Report()
	}
	for class, s := range reports[0] {
		row := []string{c.Study().Data.ClassNames()[class], fmt.Sprint(s.Support)}
		var differences []string
		for i := range c.Runs {
			own := reports[i][class].Recall
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

// names are the plans' titles; where two have the same one, their epochs tell them apart, or else the runs' names.
func (c Comparison) names() []string {
	titles, lengths := map[string]int{}, map[string]int{}
	withEpochs := func(i int) string { return fmt.Sprintf("%s, %d epochs", c.Runs[i].Plan.Title(), c.Runs[i].Epochs) }
	for i, r := range c.Runs {
		titles[r.Plan.Title()]++
		lengths[withEpochs(i)]++
	}
	names := make([]string, len(c.Runs))
	for i, r := range c.Runs {
		switch {
		case titles[r.Plan.Title()] == 1:
			names[i] = r.Plan.Title()
		case lengths[withEpochs(i)] == 1:
			names[i] = withEpochs(i)
		default:
			names[i] = c.Lines[i].Run
		}
	}
	return names
}

// holder reports whether another run's history begins with the i-th run's and goes on, and whether it is the same as
// that of a run before.
func (c Comparison) holder(i int) (longer, drawn bool) {
	own := c.Runs[i]
	for j, other := range c.Runs {
		if j == i || other.Epochs < own.Epochs {
			continue
		}
		same := true
		for epoch := range own.Epochs {
			same = same && own.History[epoch].Loss == other.History[epoch].Loss
		}
		longer = longer || same && other.Epochs > own.Epochs
		drawn = drawn || same && other.Epochs == own.Epochs && j < i
	}
	return longer, drawn
}

// Shown is what Show makes of a comparison.
func (c Comparison) Shown() []any { return []any{c.Table(), c.Curves()} }
