package engine

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// WarpSize is the number of values that describe the warp of one image: cosine and sine of the rotation, shift to the
// right and down in pixels, 1 or -1 to mirror, then the erased rectangle (top, left, bottom, right, exclusive) and its
// grey value.
const WarpSize = 10

// warpPart is the number of images worth a second goroutine: 10 µs if they are only mirrored and shifted.
const warpPart = 16

// Warp moves every image of x [batch, height, width, 1] as its row of warps [batch, WarpSize] says: mirrored, rotated
// about the centre, shifted, sampled bilinearly with black outside, and with a rectangle erased. It has no gradient:
// images have no need of one.
func Warp(x, warps *graph.Node) *graph.Node {
	if lowered(x, warps) {
		d := x.Shape().Dimensions
		return hybrid.Call(hybrid.Kernel{
			Name: "warp", Outputs: []shapes.Shape{x.Shape()},
			Run: func(in, out []any) error {
				size := d[1] * d[2]
				kernel.Parallel(d[0], warpPart, func(from, to int) {
					for i := from; i < to; i++ {
						warpImage(floats(out[0])[i*size:(i+1)*size], floats(in[0])[i*size:(i+1)*size],
							floats(in[1])[i*WarpSize:], d[1], d[2])
					}
				})
				return nil
			},
			Gradient: func(_, _, _ []*graph.Node) []*graph.Node { return []*graph.Node{nil, nil} },
		}, x, warps)[0]
	}
	return graph.StopGradient(warpStock(x, warps))
}

// warpImage is the kernel: one image.
func warpImage(y, x, w []float32, height, width int) {
	if w[0] == 1 && w[1] == 0 && whole(w[2]) && whole(w[3]) {
		warpStraight(y, x, w, height, width)
	} else {
		warpTurned(y, x, w, height, width)
	}
	top, left, bottom, right := firstFrom(w[5], height), firstFrom(w[6], width), firstFrom(w[7], height),
		firstFrom(w[8], width)
	for i := top; i < bottom; i++ {
		for j := left; j < right; j++ {
			y[i*width+j] = w[9]
		}
	}
}

func whole(x float32) bool { return x == float32(int(x)) }

// firstFrom is the first pixel at or behind x.
func firstFrom(x float32, size int) int { return min(max(int(math.Ceil(float64(x))), 0), size) }

// warpStraight mirrors and shifts by whole pixels: rows are copied, and the values are those of warpTurned to the last
// bit, since nothing falls between two pixels. Without rotation it is all there is to do, in a fourteenth of the time
// (BenchmarkWarp).
func warpStraight(y, x, w []float32, height, width int) {
	right, down := int(w[2]), int(w[3])
	clear(y[:height*width])
	from, to := max(right, 0), min(width+right, width)
	for i := max(down, 0); i < min(height+down, height); i++ {
		row, source := y[i*width:(i+1)*width], x[(i-down)*width:(i-down+1)*width]
		if w[4] > 0 {
			if from < to {
				copy(row[from:to], source[from-right:])
			}
			continue
		}
		for j := from; j < to; j++ {
			row[j] = source[width-1-j+right]
		}
	}
}

// warpTurned samples bilinearly, with black outside. The explicit conversions keep compilers from fusing products and
// sums, as arm64's would: every processor gives the same bits.
func warpTurned(y, x, w []float32, height, width int) {
	cos, sin, right, down, mirror := w[0], w[1], w[2], w[3], w[4]
	cx, cy := float32(float32(width-1)/2), float32(float32(height-1)/2)
	at := func(row, column int) float32 {
		if row < 0 || row >= height || column < 0 || column >= width {
			return 0
		}
		return x[row*width+column]
	}
	for i := range height {
		for j := range width {
			u, v := float32(j)-cx-right, float32(i)-cy-down
			column, row := float32(mirror*(float32(cos*u)+float32(sin*v)))+cx, float32(cos*v)-float32(sin*u)+cy
			left, top := float32(math.Floor(float64(column))), float32(math.Floor(float64(row)))
			a, b, l, t := column-left, row-top, int(left), int(top)
			upper := float32((1-a)*at(t, l)) + float32(a*at(t, l+1))
			lower := float32((1-a)*at(t+1, l)) + float32(a*at(t+1, l+1))
			y[i*width+j] = float32((1-b)*upper) + float32(b*lower)
		}
	}
}

// warpStock says the same with GoMLX's operations.
func warpStock(x, warps *graph.Node) *graph.Node {
	g, d := x.Graph(), x.Shape().Dimensions
	batch, height, width := d[0], d[1], d[2]
	grid := shapes.Make(dtypes.Float32, batch, height, width)
	value := func(k int) *graph.Node {
		return graph.Reshape(graph.Slice(warps, graph.AxisRange(), graph.AxisElem(k)), batch, 1, 1)
	}
	i, j := graph.Iota(g, grid, 1), graph.Iota(g, grid, 2)
	u := graph.Sub(graph.AddScalar(j, -float64(width-1)/2), value(2))
	v := graph.Sub(graph.AddScalar(i, -float64(height-1)/2), value(3))
	column := graph.AddScalar(graph.Mul(value(4), graph.Add(graph.Mul(value(0), u), graph.Mul(value(1), v))),
		float64(width-1)/2)
	row := graph.AddScalar(graph.Sub(graph.Mul(value(0), v), graph.Mul(value(1), u)), float64(height-1)/2)
	left, top := graph.Floor(column), graph.Floor(row)
	a, b := graph.Sub(column, left), graph.Sub(row, top)

	flat := graph.Reshape(x, batch*height*width, 1)
	first := graph.MulScalar(graph.Iota(g, shapes.Make(dtypes.Int32, batch, height, width), 0), height*width)
	at := func(row, column *graph.Node) *graph.Node {
		r, c := graph.ConvertDType(row, dtypes.Int32), graph.ConvertDType(column, dtypes.Int32)
		inside := graph.And(insideOf(row, float64(height)), insideOf(column, float64(width)))
		r, c = graph.ClipScalar(r, 0, float64(height-1)), graph.ClipScalar(c, 0, float64(width-1))
		index := graph.Add(first, graph.Add(graph.MulScalar(r, width), c))
		pixel := graph.Reshape(graph.Gather(flat, graph.Reshape(index, -1, 1)), batch, height, width)
		return graph.Where(inside, pixel, graph.ZerosLike(pixel))
	}
	mix := func(share, x, y *graph.Node) *graph.Node {
		return graph.Add(graph.Mul(graph.OneMinus(share), x), graph.Mul(share, y))
	}
	bottom, next := graph.AddScalar(top, 1), graph.AddScalar(left, 1)
	y := mix(b, mix(a, at(top, left), at(top, next)), mix(a, at(bottom, left), at(bottom, next)))
	erased := graph.And(graph.And(graph.GreaterOrEqual(i, value(5)), graph.LessThan(i, value(7))),
		graph.And(graph.GreaterOrEqual(j, value(6)), graph.LessThan(j, value(8))))
	y = graph.Where(erased, graph.BroadcastToDims(value(9), batch, height, width), y)
	return graph.Reshape(y, d...)
}

func insideOf(x *graph.Node, size float64) *graph.Node {
	return graph.And(graph.GreaterOrEqual(x, graph.ZerosLike(x)),
		graph.LessThan(x, graph.Scalar(x.Graph(), x.DType(), size)))
}
