package train

import (
	"encoding/json"
	"slices"
	"sync"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// shared are graphs that were used last and are free: a test after its training, the next fold and the next seed run
// the same computations, and XLA takes seconds to compile them. There are as many as were in use at the same time,
// which is one for trainings after one another.
var shared struct {
	sync.Mutex
	free  []*graphs // the one that was used last at the end
	inUse int
	most  int // in use at the same time, since none was
}

// graphsFor takes shared graphs that do what the plan needs, else makes new ones.
func graphsFor(backend compute.Backend, p plan.Plan, front *Front) (*graphs, error) {
	key, err := graphKey(p)
	if err != nil || front != nil {
		return newGraphs(backend, p, front)
	}
	shared.Lock()
	defer shared.Unlock()
	g, err := (*graphs)(nil), error(nil)
	for i, free := range slices.Backward(shared.free) {
		if free.key == key && free.backend == backend {
			g, shared.free = free, slices.Delete(shared.free, i, i+1)
			break
		}
	}
	if g == nil {
		if g, err = newGraphs(backend, p, nil); err != nil {
			return nil, err
		}
		g.key, g.backend = key, backend
	}
	if shared.inUse++; shared.inUse == 1 {
		shared.most = 0
	}
	shared.most = max(shared.most, shared.inUse)
	return g, nil
}

// graphKey is what a plan's computations depend on; rates, seeds and the split are their inputs.
func graphKey(p plan.Plan) (string, error) {
	p.Net.Name = ""
	text, err := json.Marshal([]any{p.Net, p.Base != nil, p.Augment != nil, p.WeightDecay > 0, p.EMA > 0, p.LabelSmoothing,
		p.Optimizer})
	return string(text), err
}

// keep shares graphs that are no longer used here.
func (g *graphs) keep() {
	if g.key == "" {
		return
	}
	shared.Lock()
	defer shared.Unlock()
	shared.inUse--
	shared.free = append(shared.free, g)
	if extra := len(shared.free) - shared.most; extra > 0 {
		shared.free = slices.Delete(shared.free, 0, extra)
	}
}
