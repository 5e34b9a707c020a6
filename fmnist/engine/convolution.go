package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// layer is what convolutions and dense layers have in common: y from x, weights w and a bias, with the gradients of the
// three from that of y. choice, of maxima, is there only with pooling.
type layer struct {
	name     string
	y        shapes.Shape
	choice   bool
	relu     bool
	work     int // multiplications of a forward pass
	forward  func(y []float32, choice []uint8, x, w, b []float32)
	backward func(dx, dw, db, dy, y []float32, choice []uint8, x, w []float32)
}

// call adds the layer to the graph. The choice is an output of its own, which is there only if a gradient needs it; so
// are the three gradients.
func (l layer) call(x, w, b *graph.Node) *graph.Node {
	k := hybrid.Kernel{Name: l.name, Outputs: []shapes.Shape{l.y}, Gradient: l.gradient,
		FLOPs: []float64{2 * float64(l.work)}}
	if l.choice {
		k.Outputs = append(k.Outputs, shapes.Make(dtypes.Uint8, l.y.Dimensions...))
	}
	inputs := []*graph.Node{x, w}
	if b != nil {
		inputs = append(inputs, b)
	}
	k.Run = func(in, out []any) error {
		var bias []float32
		var choice []uint8
		if len(in) > 2 {
			bias = floats(in[2])
		}
		if l.choice {
			choice, _ = out[1].([]uint8)
		}
		y := floats(out[0])
		if y == nil {
			y = make([]float32, l.y.Size()) // only the choice is needed: a gradient that does not look at y
		}
		l.forward(y, choice, floats(in[0]), floats(in[1]), bias)
		return nil
	}
	return hybrid.Call(k, inputs...)[0]
}

func (l layer) gradient(in, out, adjoint []*graph.Node) []*graph.Node {
	k := hybrid.Kernel{Name: l.name + " backward", FLOPs: []float64{2 * float64(l.work), 2 * float64(l.work)}}
	for _, n := range in {
		k.Outputs = append(k.Outputs, n.Shape())
	}
	inputs := []*graph.Node{adjoint[0], in[0], in[1]}
	if l.choice {
		inputs = append(inputs, out[1])
	}
	if l.relu {
		inputs = append(inputs, out[0])
	}
	k.Run = func(in, out []any) error {
		var y, db []float32
		var choice []uint8
		if l.relu {
			y = floats(in[len(in)-1])
		}
		if l.choice {
			choice = in[3].([]uint8)
		}
		if len(out) > 2 {
			db = floats(out[2])
		}
		l.backward(floats(out[0]), floats(out[1]), db, floats(in[0]), y, choice, floats(in[1]), floats(in[2]))
		return nil
	}
	return hybrid.Call(k, inputs...)
}

func lowerConv(x, w, b *graph.Node, o ConvOptions) *graph.Node {
	d, k, p := x.Shape().Dimensions, w.Shape().Dimensions, o.Padding
	c := kernel.Conv{
		Batch: d[0], Height: d[1], Width: d[2], In: d[3], Rows: k[0], Cols: k[1], Out: k[3], Stride: max(o.Stride, 1),
		Top: p.Top, Bottom: p.Bottom, Left: p.Left, Right: p.Right, ReLU: o.ReLU, MaxPool: o.MaxPool,
		Winograd: o.Frozen,
	}
	rows, columns := c.OutSize()
	return layer{
		name: "conv", y: shapes.Make(dtypes.Float32, d[0], rows, columns, k[3]), choice: o.MaxPool, relu: o.ReLU,
		work:    c.Multiplications(),
		forward: c.Forward, backward: c.Backward,
	}.call(x, w, b)
}

func lowerDepthwise(x, w, b *graph.Node, o ConvOptions) *graph.Node {
	d, k, p := x.Shape().Dimensions, w.Shape().Dimensions, o.Padding
	c := kernel.Depthwise{
		Batch: d[0], Height: d[1], Width: d[2], Channels: d[3], Rows: k[0], Cols: k[1], Stride: max(o.Stride, 1),
		Top: p.Top, Bottom: p.Bottom, Left: p.Left, Right: p.Right, ReLU: o.ReLU,
	}
	rows, columns := c.OutSize()
	y := layer{
		name: "depthwise", y: shapes.Make(dtypes.Float32, d[0], rows, columns, d[3]), relu: o.ReLU,
		work:    d[0] * rows * columns * d[3] * k[0] * k[1],
		forward: func(y []float32, _ []uint8, x, w, b []float32) { c.Forward(y, x, w, b) },
		backward: func(dx, dw, db, dy, y []float32, _ []uint8, x, w []float32) {
			c.Backward(dx, dw, db, dy, y, x, w)
		},
	}.call(x, w, b)
	if o.MaxPool {
		y = MaxPooling(y, PoolOptions{Window: 2, Stride: 2})
	}
	return y
}

func lowerDense(x, w, b *graph.Node, relu bool) *graph.Node {
	d := kernel.Dense{Batch: x.Shape().Dimensions[0], In: w.Shape().Dimensions[0], Out: w.Shape().Dimensions[1],
		ReLU: relu}
	return layer{
		name: "dense", y: shapes.Make(dtypes.Float32, d.Batch, d.Out), relu: relu,
		work:    d.Batch * d.In * d.Out,
		forward: func(y []float32, _ []uint8, x, w, b []float32) { d.Forward(y, x, w, b) },
		backward: func(dx, dw, db, dy, y []float32, _ []uint8, x, w []float32) {
			d.Backward(dx, dw, db, dy, y, x, w)
		},
	}.call(x, w, b)
}
