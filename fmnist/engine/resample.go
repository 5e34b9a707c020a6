package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// Resample is M·X·Mᵀ for every image X of x [batch, side, side, 1], M [rows, side] being few numbers a row: an image
// enlarged or reduced.
func Resample(x *graph.Node, m [][]float32) *graph.Node {
	batch, side, rows := x.Shape().Dimensions[0], len(m[0]), len(m)
	if lowered(x) && batch*rows*rows*side >= resampleWork {
		return lowerResample(x, m)
	}
	return resampleStock(x, m)
}

func resampleStock(x *graph.Node, m [][]float32) *graph.Node {
	batch, side, rows := x.Shape().Dimensions[0], len(m[0]), len(m)
	matrix := graph.ConvertDType(graph.Const(x.Graph(), m), x.DType())
	x = graph.Einsum("oh,bhw->bow", matrix, graph.Reshape(x, batch, side, side))
	return graph.Reshape(graph.Einsum("pw,bow->bop", matrix, x), batch, rows, rows, 1)
}

// resampleWork is the number of multiplications from which the second product above is the kernels', with fused sums.
// Smaller ones are GoMLX's, and stay so to the last bit.
const resampleWork = 1 << 16

// resamplePart is the number of elements worth a second goroutine: 10 µs.
const resamplePart = 1 << 13

// lowerResample leaves out M's zeros on the left and takes the kernels' product on the right.
func lowerResample(x *graph.Node, m [][]float32) *graph.Node {
	batch, side, rows := x.Shape().Dimensions[0], len(m[0]), len(m)
	flat := make([]float32, 0, rows*side)
	for _, row := range m {
		flat = append(flat, row...)
	}
	return hybrid.Call(hybrid.Kernel{
		Name: "resample", Outputs: []shapes.Shape{shapes.Make(dtypes.Float32, batch, rows, rows, 1)},
		Run: func(in, out []any) error {
			left := make([]float32, batch*rows*side)
			kernel.Parallel(batch, 1+resamplePart/(rows*side), func(from, to int) {
				for i := from; i < to; i++ {
					resampleRows(left[i*rows*side:], floats(in[0])[i*side*side:], m)
				}
			})
			kernel.MatMul(floats(out[0]), left, flat, batch*rows, rows, side, false, true)
			return nil
		},
		Gradient: func(_, _, adjoint []*graph.Node) []*graph.Node {
			return []*graph.Node{Resample(adjoint[0], transposed(m))}
		},
	}, x)[0]
}

// resampleRows is M·X, each product and each sum rounded.
func resampleRows(y, x []float32, m [][]float32) {
	side := len(m[0])
	for i, weights := range m {
		row := y[i*side : (i+1)*side]
		clear(row)
		for k, w := range weights {
			if w == 0 {
				continue
			}
			for j, v := range x[k*side : (k+1)*side] {
				row[j] += float32(w * v)
			}
		}
	}
}

func transposed(m [][]float32) [][]float32 {
	t := make([][]float32, len(m[0]))
	for i := range t {
		for _, row := range m {
			t[i] = append(t[i], row[i])
		}
	}
	return t
}
