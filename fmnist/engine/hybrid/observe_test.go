package hybrid

import (
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// An observer hears of every step with its name, work and bytes, and last of the whole; other backends have none.
func TestObserve(t *testing.T) {
	backend := newBackend(t)
	shape := shapes.Make(dtypes.Float32, 2, 3)
	e, err := graph.NewExec(backend, func(x *graph.Node) *graph.Node {
		double := Kernel{Name: "double", Outputs: []shapes.Shape{shape, shape}, FLOPs: []float64{6, 1000},
			Run: func(in, out []any) error {
				for i, v := range floats(in[0]) {
					floats(out[0])[i] = 2 * v
				}
				return nil
			}}
		return graph.ReduceAllSum(Call(double, x)[0])
	})
	if err != nil {
		t.Fatal(err)
	}
	var steps []Step
	Observe(backend, func(s Step) { steps = append(steps, s) })
	for range 2 {
		if _, err := e.Call([][]float32{{1, 2, 3}, {4, 5, 6}}); err != nil {
			t.Fatal(err)
		}
		Observe(backend, nil) // the second execution is not seen
	}
	if len(steps) != 3 {
		t.Fatalf("observed %d steps, want 3: %+v", len(steps), steps)
	}
	first, second, whole := steps[0], steps[1], steps[2]
	if first.Name != "double 2×3" || first.FLOPs != 6 || first.Bytes != 48 || first.Index != 0 {
		t.Errorf("the kernel is %+v", first)
	}
	if second.Name != "GoMLX's operations" || second.Bytes != 28 || second.Index != 1 {
		t.Errorf("the segment is %+v", second)
	}
	if whole.Index != -1 || whole.Time < first.Time+second.Time {
		t.Errorf("the whole is %+v, shorter than its steps", whole)
	}
	if stock, err := Stock(""); err != nil || Observe(stock, func(Step) {}) {
		t.Errorf("a stock backend can be observed (%v)", err)
	}
	var _ compute.Backend = backend
}
