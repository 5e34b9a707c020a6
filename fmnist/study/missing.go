package study

import (
	"context"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Missing are those of the plans that can be trained next: the ones that no stored run answers and whose first weights,
// where they come from another run, are there. All of them may be trained at the same time, anywhere.
func (s *Study) Missing(ctx context.Context, plans []plan.Plan) ([]plan.Plan, error) {
	missing := []plan.Plan{}
	for _, p := range plans {
		stored, err := s.Stored(ctx, p)
		if err != nil {
			return nil, err
		}
		if stored == nil && s.canStart(p) {
			missing = append(missing, p)
		}
	}
	return missing, nil
}

// canStart reports whether the run that a plan takes its first weights from has got that far.
func (s *Study) canStart(p plan.Plan) bool {
	if p.Start == nil {
		return true
	}
	before, err := s.Store.Read(p.Start.Run)
	return err == nil && before.Meta().Status == runs.Finished && before.Epochs() >= p.Start.Epoch
}
