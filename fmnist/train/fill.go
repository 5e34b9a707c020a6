package train

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine"
)

// XLA compiles a computation anew for every shape, a second for a training step. So there batches are filled up to one
// size, by repeating their first sample, and the computation gets the number of samples that count: the others take no
// part in loss, gradient and figures. A run compiles two computations instead of seven: the step, and one that scores
// and predicts. On the Go backend, which compiles nothing, batches stay as they are.

// answers is the computation whose last output are the class probabilities.
func (g *graphs) answers() *graph.Exec {
	if g.filled {
		return g.score
	}
	return g.predict
}

// count takes the inputs behind images and labels apart: the number of samples that count, nil where batches are not
// filled, and the rest.
func (g *graphs) count(in []*graph.Node) (count *graph.Node, rest []*graph.Node) {
	if g.filled {
		return in[2], in[3:]
	}
	return nil, in[2:]
}

// total is the sum over the samples that count.
func total(each, count *graph.Node) *graph.Node {
	if count != nil {
		at := graph.IotaFull(each.Graph(), shapes.Make(dtypes.Int32, each.Shape().Dimensions...))
		each = graph.Where(graph.LessThan(at, count), each, graph.ZerosLike(each))
	}
	return graph.ReduceAllSum(each)
}

// mean is the mean over the samples that count.
func mean(each, count *graph.Node) *graph.Node {
	if count == nil {
		return graph.ReduceAllMean(each)
	}
	return graph.Div(total(each, count), graph.ConvertDType(count, each.DType()))
}

// fill lengthens a batch's indices to that size.
func fill(indices []int32, size int) []int32 {
	if len(indices) >= size {
		return indices
	}
	full := append(make([]int32, 0, size), indices...)
	for len(full) < size {
		full = append(full, indices[0])
	}
	return full
}

// fillWarps lengthens a batch's warps.
func fillWarps(drawn []float32, size int) []float32 {
	for len(drawn) < size*engine.WarpSize {
		drawn = append(drawn, drawn[:engine.WarpSize]...)
	}
	return drawn
}

// The batches of evaluation and prediction; their size changes no result. 256 images keep the activations of the widest
// LeNet within a few megabytes; 500 divide validation and test set, and XLA is fastest from there on
// (docs/BACKENDS.md). Of a base that trains along, whose activations are larger, 125.
const (
	evalBatch      = 256
	evalFilled     = 500
	evalFilledBase = 125
)

func (g *graphs) evalBatch() int {
	switch {
	case !g.filled:
		return evalBatch
	case g.front != nil:
		return evalFilledBase
	}
	return evalFilled
}

// inputs are a batch's tensors for score and predict.
func (g *graphs) inputs(samples Samples, indices []int32) (all []*tensors.Tensor, count []any) {
	if g.filled {
		count = []any{int32(len(indices))}
		indices = fill(indices, g.evalBatch())
	}
	images, labels := samples.batch(indices)
	return []*tensors.Tensor{images, labels}, count
}
