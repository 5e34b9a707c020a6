package engine

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

// enlarging is linear between two neighbours.
func enlarging(side, rows int) [][]float32 {
	m := make([][]float32, rows)
	for i := range m {
		m[i] = make([]float32, side)
		at := float64(i*(side-1)) / float64(rows-1)
		left := min(int(at), side-2)
		m[i][left], m[i][left+1] = float32(1-(at-float64(left))), float32(at-float64(left))
	}
	return m
}

// The kernel has the bits of GoMLX's product on the left and the kernels' on the right, which stored runs were computed
// with; of few images too, which are not given to the kernel.
func TestResampleBits(t *testing.T) {
	b, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(8, 9))
	for _, batch := range []int{1, 2, 3, 64} {
		x := make([]float32, batch*28*28)
		for i := range x {
			x[i] = float32(r.IntN(256)) / 255
		}
		evaluate := func(f func(x *graph.Node, m [][]float32) *graph.Node) []float32 {
			return tensors.MustCopyFlatData[float32](graph.MustExecOnce(b, func(x *graph.Node) *graph.Node {
				return f(x, enlarging(28, 32))
			}, tensors.FromFlatDataAndDimensions(x, batch, 28, 28, 1)))
		}
		if !slices.Equal(evaluate(Resample), evaluate(resampleStock)) {
			t.Errorf("%d images come out otherwise than before", batch)
		}
	}
}
