package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// FromGrey turns grey images [batch, height, width, 1] into images with a channel for each offset:
// y = factor·x + offset, rounded after each operation.
func FromGrey(x *graph.Node, factor float32, offsets []float32) *graph.Node {
	if lowered(x) {
		return lowerFromGrey(x, factor, offsets)
	}
	parts := make([]*graph.Node, len(offsets))
	for c := range parts {
		parts[c] = x
	}
	y := graph.MulScalar(graph.Concatenate(parts, -1), factor)
	return graph.Add(y, graph.Reshape(graph.ConvertDType(graph.Const(x.Graph(), offsets), x.DType()), 1, 1, 1, -1))
}

// greyPart is the number of pixels worth a second goroutine: 10 µs.
const greyPart = 1 << 13

func lowerFromGrey(x *graph.Node, factor float32, offsets []float32) *graph.Node {
	d, channels := x.Shape().Dimensions, len(offsets)
	return hybrid.Call(hybrid.Kernel{
		Name: "from grey", Outputs: []shapes.Shape{shapes.Make(dtypes.Float32, d[0], d[1], d[2], channels)},
		Run: func(in, out []any) error {
			x, y := floats(in[0]), floats(out[0])
			kernel.Parallel(len(x), greyPart, func(from, to int) {
				for i := from; i < to; i++ {
					v, pixel := float32(factor*x[i]), y[i*channels:(i+1)*channels]
					for c, offset := range offsets {
						pixel[c] = v + offset
					}
				}
			})
			return nil
		},
		Gradient: func(_, _, adjoint []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.MulScalar(graph.ReduceAndKeep(adjoint[0], graph.ReduceSum, -1), factor)}
		},
	}, x)[0]
}
