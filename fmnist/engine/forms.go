package engine

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// XLA on the CPU has slow spots, measured operation by operation (docs/BACKENDS.md): the gradient of a windowed maximum
// is a scatter of single values, and a convolution with few output channels leaves the vectors empty. The forms here
// say the same with other operations. Pooling by slices has the same bits; the others differ by rounding, at most 2e-6
// of the largest.
//
// FMNIST_LOWERING=off keeps GoMLX's operations, for comparison.

// formed says whether graphs of that backend use these forms, and onCPU those that were measured on the CPU only.
func formed(g *graph.Graph) bool { return plugin.KindOf(g.Backend()) != "" && hybrid.Lowering() }

func onCPU(g *graph.Graph) bool { return formed(g) && plugin.KindOf(g.Backend()) == "cpu" }

// fewChannels is the number of an image's channels up to which its gradient is better computed in blocks of 2×2 pixels
// (6 gain a factor of 2.5, 16 nothing, 48 lose), and a pooled convolution with the batch last (1 and 6 gain, 32 lose).
const fewChannels = 8

// larger is the maximum of a and b, whose gradient goes to one of them: a, where they are equal.
func larger(a, b *graph.Node) *graph.Node { return graph.Where(graph.GreaterOrEqual(a, b), a, b) }

// poolSlices is 2×2 max-pooling with stride 2 as the maximum of four slices. Odd last rows and columns are dropped, and
// among equal maxima the gradient goes to the first.
func poolSlices(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	rows, columns := d[1]/2, d[2]/2
	if d[1]%2+d[2]%2 > 0 {
		x = graph.Slice(x, graph.AxisRange(), graph.AxisRange(0, 2*rows), graph.AxisRange(0, 2*columns),
			graph.AxisRange())
	}
	x = graph.Reshape(x, d[0], rows, 2, columns, 2, d[3])
	at := func(i, j int) *graph.Node {
		all := graph.AxisRange()
		return graph.Reshape(graph.Slice(x, all, all, graph.AxisElem(i), all, graph.AxisElem(j), all), d[0], rows,
			columns, d[3])
	}
	return larger(larger(at(0, 0), at(0, 1)), larger(at(1, 0), at(1, 1)))
}

// formedConv is Conv on XLA. Pooling comes before bias and ReLU, which keep the order of numbers: a quarter of the
// work.
func formedConv(x, kernel, bias *graph.Node, o ConvOptions) *graph.Node {
	pools := o.MaxPool
	o.MaxPool = false
	switch cpu := onCPU(x.Graph()); {
	case cpu && small(x, kernel, o):
		x = smallConv(x, kernel, o)
	case cpu && pools && batchLast(x, kernel, o):
		return batchLastConv(x, kernel, bias, o)
	case cpu && fewIn(x, kernel, o):
		x = ownGradient(x, kernel, o.Padding)
	default:
		odd, p := oddKernel(kernel, o.Padding)
		x = graph.Convolve(x, odd).Strides(max(o.Stride, 1)).PaddingPerDim(p.perAxis()).Done()
	}
	if pools {
		x = poolSlices(x)
	}
	return finish(x, bias, o)
}

// fewIn says whether the image's gradient is better computed by blocks: it has few channels and even sides.
func fewIn(x, kernel *graph.Node, o ConvOptions) bool {
	d, k := x.Shape().Dimensions, kernel.Shape().Dimensions
	return max(o.Stride, 1) == 1 && k[2] <= fewChannels && d[1]%2 == 0 && d[2]%2 == 0 && narrow(o.Padding, k)
}

// narrow says whether padding is less than the kernel on every side, so that the gradient's own padding is not
// negative.
func narrow(p Padding, kernel []int) bool {
	return max(p.Top, p.Bottom) < kernel[0] && max(p.Left, p.Right) < kernel[1]
}

// blockKernel turns [rows, columns, in, out] into [rows+1, columns+1, in, 4·out]: the kernels of the four outputs of a
// block.
func blockKernel(w *graph.Node) *graph.Node {
	var parts []*graph.Node
	for i := range 2 {
		for j := range 2 {
			parts = append(parts, zerosAround(zerosAround(w, 0, i, 1-i), 1, j, 1-j))
		}
	}
	return graph.Concatenate(parts, -1)
}

// zerosAround lengthens one axis; unlike graph.Pad it has a gradient.
func zerosAround(x *graph.Node, axis, before, after int) *graph.Node {
	parts := []*graph.Node{x}
	zeros := func(n int) *graph.Node {
		s := x.Shape().Clone()
		s.Dimensions[axis] = n
		return graph.Zeros(x.Graph(), s)
	}
	if before > 0 {
		parts = append([]*graph.Node{zeros(before)}, parts...)
	}
	if after > 0 {
		parts = append(parts, zeros(after))
	}
	return joined(parts, axis)
}

// joined is one part alone, or all of them one behind the other.
func joined(parts []*graph.Node, axis int) *graph.Node {
	if len(parts) == 1 {
		return parts[0]
	}
	return graph.Concatenate(parts, axis)
}

// plus is sum + x, where the first of the terms has no sum yet.
func plus(sum, x *graph.Node) *graph.Node {
	if sum == nil {
		return x
	}
	return graph.Add(sum, x)
}

// unblock turns blocks [batch, rows, columns, 4·channels] into [batch, 2·rows, 2·columns, channels].
func unblock(y *graph.Node) *graph.Node {
	d := y.Shape().Dimensions
	c := d[3] / 4
	y = graph.TransposeAllAxes(graph.Reshape(y, d[0], d[1], d[2], 2, 2, c), 0, 1, 3, 2, 4, 5)
	return graph.Reshape(y, d[0], d[1]*2, d[2]*2, c)
}

// ownGradient is a convolution of stride 1 with the image's gradient as imageGradient.
func ownGradient(x, w *graph.Node, p Padding) *graph.Node {
	var dy *graph.Node // GoMLX goes backward from the output: the second function runs before the first
	d := x.Shape().Dimensions
	in := graph.IdentityWithCustomGradient(x, func(_, _ *graph.Node) *graph.Node {
		return imageGradient(dy, w, d[1], d[2], p)
	})
	y := graph.Convolve(in, w).Strides(1).PaddingPerDim(p.perAxis()).Done()
	return graph.IdentityWithCustomGradient(y, func(_, v *graph.Node) *graph.Node { dy = v; return v })
}

// imageGradient is the gradient of a convolution of stride 1 with respect to its image: dy convolved with the kernel
// turned by half a turn.
func imageGradient(dy, w *graph.Node, height, width int, p Padding) *graph.Node {
	k, d := w.Shape().Dimensions, dy.Shape().Dimensions
	turned := graph.TransposeAllAxes(graph.Reverse(w, 0, 1), 0, 1, 3, 2)
	top, left := k[0]-1-p.Top, k[1]-1-p.Left
	bottom, right := height+k[0]-1-d[1]-top, width+k[1]-1-d[2]-left
	if k[2] <= fewChannels && height%2 == 0 && width%2 == 0 {
		zero := graph.ScalarZero(dy.Graph(), dy.DType())
		dy = graph.Pad(dy, zero, graph.PadAxis{}, graph.PadAxis{Start: top, End: bottom},
			graph.PadAxis{Start: left, End: right}, graph.PadAxis{})
		return unblock(graph.Convolve(dy, blockKernel(turned)).NoPadding().Strides(2).Done())
	}
	return graph.Convolve(dy, turned).Strides(1).PaddingPerDim([][2]int{{top, bottom}, {left, right}}).Done()
}
