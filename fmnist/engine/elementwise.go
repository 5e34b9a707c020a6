package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// ReLU is max(x, 0) with gradient 0 at 0, as in TensorFlow (GoMLX's Max has gradient 1 there).
func ReLU(x *graph.Node) *graph.Node {
	if lowered(x) {
		return activation("relu", x, kernel.ReLU, kernel.ReLUBackward, false)
	}
	return graph.Where(graph.GreaterThan(x, graph.ZerosLike(x)), x, graph.ZerosLike(x))
}

// Swish is x·sigmoid(x), EfficientNet's activation.
func Swish(x *graph.Node) *graph.Node {
	if lowered(x) {
		return activation("swish", x, kernel.Swish, kernel.SwishBackward, true)
	}
	return graph.Mul(x, graph.Sigmoid(x))
}

// Sigmoid is 1/(1+exp(-x)).
func Sigmoid(x *graph.Node) *graph.Node {
	if lowered(x) {
		return activation("sigmoid", x, kernel.Sigmoid, kernel.SigmoidBackward, false)
	}
	return graph.Sigmoid(x)
}

// activation calls an elementwise kernel whose gradient follows from its output or, with ofInput, from its input.
func activation(name string, x *graph.Node, forward func(y, x []float32), backward func(dx, dy, yx []float32),
	ofInput bool) *graph.Node {
	shape := []shapes.Shape{x.Shape()}
	return hybrid.Call(hybrid.Kernel{
		Name: name, Outputs: shape, InPlace: []int{0},
		Run: func(in, out []any) error { forward(floats(out[0]), floats(in[0])); return nil },
		Gradient: func(in, out, adjoint []*graph.Node) []*graph.Node {
			from := out[0]
			if ofInput {
				from = in[0]
			}
			return hybrid.Call(hybrid.Kernel{
				Name: name + " backward", Outputs: shape, InPlace: []int{0},
				Run: func(in, out []any) error { backward(floats(out[0]), floats(in[0]), floats(in[1])); return nil },
			}, adjoint[0], from)
		},
	}, x)[0]
}

// floats is the slice behind a kernel's argument, nil for an output that nothing needs.
func floats(a any) []float32 {
	f, _ := a.([]float32)
	return f
}

// Pixels turns uint8 pixels into float32 in 0…1.
func Pixels(x *graph.Node) *graph.Node {
	if x.DType() != dtypes.Uint8 || x.Shape().IsDynamic() || !onKernels(x.Graph()) {
		return graph.DivScalar(graph.ConvertDType(x, dtypes.Float32), float32(255))
	}
	return hybrid.Call(hybrid.Kernel{
		Name: "pixels", Outputs: []shapes.Shape{shapes.Make(dtypes.Float32, x.Shape().Dimensions...)},
		Run:      func(in, out []any) error { kernel.Pixels(floats(out[0]), in[0].([]uint8)); return nil },
		Gradient: func(_, _, _ []*graph.Node) []*graph.Node { return []*graph.Node{nil} }, // bytes have none
	}, x)[0]
}

// ScaleChannels multiplies x [batch, height, width, channels] by factors [batch, channels], as squeeze-and-excite does.
func ScaleChannels(x, factors *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	if !lowered(x, factors) {
		return graph.Mul(x, graph.Reshape(factors, d[0], 1, 1, d[3]))
	}
	return hybrid.Call(hybrid.Kernel{
		Name: "scale channels", Outputs: []shapes.Shape{x.Shape()}, InPlace: []int{0},
		Run: func(in, out []any) error {
			kernel.ScaleChannels(floats(out[0]), floats(in[0]), floats(in[1]), d[0], d[1]*d[2], d[3])
			return nil
		},
		Gradient: func(in, _, adjoint []*graph.Node) []*graph.Node {
			return hybrid.Call(hybrid.Kernel{
				Name: "scale channels backward", Outputs: []shapes.Shape{x.Shape(), factors.Shape()},
				Run: func(in, out []any) error {
					kernel.ScaleChannelsBackward(floats(out[0]), floats(out[1]), floats(in[0]), floats(in[1]),
						floats(in[2]), d[0], d[1]*d[2], d[3])
					return nil
				},
			}, adjoint[0], in[0], in[1])
		},
	}, x, factors)[0]
}
