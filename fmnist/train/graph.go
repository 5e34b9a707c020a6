package train

import (
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/train/layers"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// graphs are a plan's compiled computations. Nothing in them is updated in place.
type graphs struct {
	plan       plan.Plan
	front      *Front // nil without a base that trains along
	parameters []nets.Parameter
	trainable  []int // positions in parameters
	moving     []int // of the running means that a step moves
	optimizer  *plan.Optimizer
	step       *graph.Exec
	score      *graph.Exec
	predict    *graph.Exec
	key        string // of graphs that can be shared
	backend    compute.Backend
	// filled says that batches are filled up to one size, and that score yields the probabilities too: see fill.go.
	filled bool
}

// newGraphs prepares the computations of a plan; each is compiled when first called with a batch size.
func newGraphs(backend compute.Backend, p plan.Plan, front *Front) (*graphs, error) {
	parameters, err := nets.Parameters(p.Net)
	if err != nil {
		return nil, err
	}
	if front != nil {
		parameters = append(parameters, front.Parameters...)
	}
	g := &graphs{plan: p, front: front, parameters: parameters, optimizer: p.Optimizer,
		filled: engine.Compiles(backend)}
	for i, p := range parameters {
		switch {
		case p.Moving:
			g.moving = append(g.moving, i)
		case !p.Fixed:
			g.trainable = append(g.trainable, i)
		}
	}
	for _, e := range []struct {
		exec  **graph.Exec
		build func([]*graph.Node) []*graph.Node
		name  string
	}{{&g.step, g.buildStep, "step"}, {&g.score, g.buildScore, "score"}, {&g.predict, g.buildPredict, "predict"}} {
		if *e.exec, err = graph.NewExec(backend, e.build); err != nil {
			return nil, fmt.Errorf("%s: %w", p.Title(), err)
		}
		// Every batch size is one compiled graph; a run has at most six (whole and partial batches of three sets).
		(*e.exec).WithName(p.Title() + "/" + e.name).SetMaxCache(-1)
	}
	return g, nil
}

// logits turns a batch into the network's input and that into logits. warps is nil in inference, and so are Dropout and
// Moved.
func (g *graphs) logits(x, warps *graph.Node, weights []*graph.Node, pass layers.Pass) *graph.Node {
	byName := map[string]*graph.Node{}
	for i, p := range g.parameters {
		byName[p.Name] = weights[i]
	}
	weight := func(name string) *graph.Node { return byName[name] }
	switch {
	case g.front != nil:
		x = g.front.Apply(x, weight)
	case g.plan.Base == nil:
		x = layers.Images(g.plan.Net.Prepare, x)
		if g.plan.Augment != nil && warps != nil {
			x = engine.Warp(x, warps)
		}
	}
	pass.Weight = weight
	return layers.Apply(g.plan.Net, x, pass)
}

// losses are the loss of every sample, with Keras' label smoothing: the target is 1-s+s/classes for the label and
// s/classes for the others, which is the plain cross-entropy plus s·(logit of the label − mean logit). The L2 penalties
// of the weights are part of it, as in Keras' history.
func (g *graphs) losses(logits, labels *graph.Node, weights []*graph.Node) *graph.Node {
	loss := engine.SoftmaxCrossEntropy(logits, labels)
	if s := g.plan.LabelSmoothing; s > 0 {
		classes := logits.Shape().Dimensions[1]
		picked := graph.ReduceSum(graph.Mul(logits, graph.OneHot(labels, classes, logits.DType())), -1)
		loss = graph.Add(loss, graph.MulScalar(graph.Sub(picked, graph.ReduceMean(logits, -1)), s))
	}
	for i, p := range g.parameters {
		if p.Decay > 0 {
			loss = graph.Add(loss, graph.MulScalar(graph.ReduceAllSum(graph.Square(weights[i])), p.Decay))
		}
	}
	return loss
}

func correct(logits, labels, count *graph.Node) *graph.Node {
	hit := graph.Equal(graph.ArgMax(logits, -1, dtypes.Int32), labels)
	return total(graph.ConvertDType(hit, dtypes.Float32), count)
}

// buildStep takes [images, labels, count where batches are filled, rate, decay, momentum of the weights' mean, key,
// warps, weights…, slots…] and returns [loss sum, correct, then the new trainable weights, the slots and the running
// means].
func (g *graphs) buildStep(in []*graph.Node) []*graph.Node {
	images, labels := in[0], in[1]
	count, in := g.count(in)
	rate, decay, momentum, key, warps := in[0], in[1], in[2], in[3], in[4]
	weights, slots := in[5:5+len(g.parameters)], in[5+len(g.parameters):]
	means := weights
	if g.plan.EMA > 0 {
		weights = g.stepped(weights, slots)
	}
	moved := map[string]*graph.Node{}
	logits := g.logits(images, warps, weights, layers.Pass{
		Dropout: func(x *graph.Node, dropRate float64, layer int) *graph.Node {
			return engine.Dropout(x, dropRate, graph.AddScalar(key, float64(layer)))
		},
		Moved: func(name string, value *graph.Node) { moved[name] = value },
		Count: count,
	})
	losses := g.losses(logits, labels, weights)
	trained := make([]*graph.Node, len(g.trainable))
	for i, at := range g.trainable {
		trained[i] = weights[at]
	}
	gradients := graph.Gradient(mean(losses, count), trained...)
	out := []*graph.Node{total(losses, count), correct(logits, labels, count)}
	out = append(out, g.update(trained, gradients, means, slots, rates{rate, decay, momentum})...)
	for _, at := range g.moving {
		out = append(out, moved[g.parameters[at].Name])
	}
	return out
}

// rates are the scalars of a step: the learning rate, the share by which weights decay and the momentum of their means.
type rates struct{ rate, decay, momentum *graph.Node }

// update returns the new trainable weights, or their means where the plan has those, and the slots.
func (g *graphs) update(trained, gradients, means, slots []*graph.Node, by rates) []*graph.Node {
	k, optimized := len(trained), len(g.optimizer.Slots())
	out := make([]*graph.Node, k+len(slots))
	for i, w := range trained {
		if g.plan.WeightDecay > 0 {
			w = graph.Sub(w, graph.Mul(by.decay, w)) // Keras shrinks the weights before the step
		}
		kept := make([]*graph.Node, optimized)
		for s := range kept {
			kept[s] = slots[s*k+i]
		}
		out[i], kept = optimize(g.optimizer, w, gradients[i], kept, by.rate)
		for s := range kept {
			out[k+s*k+i] = kept[s]
		}
		if g.plan.EMA > 0 {
			stepped := out[i]
			out[i], out[k+optimized*k+i] = engine.MovingMean(means[g.trainable[i]], stepped, by.momentum), stepped
		}
	}
	return out
}

// stepped are the weights with those that the steps move, the last of the slots, in place of their running means.
func (g *graphs) stepped(weights, slots []*graph.Node) []*graph.Node {
	weights = slices.Clone(weights)
	last := slots[len(slots)-len(g.trainable):]
	for i, at := range g.trainable {
		weights[at] = last[i]
	}
	return weights
}

// buildScore takes [images, labels, count where batches are filled, weights…] and returns [loss sum, correct] in
// inference mode, and where batches are filled the class probabilities [batch, classes] after them.
func (g *graphs) buildScore(in []*graph.Node) []*graph.Node {
	images, labels := in[0], in[1]
	count, weights := g.count(in)
	logits := g.logits(images, nil, weights, layers.Pass{})
	out := []*graph.Node{total(g.losses(logits, labels, weights), count), correct(logits, labels, count)}
	if g.filled {
		out = append(out, graph.Softmax(logits, -1))
	}
	return out
}

// buildPredict takes [images, labels, weights…] and returns the class probabilities [batch, classes].
func (g *graphs) buildPredict(in []*graph.Node) []*graph.Node {
	return []*graph.Node{graph.Softmax(g.logits(in[0], nil, in[2:], layers.Pass{}), -1)}
}

// call runs a computation; its error is one line, without GoMLX's stack trace.
func call(exec *graph.Exec, args ...any) ([]*tensors.Tensor, error) {
	outputs, err := exec.Call(args...)
	if err != nil {
		return nil, firstLine(err)
	}
	return outputs, nil
}
