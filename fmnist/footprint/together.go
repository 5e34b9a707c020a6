package footprint

import (
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/memory"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Together is the footprint in bytes of the n largest of the plans, trained side by side in one process: it and the
// data are there once. With fewer plans it is that of all of them, without any 0.
func Together(plans []plan.Plan, n, training, test int) (bytes float64, err error) {
	var alone []float64
	shared := 0.0
	for _, p := range plans {
		f, err := Of(p, training, test)
		if err != nil {
			return 0, err
		}
		shared = f.Program + f.Data
		alone = append(alone, f.Total()-shared)
	}
	slices.Sort(alone)
	slices.Reverse(alone)
	for _, b := range alone[:min(n, len(alone))] {
		shared += b
	}
	return shared, nil
}

// CheckTogether is one sentence if n plans side by side, whichever they are, do not fit into the memory that this
// machine, or the container, has left. It says how many do.
func CheckTogether(plans []plan.Plan, n, training, test int) error {
	n = min(n, len(plans))
	need, err := Together(plans, n, training, test)
	if err != nil || n == 0 {
		return err
	}
	const most = 1 << 62
	what := fmt.Sprintf("%d trainings side by side", n)
	if n == 1 {
		what = plans[0].Title()
	}
	if err = memory.Fits(what, int64(min(need, most))); err == nil {
		return nil
	}
	for fewer := n - 1; fewer > 0; fewer-- {
		need, _ := Together(plans, fewer, training, test) // which could be told for more of them
		if memory.Fits("", int64(min(need, most))) == nil {
			return fmt.Errorf("%w; let %d be at work at a time", err, fewer)
		}
	}
	return fmt.Errorf("%w; take smaller networks or batches", err)
}
