package hybrid

import (
	"testing"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// BenchmarkOverhead is what a training step of LeNet-5 costs besides its kernels: 30 donated inputs, 25 kernels that do
// nothing, one stock operation.
func BenchmarkOverhead(b *testing.B) {
	backend := newBackend(b)
	nothing := func(inPlace []int, in ...*graph.Node) *graph.Node {
		return Call(Kernel{Name: "nothing", Outputs: []shapes.Shape{in[0].Shape()}, InPlace: inPlace,
			Run: func(_, _ []any) error { return nil }}, in...)[0]
	}
	e, err := graph.NewExec(backend, func(in []*graph.Node) []*graph.Node {
		x := in[0]
		for range 15 {
			x = nothing(nil, x, in[1])
		}
		out := []*graph.Node{graph.ReduceAllSum(x)}
		for i := range in {
			if i < 10 {
				out = append(out, nothing([]int{0}, in[i], x))
			} else {
				out = append(out, graph.Identity(in[i]))
			}
		}
		return out
	})
	if err != nil {
		b.Fatal(err)
	}
	var state []*tensors.Tensor
	for range 30 {
		state = append(state, tensors.FromFlatDataAndDimensions(make([]float32, 1000), 1000))
	}
	for b.Loop() {
		args := make([]any, len(state))
		for i, s := range state {
			if args[i], err = graph.DonateTensorBuffer(s, backend, 0); err != nil {
				b.Fatal(err)
			}
		}
		out, err := e.Call(args...)
		if err != nil {
			b.Fatal(err)
		}
		out[0].MustFinalizeAll()
		state = out[1:]
	}
}
