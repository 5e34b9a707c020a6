package engine

import (
	"github.com/gomlx/compute/dtypes"
	//lint:ignore ST1001 graph code reads as formulas
	. "github.com/gomlx/gomlx/core/graph"
)

// Padding counts the rows and columns of zeros laid around an image.
type Padding struct{ Top, Bottom, Left, Right int }

// Same is TensorFlow's SAME padding for one kernel size and stride: the output has ceil(size/stride) rows, and where
// the padding is odd the extra row goes to the bottom and right.
func Same(height, width, kernel, stride int) Padding {
	pad := func(n int) (before, after int) {
		total := max(((n+stride-1)/stride-1)*stride+kernel-n, 0)
		return total / 2, total - total/2
	}
	var p Padding
	p.Top, p.Bottom = pad(height)
	p.Left, p.Right = pad(width)
	return p
}

func (p Padding) perAxis() [][2]int { return [][2]int{{p.Top, p.Bottom}, {p.Left, p.Right}} }

// ConvOptions says what happens around a convolution.
type ConvOptions struct {
	Stride  int // pixels per step on both axes; 0 means 1
	Padding Padding
	ReLU    bool // max(x, 0) after the bias
	MaxPool bool // then 2×2 max-pooling with stride 2; odd last rows and columns are dropped
}

// Conv is the 2-D convolution of x [batch, height, width, in] with kernel [rows, columns, in, out] (Keras' layout).
// bias [out] may be nil.
func Conv(x, kernel, bias *Node, o ConvOptions) *Node {
	y := Convolve(x, kernel).Strides(max(o.Stride, 1)).PaddingPerDim(o.Padding.perAxis()).Done()
	return finish(y, bias, o)
}

// Depthwise convolves every channel of x [batch, height, width, channels] with its own kernel [rows, columns, channels, 1].
func Depthwise(x, kernel, bias *Node, o ConvOptions) *Node {
	d := kernel.Shape().Dimensions
	kernel = Reshape(kernel, d[0], d[1], 1, d[2])
	y := Convolve(x, kernel).ChannelGroupCount(d[2]).Strides(max(o.Stride, 1)).PaddingPerDim(o.Padding.perAxis()).Done()
	return finish(y, bias, o)
}

func finish(y, bias *Node, o ConvOptions) *Node {
	if bias != nil {
		y = Add(y, Reshape(bias, 1, 1, 1, bias.Shape().Dimensions[0]))
	}
	if o.ReLU {
		y = ReLU(y)
	}
	if o.MaxPool {
		y = MaxPooling(y, PoolOptions{Window: 2, Stride: 2})
	}
	return y
}

// ReLU is max(x, 0) with gradient 0 at 0, as in TensorFlow (GoMLX's Max has gradient 1 there).
func ReLU(x *Node) *Node { return Where(GreaterThan(x, ZerosLike(x)), x, ZerosLike(x)) }

// PoolOptions describes a pooling window; Stride 0 means Window.
type PoolOptions struct {
	Window, Stride int
	Padding        Padding
}

// MaxPooling takes the maximum of each window; padding counts as minus infinity.
func MaxPooling(x *Node, o PoolOptions) *Node {
	return MaxPool(x).Window(o.Window).Strides(stride(o)).PaddingPerDim(o.Padding.perAxis()).Done()
}

// MeanPooling takes the mean of each window; it has no padding.
func MeanPooling(x *Node, o PoolOptions) *Node {
	return MeanPool(x).Window(o.Window).Strides(stride(o)).NoPadding().Done()
}

func stride(o PoolOptions) int {
	if o.Stride == 0 {
		return o.Window
	}
	return o.Stride
}

// GlobalMax and GlobalMean reduce [batch, height, width, channels] to [batch, channels].
func GlobalMax(x *Node) *Node  { return ReduceMax(x, 1, 2) }
func GlobalMean(x *Node) *Node { return ReduceMean(x, 1, 2) }

// Dense is x [batch, in] times weights [in, out] plus bias [out] (nil for none), then ReLU if asked.
func Dense(x, weights, bias *Node, relu bool) *Node {
	y := DotProduct(x, weights)
	if bias != nil {
		y = Add(y, Reshape(bias, 1, bias.Shape().Dimensions[0]))
	}
	if relu {
		y = ReLU(y)
	}
	return y
}

// Swish is x·sigmoid(x), EfficientNet's activation.
func Swish(x *Node) *Node { return Mul(x, Sigmoid(x)) }

// Pixels turns uint8 pixels into float32 in 0…1.
func Pixels(x *Node) *Node { return DivScalar(ConvertDType(x, dtypes.Float32), float32(255)) }

// SoftmaxCrossEntropy is the loss of every sample [batch] for logits [batch, classes] and integer labels [batch].
func SoftmaxCrossEntropy(logits, labels *Node) *Node {
	classes := logits.Shape().Dimensions[1]
	picked := Mul(OneHot(labels, classes, logits.DType()), LogSoftmax(logits, -1))
	return Neg(ReduceSum(picked, -1))
}

// Adam is one step of Keras' Adam (epsilon outside the bias correction): rate is the scalar
// α·sqrt(1-β₂ᵗ)/(1-β₁ᵗ). It returns the new weights and moments, all of one shape.
func Adam(weights, gradient, mean, variance, rate *Node, beta1, beta2, epsilon float64) (w, m, v *Node) {
	m = Add(mean, MulScalar(Sub(gradient, mean), 1-beta1))
	v = Add(variance, MulScalar(Sub(Square(gradient), variance), 1-beta2))
	return Sub(weights, Div(Mul(rate, m), AddScalar(Sqrt(v), epsilon))), m, v
}
