package engine

import "github.com/gomlx/gomlx/core/graph"

// A convolution with max-pooling behind it, with the batch as the last axis: [channels, rows, columns, batch]. There
// every shift of an image moves whole rows of the batch, so that XLA's loops fill the vectors whatever the number of
// channels, and the convolution becomes a matrix product with the shifted images. Four outputs that are pooled together
// are computed as four times the channels (blockKernel), which leaves a quarter of the shifted images to write. XLA
// joins the transpositions between two such layers.

// fullVector is the smallest batch that fills a vector of 16 float32.
const fullVector = 16

// batchLast says whether the form serves: the batch fills the vectors, the image has few channels, since a kernel of
// k×k pixels writes it (k+1)²/4 times, the output has 2×2 blocks, and a pixel is left if the output's odd last row or
// column is dropped.
func batchLast(x, kernel *graph.Node, o ConvOptions) bool {
	d, k := x.Shape().Dimensions, kernel.Shape().Dimensions
	rows, columns := outputs(d[1], d[2], k, o)
	return max(o.Stride, 1) == 1 && d[0] >= fullVector && k[2] <= fewChannels &&
		min(rows, columns, d[1], d[2]) >= 2 && narrow(o.Padding, k)
}

// batchLastConv is the convolution, the pooling, bias and ReLU.
func batchLastConv(x, kernel, bias *graph.Node, o ConvOptions) *graph.Node {
	k := kernel.Shape().Dimensions
	rows, columns := outputs(x.Shape().Dimensions[1], x.Shape().Dimensions[2], k, o)
	s := shifts{high: (k[0] + 2) / 2, wide: (k[1] + 2) / 2, rows: rows / 2, columns: columns / 2}
	x = graph.TransposeAllAxes(x, 3, 1, 2, 0)
	x = fit(fit(x, 1, o.Padding.Top, s.rows+s.high-1), 2, o.Padding.Left, s.columns+s.wide-1)

	// GoMLX goes backward from the output: each gradient here is set before the function that reads it runs.
	var shifted, pooled *graph.Node
	in := graph.IdentityWithCustomGradient(x, func(_, _ *graph.Node) *graph.Node { return s.add(shifted, k[2]) })
	images := graph.IdentityWithCustomGradient(s.of(in), func(_, v *graph.Node) *graph.Node { shifted = v; return v })
	y := graph.DotProduct(s.matrix(kernel), images)
	var maximum *graph.Node
	y = graph.IdentityWithCustomGradient(y, func(y, _ *graph.Node) *graph.Node { return toFirst(y, maximum, pooled) })
	maximum = maxOfFour(y, k[3])
	z := graph.IdentityWithCustomGradient(maximum, func(_, v *graph.Node) *graph.Node { pooled = v; return v })

	z = graph.Reshape(z, k[3], s.rows, s.columns, -1)
	if bias != nil {
		z = graph.Add(z, graph.Reshape(bias, k[3], 1, 1, 1))
	}
	if o.ReLU {
		z = ReLU(z)
	}
	return graph.TransposeAllAxes(z, 3, 1, 2, 0)
}

// fit puts zeros before and behind an axis of an image, or cuts its end, so that it has that many pairs of pixels.
func fit(x *graph.Node, axis, before, pairs int) *graph.Node {
	size, have := 2*pairs, x.Shape().Dimensions[axis]
	if before+have > size {
		have = size - before
		x = graph.SliceAxis(x, axis, graph.AxisRange(0, have))
	}
	return zerosAround(x, axis, before, size-before-have)
}

// shifts describes the shifted images of a convolution in blocks: its window covers high×wide pairs of pixels in each
// direction, its pooled output has rows and columns.
type shifts struct{ high, wide, rows, columns int }

// of puts the shifted images one below the other: a matrix [channels·high·wide·4, rows·columns·batch] from
// [channels, 2·(rows+high-1), 2·(columns+wide-1), batch].
func (s shifts) of(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	x = graph.Reshape(x, d[0], d[1]/2, 2, d[2]/2, 2, d[3])
	x = graph.TransposeAllAxes(x, 0, 2, 4, 1, 3, 5)
	all := graph.AxisRange()
	var down []*graph.Node
	for i := range s.high {
		var across []*graph.Node
		for j := range s.wide {
			part := graph.Slice(x, all, all, all, graph.AxisRange(i, i+s.rows), graph.AxisRange(j, j+s.columns), all)
			across = append(across, graph.Reshape(part, d[0], 1, 1, 2, 2, s.rows, s.columns, d[3]))
		}
		down = append(down, joined(across, 2))
	}
	return graph.Reshape(joined(down, 1), d[0]*s.high*s.wide*4, -1)
}

// add is the gradient of "of": every pixel's sum over the shifted images it was in.
func (s shifts) add(dy *graph.Node, channels int) *graph.Node {
	dy = graph.Reshape(dy, channels, s.high*s.wide, 2, 2, s.rows, s.columns, -1)
	zero, all := graph.ScalarZero(dy.Graph(), dy.DType()), graph.AxisRange()
	batch := dy.Shape().Dimensions[6]
	var sum *graph.Node
	for i := range s.high {
		for j := range s.wide {
			part := graph.Slice(dy, all, graph.AxisElem(i*s.wide+j), all, all, all, all, all)
			part = graph.Reshape(part, channels, 2, 2, s.rows, s.columns, batch)
			part = graph.Pad(part, zero, graph.PadAxis{}, graph.PadAxis{}, graph.PadAxis{},
				graph.PadAxis{Start: i, End: s.high - 1 - i}, graph.PadAxis{Start: j, End: s.wide - 1 - j},
				graph.PadAxis{})
			sum = plus(sum, part)
		}
	}
	sum = graph.TransposeAllAxes(sum, 0, 3, 1, 4, 2, 5)
	return graph.Reshape(sum, channels, 2*(s.rows+s.high-1), 2*(s.columns+s.wide-1), batch)
}

// matrix is the kernel [rows, columns, in, out] as the factor [4·out, in·high·wide·4] of the shifted images.
func (s shifts) matrix(kernel *graph.Node) *graph.Node {
	w := blockKernel(kernel)
	w = fit(fit(w, 0, 0, s.high), 1, 0, s.wide)
	d := w.Shape().Dimensions
	w = graph.Reshape(w, s.high, 2, s.wide, 2, d[2], d[3])
	return graph.Reshape(graph.TransposeAllAxes(w, 5, 4, 0, 2, 1, 3), d[3], -1)
}

// quarters are the four outputs of a block, [channels, …] each, of y [4·channels, …].
func quarters(y *graph.Node, channels int) (q [4]*graph.Node) {
	for i := range q {
		q[i] = graph.SliceAxis(y, 0, graph.AxisRange(i*channels, (i+1)*channels))
	}
	return q
}

func maxOfFour(y *graph.Node, channels int) *graph.Node {
	q := quarters(y, channels)
	return graph.Max(graph.Max(q[0], q[1]), graph.Max(q[2], q[3]))
}

// toFirst is the gradient of maxOfFour: that of the maximum goes to the first output of the block that equals it.
func toFirst(y, maximum, gradient *graph.Node) *graph.Node {
	zeros := graph.ZerosLike(gradient)
	var parts []*graph.Node
	var earlier *graph.Node
	for _, q := range quarters(y, gradient.Shape().Dimensions[0]) {
		is := graph.Equal(q, maximum)
		if earlier == nil {
			parts, earlier = append(parts, graph.Where(is, gradient, zeros)), is
			continue
		}
		parts = append(parts, graph.Where(graph.LogicalAnd(is, graph.LogicalNot(earlier)), gradient, zeros))
		earlier = graph.LogicalOr(earlier, is)
	}
	return joined(parts, 0)
}
