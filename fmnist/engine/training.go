package engine

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// SoftmaxCrossEntropy is the loss of every sample [batch] for logits [batch, classes] and integer labels [batch].
func SoftmaxCrossEntropy(logits, labels *graph.Node) *graph.Node {
	classes := logits.Shape().Dimensions[1]
	if lowered(logits) {
		return lowerCrossEntropy(logits, graph.ConvertDType(labels, dtypes.Int32), classes)
	}
	picked := graph.Mul(graph.OneHot(labels, classes, logits.DType()), graph.LogSoftmax(logits, -1))
	return graph.Neg(graph.ReduceSum(picked, -1))
}

// lowerCrossEntropy computes the gradient together with the loss, if it is needed: it shares the exponentials.
func lowerCrossEntropy(logits, labels *graph.Node, classes int) *graph.Node {
	loss := shapes.Make(dtypes.Float32, logits.Shape().Dimensions[0])
	return hybrid.Call(hybrid.Kernel{
		Name: "cross-entropy", Outputs: []shapes.Shape{loss, logits.Shape()},
		Run: func(in, out []any) error {
			each := floats(out[0])
			if each == nil {
				each = make([]float32, loss.Size()) // only the gradient is needed
			}
			labels := in[1].([]int32)
			for i, l := range labels {
				if l < 0 || int(l) >= classes {
					return fmt.Errorf("label %d of sample %d is not one of the %d classes 0…%d", l, i, classes,
						classes-1)
				}
			}
			kernel.SoftmaxCrossEntropy(each, floats(out[1]), floats(in[0]), labels, classes)
			return nil
		},
		Gradient: func(_, out, adjoint []*graph.Node) []*graph.Node {
			return []*graph.Node{scaleRows(out[1], adjoint[0]), nil}
		},
	}, logits, labels)[0]
}

// scaleRows multiplies every row of x [rows, columns] by its factor [rows].
func scaleRows(x, factors *graph.Node) *graph.Node {
	columns := x.Shape().Dimensions[1]
	return hybrid.Call(hybrid.Kernel{
		Name: "scale rows", Outputs: []shapes.Shape{x.Shape()}, InPlace: []int{0},
		Run: func(in, out []any) error {
			x, y := floats(in[0]), floats(out[0])
			for i, f := range floats(in[1]) {
				for j := i * columns; j < (i+1)*columns; j++ {
					y[j] = x[j] * f
				}
			}
			return nil
		},
	}, x, factors)[0]
}

// Adam is one step of Keras' Adam (epsilon outside the bias correction): rate is the scalar
// α·sqrt(1-β₂ᵗ)/(1-β₁ᵗ). It returns the new weights and moments, all of one shape; with donated weights and moments
// the Go backend updates them in place.
func Adam(weights, gradient, mean, variance, rate *graph.Node, beta1, beta2, epsilon float64) (w, m, v *graph.Node) {
	if lowered(weights, gradient, mean, variance, rate) {
		s := weights.Shape()
		out := hybrid.Call(hybrid.Kernel{
			Name: "adam", Outputs: []shapes.Shape{s, s, s}, InPlace: []int{0, 1, 2},
			Run: func(in, out []any) error {
				w, m, v := orScratch(out[0], in[0]), orScratch(out[1], in[1]), orScratch(out[2], in[2])
				kernel.AdamTo(w, m, v, floats(in[0]), floats(in[1]), floats(in[2]), floats(in[3]),
					floats(in[4])[0], float32(beta1), float32(beta2), float32(epsilon))
				return nil
			},
		}, weights, mean, variance, gradient, rate)
		return out[0], out[1], out[2]
	}
	m = graph.Add(mean, graph.MulScalar(graph.Sub(gradient, mean), 1-beta1))
	v = graph.Add(variance, graph.MulScalar(graph.Sub(graph.Square(gradient), variance), 1-beta2))
	return graph.Sub(weights, graph.Div(graph.Mul(rate, m), graph.AddScalar(graph.Sqrt(v), epsilon))), m, v
}

// MovingMean is one step of an exponential moving mean, momentum·mean + (1-momentum)·value; momentum is a scalar.
func MovingMean(mean, value, momentum *graph.Node) *graph.Node {
	if lowered(mean, value, momentum) {
		return hybrid.Call(hybrid.Kernel{
			Name: "moving mean", Outputs: []shapes.Shape{mean.Shape()}, InPlace: []int{0},
			Run: func(in, out []any) error {
				kernel.MovingMean(floats(out[0]), floats(in[0]), floats(in[1]), floats(in[2])[0])
				return nil
			},
		}, mean, value, momentum)[0]
	}
	return graph.Add(graph.Mul(momentum, mean), graph.Mul(graph.OneMinus(momentum), value))
}

// orScratch is the slice of an output, or one to throw away for an output that nothing needs.
func orScratch(out, like any) []float32 {
	if f := floats(out); f != nil {
		return f
	}
	return make([]float32, len(floats(like)))
}
