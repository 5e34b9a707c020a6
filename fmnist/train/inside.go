package train

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/train/layers"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Predict gives the class probabilities of all samples, row by row, by a trained network's weights (Result.Weights).
// The samples' labels are not looked at.
func Predict(ctx context.Context, backend compute.Backend, p plan.Plan, weights map[string][]float32,
	samples Samples) ([]float32, error) {
	s, err := askable(backend, p, weights)
	if err != nil {
		return nil, err
	}
	return s.ask(ctx, s.graphs.answers(), samples)
}

// Activations are the outputs of the first so many layers of a trained network in inference mode, sample by sample,
// each of the returned shape: rows, columns, channels.
func Activations(ctx context.Context, backend compute.Backend, p plan.Plan, weights map[string][]float32,
	samples Samples, depth int) ([]float32, nets.Shape, error) {
	if depth < 1 || depth > len(p.Net.Layers) {
		return nil, nets.Shape{}, fmt.Errorf("%s has layers 1 to %d, not %d", p.Title(), len(p.Net.Layers), depth)
	}
	p.Net.Layers = p.Net.Layers[:depth]
	shapes, err := nets.Shapes(p.Net)
	if err != nil {
		return nil, nets.Shape{}, err
	}
	s, err := askable(backend, p, weights)
	if err != nil {
		return nil, nets.Shape{}, err
	}
	g := s.graphs
	activations, err := graph.NewExec(backend, func(in []*graph.Node) []*graph.Node {
		_, weights := g.count(in)
		return []*graph.Node{g.logits(in[0], nil, weights, layers.Pass{})}
	})
	if err != nil {
		return nil, nets.Shape{}, fmt.Errorf("%s: %w", p.Title(), firstLine(err))
	}
	values, err := s.ask(ctx, activations, samples)
	return values, shapes[depth-1], err
}

// askable is a session that can only be asked: weights by name, no optimizer and no training images.
func askable(backend compute.Backend, p plan.Plan, weights map[string][]float32) (*session, error) {
	if p.Base != nil && p.Base.From != "" {
		return nil, fmt.Errorf("%s trained a part of %s along; it can only be asked about the test images it was run with",
			p.Title(), p.Base.Network)
	}
	g, err := newGraphs(backend, p, nil)
	if err != nil {
		return nil, err
	}
	st := &state{}
	for _, w := range g.parameters {
		values, ok := weights[w.Name]
		if !ok || len(values) != w.Size() {
			return nil, fmt.Errorf("%s: %s needs %d weights, got %d; they belong to another network", p.Title(), w.Name,
				w.Size(), len(values))
		}
		st.weights = append(st.weights, tensors.FromFlatDataAndDimensions(values, w.Shape...))
	}
	return &session{plan: p, graphs: g, state: st}, nil
}

// ask runs a computation on all samples.
func (s *session) ask(ctx context.Context, exec *graph.Exec, samples Samples) ([]float32, error) {
	samples, err := samples.load(s.plan.Net.InputShape())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.plan.Title(), err)
	}
	values, err := s.values(ctx, exec, samples)
	if errors.Is(err, errStopped) {
		err = ctx.Err()
	}
	return values, err
}
