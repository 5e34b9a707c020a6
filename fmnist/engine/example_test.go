package engine_test

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine"
)

// A dense layer and its gradient on whatever backend this process has.
func ExampleDense() {
	backend, err := engine.Backend()
	if err != nil {
		fmt.Println(err)
		return
	}
	layer, err := graph.NewExec(backend, func(x, weights, bias *graph.Node) []*graph.Node {
		y := engine.Dense(x, weights, bias, true)
		return append(graph.Gradient(graph.ReduceAllSum(y), weights), y)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := layer.Call([][]float32{{1, 2}}, [][]float32{{3, -1}, {4, -2}}, []float32{1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("y ", tensors.MustCopyFlatData[float32](out[1]))
	fmt.Println("dw", tensors.MustCopyFlatData[float32](out[0]))
	// Output:
	// y  [12 0]
	// dw [1 0 2 0]
}

// EfficientNet halves an even image with a 3×3 kernel: TensorFlow puts the odd row of zeros at the bottom.
func ExampleSame() {
	fmt.Printf("%+v\n", engine.Same(112, 112, 3, 2))
	fmt.Printf("%+v\n", engine.Same(28, 28, 5, 1))
	// Output:
	// {Top:0 Bottom:1 Left:0 Right:1}
	// {Top:2 Bottom:2 Left:2 Right:2}
}
