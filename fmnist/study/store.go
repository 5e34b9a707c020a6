package study

import (
	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Forget removes the stored run of a plan, so that it is trained anew when asked for next.
func (s *Study) Forget(p plan.Plan) (runs.Info, error) {
	id, err := plan.ID(s.Short(p), s.Data)
	if err != nil {
		return runs.Info{}, err
	}
	return s.Store.ForgetRun(id)
}
