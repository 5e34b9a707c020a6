package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// reduce calls a kernel of x whose gradient follows from that of y and, if it looks at them, from y and x.
func reduce(name string, x *graph.Node, y shapes.Shape, looks bool, forward func(y, x []float32),
	backward func(dx, dy, y, x []float32)) *graph.Node {
	return hybrid.Call(hybrid.Kernel{
		Name: name, Outputs: []shapes.Shape{y},
		Run: func(in, out []any) error { forward(floats(out[0]), floats(in[0])); return nil },
		Gradient: func(in, out, adjoint []*graph.Node) []*graph.Node {
			inputs := adjoint[:1:1]
			if looks {
				inputs = append(inputs, out[0], in[0])
			}
			return hybrid.Call(hybrid.Kernel{
				Name: name + " backward", Outputs: []shapes.Shape{x.Shape()},
				Run: func(in, out []any) error {
					var y, x []float32
					if looks {
						y, x = floats(in[1]), floats(in[2])
					}
					backward(floats(out[0]), floats(in[0]), y, x)
					return nil
				},
			}, inputs...)
		},
	}, x)[0]
}

func lowerPool(x *graph.Node, o PoolOptions, mean bool) *graph.Node {
	d := x.Shape().Dimensions
	p := kernel.Pool{
		Batch: d[0], Height: d[1], Width: d[2], Channels: d[3], Window: o.Window, Stride: o.stride(), Mean: mean,
		Top: o.Padding.Top, Bottom: o.Padding.Bottom, Left: o.Padding.Left, Right: o.Padding.Right,
	}
	rows, columns := p.OutSize()
	return reduce("pool", x, shapes.Make(dtypes.Float32, d[0], rows, columns, d[3]), !mean, p.Forward, p.Backward)
}

func lowerGlobalMax(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	return reduce("global max", x, shapes.Make(dtypes.Float32, d[0], d[3]), true,
		func(y, x []float32) { kernel.GlobalMax(y, x, d[0], d[1]*d[2], d[3]) },
		func(dx, dy, y, x []float32) { kernel.GlobalMaxBackward(dx, dy, y, x, d[0], d[1]*d[2], d[3]) })
}

func lowerGlobalMean(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	return reduce("global mean", x, shapes.Make(dtypes.Float32, d[0], d[3]), false,
		func(y, x []float32) { kernel.GlobalMean(y, x, d[0], d[1]*d[2], d[3]) },
		func(dx, dy, _, _ []float32) { kernel.GlobalMeanBackward(dx, dy, d[0], d[1]*d[2], d[3]) })
}
