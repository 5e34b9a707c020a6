package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Table lists the seeds.
func (r Repetition) Table() chart.Chart {
	t := chart.Table{Title: r.String(), Header: []string{"seed", "training", "validation", "test", "from"},
		Align: "lrrrl"}
	for _, run := range r.Runs {
		validation := ""
		if run.Plan.Validates() {
			validation = text.Four(run.ValAccuracy())
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(run.Plan.Seed), text.Four(run.FigureAt(run.Chosen, "accuracy")),
			validation, text.Four(run.TestAccuracy), run.Name})
	}
	return note(r.Study(), t)
}

// Curves draws the accuracy of every seed: validation where there is any.
func (r Repetition) Curves() chart.Chart {
	kind := "training"
	if r.Plan.Validates() {
		kind = "validation"
	}
	l := chart.Line{Title: fmt.Sprintf("%s: %s accuracy of every seed", r.Plan.Title(), kind), X: "epoch",
		Y: "accuracy"}
	for _, run := range r.Runs {
		l.Series = append(l.Series, chart.Series{Name: fmt.Sprintf("seed %d", run.Plan.Seed), Y: accuracies(run)})
	}
	return note(r.Study(), l)
}

// accuracies are a run's accuracies per epoch: validation where there is any.
func accuracies(r *study.Run) []float64 {
	h := plan.Columns(r.History)
	if h.ValAccuracy != nil {
		return h.ValAccuracy
	}
	return h.Accuracy
}

// Shown is what Show makes of a repetition.
func (r Repetition) Shown() []any { return []any{r.Table(), r.Curves()} }
