package study

import (
	"context"
	"errors"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Diagnose says why a run on frozen features learned or did not: how much the features vary between images, how many
// units of the first dense layer are dead, how undecided the predictions are. (Report 2, "Why two networks learned
// nothing")
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
	parts := []any{r.ID.Hash, r.Chosen, r.TestClass, s.Data.Test.Fingerprint(), metrics.DiagnosisVersion}
	d, _, err := keep(ctx, s.Store, "diagnosis", parts, func() (metrics.Diagnosis, error) {
		return s.Executor.Diagnose(ctx, s.place(), r.Model(), s.watch(nil))
	})
	return d, err
}
