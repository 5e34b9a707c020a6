package study

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Diagnose says why a run on frozen features learned or did not: how much the features vary between images, how many units of
// the first dense layer are dead, how undecided the predictions are. (Report 2, "Why two networks learned nothing")
func (s *Study) Diagnose(ctx context.Context, r *Run) (metrics.Diagnosis, error) {
	if r.Plan.Base == nil {
		return metrics.Diagnosis{}, errors.New("a diagnosis needs a run on a pretrained network")
	}
	if r.Plan.Base.From != "" {
		return metrics.Diagnosis{}, errors.New("a base that trains along has no frozen features to diagnose")
	}
	if err := r.Test(ctx); err != nil {
		return metrics.Diagnosis{}, err
	}
	d, _, err := keep(ctx, s.Store, "diagnosis", []any{r.ID.Hash, r.Chosen, r.TestClass, s.Data.Test.Fingerprint()}, func() (metrics.Diagnosis, error) {
		return s.Executor.Diagnose(ctx, s.place(), r.model(), s.watch())
	})
	return d, err
}

// DiagnosisTable is a diagnosis in figures.
func DiagnosisTable(name string, d metrics.Diagnosis) chart.Table {
	return chart.Table{Title: name, Header: []string{"sign", "value", "healthy"}, Align: "lrl", Rows: [][]string{
		{"feature spread (standard deviation / mean |value|)", four(d.Spread), "above 0.05"},
		{"dead ReLU units of the first dense layer", fmt.Sprintf("%.1f %%", 100*d.Dead), "below half"},
		{"entropy of a prediction (nats; blind guessing is 2.3026)", four(d.Entropy), "well below 2.3"},
		{"spread of the predictions over the images", four(d.Varies), "above 0.001"},
	}}
}
