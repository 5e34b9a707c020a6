package show

import (
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Table lists the folds.
func (c CrossValidation) Table() chart.Chart {
	t := chart.Table{Title: c.String(), Header: []string{"fold", "training", "validation", "test", "from"}, Align: "lrrrl"}
	for i, r := range c.Folds {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), text.Four(r.FigureAt(r.Chosen, "accuracy")), text.Four(r.ValAccuracy()), text.Four(r.TestAccuracy), r.Name})
	}
	t.Note = strings.Join(c.Notes, "; ")
	return note(c.Study(), t)
}

// Curves draws the validation accuracy of every fold.
func (c CrossValidation) Curves() chart.Chart {
	l := chart.Line{Title: c.Plan.Title() + ": validation accuracy of every fold", X: "epoch", Y: "accuracy"}
	for i, r := range c.Folds {
		l.Series = append(l.Series, chart.Series{Name: fmt.Sprintf("fold %d", i+1), Y: plan.Columns(r.History).ValAccuracy})
	}
	return note(c.Study(), l)
}

// ByFold draws what the folds were scored, one after the other, beside the test set that none of them has seen. With kept weights
// the first line climbs while the second one stays where it is. (Report 2, "The mistake in the cross-validation".)
func (c CrossValidation) ByFold() chart.Chart {
	held := chart.Series{Name: "fold held out", Markers: true}
	test := chart.Series{Name: "test set", Markers: true, Dashed: true}
	for _, r := range c.Folds {
		held.Y, test.Y = append(held.Y, r.ValAccuracy()), append(test.Y, r.TestAccuracy)
	}
	return note(c.Study(), chart.Line{Title: c.Plan.Title() + ": accuracy after every fold", X: "fold", Y: "accuracy", Series: []chart.Series{held, test}})
}

// Shown is what Show makes of a cross-validation.
func (c CrossValidation) Shown() []any {
	if c.KeptWeights {
		return []any{c.Table(), c.ByFold()}
	}
	return []any{c.Table(), c.Curves()}
}
