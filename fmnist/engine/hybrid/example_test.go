package hybrid_test

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

// cube is a kernel with a gradient made of ordinary operations.
func cube(x *graph.Node) *graph.Node {
	return hybrid.Call(hybrid.Kernel{
		Name:    "cube",
		Outputs: []shapes.Shape{x.Shape()},
		Run: func(in, out []any) error {
			for i, v := range in[0].([]float32) {
				out[0].([]float32)[i] = v * v * v
			}
			return nil
		},
		Gradient: func(in, _, adjoint []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.Mul(adjoint[0], graph.MulScalar(graph.Square(in[0]), 3))}
		},
	}, x)[0]
}

func ExampleCall() {
	backend, err := hybrid.New("")
	if err != nil {
		fmt.Println(err)
		return
	}
	f, err := graph.NewExec(backend, func(x *graph.Node) []*graph.Node {
		y := graph.ReduceAllSum(cube(x))
		return append(graph.Gradient(y, x), y)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := f.Call([]float32{1, 2, 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tensors.ToScalar[float32](out[1]), tensors.MustCopyFlatData[float32](out[0]))
	// Output: 36 [3 12 27]
}
