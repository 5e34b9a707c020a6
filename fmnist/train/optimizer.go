package train

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// The constants of Adam and RMSprop are Keras' defaults.
const (
	beta1   = 0.9
	beta2   = 0.999
	rho     = 0.9
	epsilon = 1e-7
)

// stepRate is the rate that a step's graph is given: Keras' Adam folds both bias corrections into it. t counts from 1.
func stepRate(o *plan.Optimizer, rate, t float64) float64 {
	if o != nil {
		return rate
	}
	return rate * math.Sqrt(1-math.Pow(beta2, t)) / (1 - math.Pow(beta1, t))
}

// optimize is one step of a weight, with what the optimizer keeps for it.
func optimize(o *plan.Optimizer, w, gradient *graph.Node, kept []*graph.Node, rate *graph.Node) (*graph.Node,
	[]*graph.Node) {
	switch {
	case o == nil:
		w, mean, variance := engine.Adam(w, gradient, kept[0], kept[1], rate, beta1, beta2, epsilon)
		return w, []*graph.Node{mean, variance}
	case o.Kind == plan.KindRMSprop:
		velocity := graph.Add(graph.MulScalar(kept[0], rho), graph.MulScalar(graph.Square(gradient), 1-rho))
		step := graph.Div(graph.Mul(rate, gradient), graph.Sqrt(graph.AddScalar(velocity, epsilon)))
		return graph.Sub(w, step), []*graph.Node{velocity}
	}
	step := graph.Mul(rate, gradient)
	if o.Momentum == 0 {
		return graph.Sub(w, step), nil
	}
	momentum := graph.Sub(graph.MulScalar(kept[0], o.Momentum), step)
	if o.Nesterov {
		return graph.Add(w, graph.Sub(graph.MulScalar(momentum, o.Momentum), step)), []*graph.Node{momentum}
	}
	return graph.Add(w, momentum), []*graph.Node{momentum}
}
