package layers

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// normMomentum is Keras' default of BatchNormalization.
const normMomentum = 0.99

// batchNorm normalizes the channels of x, by the batch's mean and variance in training, where it also moves the running
// ones by a hundredth, and by those in inference. The variance is the batch's own, divided by n, as Keras' is.
func batchNorm(l nets.Placed, x *graph.Node, weight func(string) *graph.Node, pass Pass) *graph.Node {
	shape := make([]int, x.Rank()) // one value a channel, for all else
	axes := make([]int, x.Rank()-1)
	for i := range axes {
		shape[i], axes[i] = 1, i
	}
	shape[len(axes)] = l.Out.Channels
	channel := func(v *graph.Node) *graph.Node { return graph.Reshape(v, shape...) }
	mean, variance := weight("moving_mean"), weight("moving_variance")
	if pass.Moved != nil {
		batchMean := meanOf(x, axes, pass.Count)
		batchVariance := meanOf(graph.Square(graph.Sub(x, channel(batchMean))), axes, pass.Count)
		pass.Moved(l.Name+"/moving_mean", move(mean, batchMean))
		pass.Moved(l.Name+"/moving_variance", move(variance, batchVariance))
		mean, variance = batchMean, batchVariance
	}
	scale := graph.Div(weight("gamma"), graph.Sqrt(graph.AddScalar(variance, nets.BatchNormEpsilon)))
	return graph.Add(graph.Mul(graph.Sub(x, channel(mean)), channel(scale)), channel(weight("beta")))
}

// meanOf is the mean of each channel over the samples that count.
func meanOf(x *graph.Node, axes []int, count *graph.Node) *graph.Node {
	if count == nil {
		return graph.ReduceMean(x, axes...)
	}
	at := graph.Iota(x.Graph(), shapes.Make(dtypes.Int32, x.Shape().Dimensions...), 0)
	sum := graph.ReduceSum(graph.Where(graph.LessThan(at, count), x, graph.ZerosLike(x)), axes...)
	each := 1 // values of a channel in one sample
	for _, axis := range axes[1:] {
		each *= x.Shape().Dimensions[axis]
	}
	return graph.Div(sum, graph.MulScalar(graph.ConvertDType(count, x.DType()), float64(each)))
}

// move is a running mean after one more batch.
func move(old, batch *graph.Node) *graph.Node {
	return graph.Add(graph.MulScalar(old, normMomentum), graph.MulScalar(batch, 1-normMomentum))
}
