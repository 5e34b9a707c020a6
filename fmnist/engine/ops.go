package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
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
	Frozen  bool // the weights do not train: sums may be taken in another order where that is faster (kernel.Conv)
}

// PoolOptions describes a pooling window; Stride 0 means Window.
type PoolOptions struct {
	Window, Stride int
	Padding        Padding
}

func (o PoolOptions) stride() int {
	if o.Stride == 0 {
		return o.Window
	}
	return o.Stride
}

// onKernels says whether operations of that graph become kernel calls: on this package's Go backend and in the main
// function. FMNIST_LOWERING=off keeps GoMLX's own operations, for comparison.
func onKernels(g *graph.Graph) bool {
	return hybrid.Is(g.Backend()) && g.CurrentFunc().IsMain() && hybrid.Lowering()
}

// lowered is onKernels for operations on float32 values of fixed size; nil stands for an absent bias.
func lowered(x ...*graph.Node) bool {
	for _, n := range x {
		if n != nil && (n.DType() != dtypes.Float32 || n.Shape().IsDynamic() || n.Shape().Size() == 0) {
			return false
		}
	}
	return onKernels(x[0].Graph())
}

// Conv is the 2-D convolution of x [batch, height, width, in] with kernel [rows, columns, in, out] (Keras' layout).
// bias [out] may be nil.
func Conv(x, kernel, bias *graph.Node, o ConvOptions) *graph.Node {
	if lowered(x, kernel, bias) {
		return lowerConv(x, kernel, bias, o)
	}
	if formed(x.Graph()) {
		return formedConv(x, kernel, bias, o)
	}
	kernel, p := oddKernel(kernel, o.Padding)
	y := graph.Convolve(x, kernel).Strides(max(o.Stride, 1)).PaddingPerDim(p.perAxis()).Done()
	return finish(y, bias, o)
}

// oddKernel gives a kernel with an even number of rows or columns one more, of zeros, and the image one more as well:
// GoMLX's gradient with respect to the image is wrong for even kernels (v0.28.3), the result is the same.
func oddKernel(kernel *graph.Node, p Padding) (*graph.Node, Padding) {
	for axis, end := range []*int{&p.Bottom, &p.Right} {
		shape := kernel.Shape().Clone()
		if shape.Dimensions[axis]%2 == 0 {
			shape.Dimensions[axis] = 1
			kernel = graph.Concatenate([]*graph.Node{kernel, graph.Zeros(kernel.Graph(), shape)}, axis)
			*end++
		}
	}
	return kernel, p
}

// Depthwise convolves every channel of x [batch, height, width, channels] with its own kernel [rows, columns, channels,
// 1]. bias [channels] may be nil.
func Depthwise(x, kernel, bias *graph.Node, o ConvOptions) *graph.Node {
	if lowered(x, kernel, bias) {
		return lowerDepthwise(x, kernel, bias, o)
	}
	if onCPU(x.Graph()) {
		return finish(depthwiseTaps(x, kernel, o), bias, o)
	}
	d := kernel.Shape().Dimensions
	kernel, p := oddKernel(graph.Reshape(kernel, d[0], d[1], 1, d[2]), o.Padding)
	y := graph.Convolve(x, kernel).ChannelGroupCount(d[2]).Strides(max(o.Stride, 1)).PaddingPerDim(p.perAxis()).Done()
	return finish(y, bias, o)
}

func finish(y, bias *graph.Node, o ConvOptions) *graph.Node {
	if bias != nil {
		y = graph.Add(y, graph.Reshape(bias, 1, 1, 1, bias.Shape().Dimensions[0]))
	}
	if o.ReLU {
		y = ReLU(y)
	}
	if o.MaxPool {
		y = MaxPooling(y, PoolOptions{Window: 2, Stride: 2})
	}
	return y
}

// MaxPooling takes the maximum of each window; padding counts as minus infinity. Among equal maxima the gradient goes
// to the first, as in TensorFlow; on XLA, for windows other than 2×2, to one of them.
func MaxPooling(x *graph.Node, o PoolOptions) *graph.Node {
	if lowered(x) {
		return lowerPool(x, o, false)
	}
	if formed(x.Graph()) && o.Window == 2 && o.stride() == 2 && o.Padding == (Padding{}) {
		return poolSlices(x)
	}
	return graph.MaxPool(x).Window(o.Window).Strides(o.stride()).PaddingPerDim(o.Padding.perAxis()).Done()
}

// MeanPooling takes the mean of each window; it has no padding.
func MeanPooling(x *graph.Node, o PoolOptions) *graph.Node {
	if lowered(x) {
		o.Padding = Padding{}
		return lowerPool(x, o, true)
	}
	return graph.MeanPool(x).Window(o.Window).Strides(o.stride()).NoPadding().Done()
}

// GlobalMax reduces [batch, height, width, channels] to the maxima [batch, channels].
func GlobalMax(x *graph.Node) *graph.Node {
	if lowered(x) {
		return lowerGlobalMax(x)
	}
	return graph.ReduceMax(x, 1, 2)
}

// GlobalMean reduces [batch, height, width, channels] to the means [batch, channels].
func GlobalMean(x *graph.Node) *graph.Node {
	if lowered(x) {
		return lowerGlobalMean(x)
	}
	return graph.ReduceMean(x, 1, 2)
}

// Dense is x [batch, in] times weights [in, out] plus bias [out] (nil for none), then ReLU if asked.
func Dense(x, weights, bias *graph.Node, relu bool) *graph.Node {
	if x.Rank() == 2 && weights.Rank() == 2 && lowered(x, weights, bias) {
		return lowerDense(x, weights, bias, relu)
	}
	y := graph.DotProduct(x, weights)
	if bias != nil {
		y = graph.Add(y, graph.Reshape(bias, 1, bias.Shape().Dimensions[0]))
	}
	if relu {
		y = ReLU(y)
	}
	return y
}
