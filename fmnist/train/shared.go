package train

import (
	"encoding/json"
	"sync"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// shared are the graphs that were used last and are free: a test after its training, the next fold and the next seed
// run the same computations, and XLA takes seconds to compile them.
var shared struct {
	sync.Mutex
	key     string
	backend compute.Backend
	graphs  *graphs
}

// graphsFor takes the shared graphs if they do what the plan needs, else makes new ones.
func graphsFor(backend compute.Backend, p plan.Plan, front *Front) (*graphs, error) {
	key, err := graphKey(p)
	if err != nil || front != nil {
		return newGraphs(backend, p, front)
	}
	shared.Lock()
	defer shared.Unlock()
	if g := shared.graphs; g != nil && shared.key == key && shared.backend == backend {
		shared.graphs = nil
		return g, nil
	}
	g, err := newGraphs(backend, p, nil)
	if err == nil {
		g.key, g.backend = key, backend
	}
	return g, err
}

// graphKey is what a plan's computations depend on; rates, seeds and the split are their inputs.
func graphKey(p plan.Plan) (string, error) {
	p.Net.Name = ""
	text, err := json.Marshal([]any{p.Net, p.Base != nil, p.Augment != nil, p.WeightDecay > 0, p.LabelSmoothing,
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
	shared.key, shared.backend, shared.graphs = g.key, g.backend, g
}
