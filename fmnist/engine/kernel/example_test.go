package kernel_test

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// A 2×2 convolution of a 3×3 image with ReLU, and the gradient of its kernel.
func ExampleConv_Forward() {
	c := kernel.Conv{Batch: 1, Height: 3, Width: 3, In: 1, Rows: 2, Cols: 2, Out: 1, ReLU: true}
	x := []float32{
		1, 2, 3,
		4, 5, 6,
		7, 8, 9,
	}
	w := []float32{
		1, 0,
		0, -1,
	}
	bias := []float32{5}
	y := make([]float32, 4)
	c.Forward(y, nil, x, w, bias)
	fmt.Println(y)

	dw := make([]float32, 4)
	c.Backward(nil, dw, nil, []float32{1, 0, 0, 0}, y, nil, x, w)
	fmt.Println(dw)
	// Output:
	// [1 1 1 1]
	// [1 2 4 5]
}

// Convolution, ReLU and 2×2 max-pooling are one kernel, which remembers where the maxima were.
func ExampleConv_OutSize() {
	c := kernel.Conv{Batch: 128, Height: 28, Width: 28, In: 1, Rows: 5, Cols: 5, Out: 6, ReLU: true, MaxPool: true}
	fmt.Println(c.OutSize())
	// Output: 12 12
}

func ExampleMatMul() {
	a := []float32{1, 2, 3, 4, 5, 6} // [2, 3]
	b := []float32{1, 0, 0, 1, 1, 1} // [3, 2]
	c := make([]float32, 4)
	kernel.MatMul(c, a, b, 2, 2, 3, false, false)
	fmt.Println(c)
	// Output: [4 5 10 11]
}

func ExampleSoftmaxCrossEntropy() {
	logits := []float32{0, 0, 0, 0}
	loss, gradient := make([]float32, 1), make([]float32, 4)
	kernel.SoftmaxCrossEntropy(loss, gradient, logits, []int32{2}, 4)
	fmt.Println(loss, gradient)
	// Output: [1.3862944] [0.25 0.25 -0.75 0.25]
}
