package engine

import "github.com/gomlx/gomlx/core/graph"

// XLA on the CPU runs a convolution whose kernel is larger than its image with plain loops, 80 times slower than the
// matrix product that says the same: of VGG16's features of 32×32 pixels, whose last three convolutions see 2×2 pixels,
// that was most of the time.

// small says whether the convolution is better written as one matrix product: the kernel is larger than the image, as
// at the end of a backbone, or covers all of it, so that the gradient of the image would be such a convolution.
func small(x, kernel *graph.Node, o ConvOptions) bool {
	d, k := x.Shape().Dimensions, kernel.Shape().Dimensions
	rows, columns := outputs(d[1], d[2], k, o)
	pixels, taps := d[1]*d[2], k[0]*k[1]
	return (d[1] < k[0] || d[2] < k[1]) && pixels <= taps && rows*columns <= taps ||
		(rows < k[0] || columns < k[1]) && pixels*rows*columns <= taps
}

// outputs are the rows and columns of a convolution's output.
func outputs(height, width int, kernel []int, o ConvOptions) (rows, columns int) {
	stride := max(o.Stride, 1)
	return (height+o.Padding.Top+o.Padding.Bottom-kernel[0])/stride + 1,
		(width+o.Padding.Left+o.Padding.Right-kernel[1])/stride + 1
}

// smallConv is a convolution as the product of the flattened image with a matrix [pixels·in, outputs·out] that is put
// together from the kernel's taps.
func smallConv(x, kernel *graph.Node, o ConvOptions) *graph.Node {
	d, k := x.Shape().Dimensions, kernel.Shape().Dimensions
	rows, columns := outputs(d[1], d[2], k, o)
	stride, in, out := max(o.Stride, 1), k[2], k[3]
	zeros := graph.BroadcastToDims(graph.ScalarZero(x.Graph(), x.DType()), in, out)
	var pixels []*graph.Node
	for i := range d[1] {
		for j := range d[2] {
			var taps []*graph.Node
			for r := range rows {
				for c := range columns {
					at, to := i-r*stride+o.Padding.Top, j-c*stride+o.Padding.Left
					if at < 0 || at >= k[0] || to < 0 || to >= k[1] {
						taps = append(taps, zeros)
						continue
					}
					tap := graph.Slice(kernel, graph.AxisElem(at), graph.AxisElem(to))
					taps = append(taps, graph.Reshape(tap, in, out))
				}
			}
			pixels = append(pixels, joined(taps, 1))
		}
	}
	y := graph.DotProduct(graph.Reshape(x, d[0], -1), joined(pixels, 0))
	return graph.Reshape(y, d[0], rows, columns, out)
}
