package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// Pad lays zeros around the images of x [batch, height, width, channels]. GoMLX's own Pad has no gradient.
func Pad(x *graph.Node, p Padding) *graph.Node {
	if lowered(x) {
		return lowerPad(x, p)
	}
	return zerosAround(zerosAround(x, 1, p.Top, p.Bottom), 2, p.Left, p.Right)
}

func lowerPad(x *graph.Node, p Padding) *graph.Node {
	d := x.Shape().Dimensions
	batch, height, width, channels := d[0], d[1], d[2], d[3]
	y := shapes.Make(dtypes.Float32, batch, p.Top+height+p.Bottom, p.Left+width+p.Right, channels)
	return hybrid.Call(hybrid.Kernel{
		Name: "pad", Outputs: []shapes.Shape{y},
		Run: func(in, out []any) error {
			row, wide := width*channels, y.Dimensions[2]*channels
			image := y.Dimensions[1] * wide
			kernel.Parallel(batch, 1+padPart/image, func(from, to int) {
				y := floats(out[0])[from*image : to*image]
				clear(y)
				for i := range (to - from) * height {
					at := i/height*image + (p.Top+i%height)*wide + p.Left*channels
					copy(y[at:at+row], floats(in[0])[(from*height+i)*row:])
				}
			})
			return nil
		},
		Gradient: func(_, _, adjoint []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.Slice(adjoint[0], graph.AxisRange(), graph.AxisRange(p.Top, p.Top+height),
				graph.AxisRange(p.Left, p.Left+width), graph.AxisRange())}
		},
	}, x)[0]
}

// padPart is the number of elements worth a second goroutine: 10 µs.
const padPart = 1 << 15
