package local_test

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// A layer of one's own stands among the others, and its shape is known.
func ExampleLayer() {
	halves := local.Layer("halves", 1, func(x *graph.Node) *graph.Node { // the left half minus the right half
		left := graph.Slice(x, graph.AxisRange(), graph.AxisRange(), graph.AxisRange(0, 14))
		right := graph.Slice(x, graph.AxisRange(), graph.AxisRange(), graph.AxisRange(14))
		return graph.Sub(left, right)
	})
	net := nets.New("folded", halves, nets.Flatten, nets.Dense(10))
	fmt.Println(net)
	for _, row := range net.Summary().Layers {
		fmt.Println(row.Name, row.Type, row.Shape, row.Params)
	}
	// Output:
	// folded (28×28): Layer("halves", 1) → Flatten → Dense(10)
	// halves Lambda [28 14 1] 0
	// flatten Flatten [392] 0
	// dense Dense [10] 3930
}
