package engine

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// The mask is drawn by a Counter: element i is kept according to its i-th number.

// mantissa bits decide: a share of 2⁻²⁴ is as fine as float32 can tell.
const mantissa = 24

// Dropout zeroes a share rate of x, float32, and multiplies the rest by 1/(1-rate), so that the expected value stays.
// key is a scalar uint64 that differs from layer to layer and from step to step; keys may be consecutive.
func Dropout(x *graph.Node, rate float64, key *graph.Node) *graph.Node {
	if rate <= 0 {
		return x
	}
	if lowered(x) {
		return lowerDropout(x, rate, key)
	}
	g := x.Graph()
	number := func(v uint64) *graph.Node { return graph.Const(g, v) }
	mixed := func(z *graph.Node) *graph.Node {
		z = graph.Mul(graph.BitwiseXor(z, graph.BitwiseShiftRightLogical(z, number(30))), number(mul1))
		z = graph.Mul(graph.BitwiseXor(z, graph.BitwiseShiftRightLogical(z, number(27))), number(mul2))
		return graph.BitwiseXor(z, graph.BitwiseShiftRightLogical(z, number(31)))
	}
	counter := graph.AddScalar(graph.IotaFull(g, shapes.Make(dtypes.Uint64, x.Shape().Dimensions...)), 1)
	bits := graph.BitwiseShiftRightLogical(mixed(graph.Add(mixed(key), graph.Mul(counter, number(gamma)))),
		number(64-mantissa))
	kept := graph.GreaterOrEqual(bits, number(threshold(rate)))
	return graph.Where(kept, graph.MulScalar(x, 1/(1-rate)), graph.ZerosLike(x))
}

func threshold(rate float64) uint64 { return uint64(rate * (1 << mantissa)) }

// lowerDropout draws the mask again for the gradient, which is cheaper than to keep it.
func lowerDropout(x *graph.Node, rate float64, key *graph.Node) *graph.Node {
	return hybrid.Call(hybrid.Kernel{
		Name: "dropout", Outputs: []shapes.Shape{x.Shape()}, InPlace: []int{0},
		Run: func(in, out []any) error {
			drop(floats(out[0]), floats(in[0]), rate, in[1].([]uint64)[0])
			return nil
		},
		Gradient: func(_, _, adjoint []*graph.Node) []*graph.Node {
			return []*graph.Node{lowerDropout(adjoint[0], rate, key), nil}
		},
	}, x, key)[0]
}

// dropPart is the number of elements worth a second goroutine: 20 µs.
const dropPart = 1 << 12

func drop(y, x []float32, rate float64, key uint64) {
	limit, factor := threshold(rate), float32(1/(1-rate))
	kernel.Parallel(len(x), dropPart, func(from, to int) {
		random, y := NewCounter(key).skip(from), y[from:to]
		for i, v := range x[from:to] {
			if random.Uint64()>>(64-mantissa) < limit {
				v = 0
			}
			y[i] = v * factor
		}
	})
}
