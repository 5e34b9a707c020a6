package hybrid

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

func newBackend(t testing.TB) compute.Backend {
	t.Helper()
	b, err := New("")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// twice is a toy kernel: 2x, with its gradient by the same kernel.
func twice(x *graph.Node) *graph.Node {
	return Call(Kernel{
		Name: "twice", Outputs: []shapes.Shape{x.Shape()},
		Run: func(in, out []any) error {
			for i, v := range in[0].([]float32) {
				out[0].([]float32)[i] = 2 * v
			}
			return nil
		},
		Gradient: func(_, _, adjoint []*graph.Node) []*graph.Node { return []*graph.Node{twice(adjoint[0])} },
	}, x)[0]
}

// run builds a graph with build and runs it on x.
func run(t *testing.T, build func(x *graph.Node) []*graph.Node, x ...float32) [][]float32 {
	t.Helper()
	e, err := graph.NewExec(newBackend(t), build)
	if err != nil {
		t.Fatal(err)
	}
	var last [][]float32
	for range 3 { // a second execution finds used memory
		out, err := e.Call(x)
		if err != nil {
			t.Fatal(err)
		}
		last = nil
		for _, o := range out {
			last = append(last, tensors.MustCopyFlatData[float32](o))
			o.MustFinalizeAll()
		}
	}
	return last
}

func want(t *testing.T, got [][]float32, want ...[]float32) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMiddleOfGraph(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		y := graph.AddScalar(twice(graph.Neg(x)), 1)
		return []*graph.Node{y, graph.Neg(y)}
	}, 1, 2)
	want(t, got, []float32{-1, -3}, []float32{1, 3})
}

func TestChain(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		for range 5 {
			x = twice(x)
		}
		return []*graph.Node{x}
	}, 1, 3)
	want(t, got, []float32{32, 96})
}

// TestOutputs covers results that are a parameter, a constant, a view, one value twice, and an inner value.
func TestOutputs(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		a := twice(x)
		b := twice(a)
		c := graph.Const(x.Graph(), []float32{7})
		return []*graph.Node{x, c, graph.Reshape(a, 2, 1), b, graph.Identity(b), graph.Add(a, b), a}
	}, 1, 2)
	want(t, got, []float32{1, 2}, []float32{7}, []float32{2, 4}, []float32{4, 8}, []float32{4, 8}, []float32{6, 12},
		[]float32{2, 4})
}

func TestDiamond(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		var parts []*graph.Node
		for i := range 4 {
			parts = append(parts, twice(graph.AddScalar(twice(x), float64(i))))
		}
		return []*graph.Node{graph.Concatenate(parts, 0)}
	}, 1)
	want(t, got, []float32{4, 6, 8, 10})
}

func TestGradient(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		y := graph.ReduceAllSum(graph.Mul(x, twice(graph.Square(x)))) // 2x³
		return graph.Gradient(y, x)
	}, 1, 2)
	want(t, got, []float32{6, 24})
}

func TestControlFlow(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		g := x.Graph()
		y := twice(x)
		state := shapes.Make(dtypes.Float32, 1)
		less := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
			v := graph.Parameter(g, "v", state)
			return []*graph.Node{graph.Reshape(graph.LessThan(v, graph.Const(g, []float32{100})))}
		})
		body := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node {
			v := graph.Parameter(g, "v", state)
			return []*graph.Node{graph.Add(v, y)} // captures the kernel's output
		})
		sum := graph.While(less, body, y)[0]
		big := graph.Reshape(graph.GreaterThan(twice(sum), graph.Const(g, []float32{204})))
		yes := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node { return []*graph.Node{graph.Neg(sum)} })
		no := graph.NewClosure(g, func(g *graph.Graph) []*graph.Node { return []*graph.Node{y} })
		return []*graph.Node{sum, graph.If(big, yes, no)[0]}
	}, 3)
	want(t, got, []float32{102}, []float32{6})
}

func TestNamedFunction(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		shape := x.Shape()
		f := graph.NewFunction(x.Graph(), "square", func(g *graph.Graph) []*graph.Node {
			return []*graph.Node{graph.Square(graph.Parameter(g, "v", shape))}
		})
		return f.Call(twice(f.Call(x)[0]))
	}, 3)
	want(t, got, []float32{18 * 18})
}

func TestInsideClosure(t *testing.T) {
	e, err := graph.NewExec(newBackend(t), func(x *graph.Node) *graph.Node {
		f := graph.NewClosure(x.Graph(), func(*graph.Graph) []*graph.Node { return []*graph.Node{twice(x)} })
		return graph.If(graph.Const(x.Graph(), true), f, f)[0]
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = e.Call([]float32{1}); err == nil || !strings.Contains(err.Error(), "main function only") {
		t.Errorf("got %v", err)
	}
}

// TestDead checks that unused kernels never run and that unused outputs are nil.
func TestDead(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		s := []shapes.Shape{x.Shape(), x.Shape()}
		Call(Kernel{Name: "dead", Outputs: s, Run: func(_, _ []any) error { panic("it runs") }}, x)
		out := Call(Kernel{Name: "half", Outputs: s, Run: func(in, out []any) error {
			if out[0] != nil || out[1] == nil {
				return errors.New("the unused output is there")
			}
			copy(out[1].([]float32), in[0].([]float32))
			return nil
		}}, x)
		return out[1:]
	}, 4)
	want(t, got, []float32{4})
}

func TestErrors(t *testing.T) {
	for name, k := range map[string]func(in, out []any) error{
		"error": func(_, _ []any) error { return errors.New("does not like it") },
		"panic": func(in, _ []any) error { _ = in[0].([]float32)[99]; return nil },
	} {
		e, err := graph.NewExec(newBackend(t), func(x *graph.Node) *graph.Node {
			return graph.Neg(Call(Kernel{Name: "bad", Outputs: []shapes.Shape{x.Shape()}, Run: k}, graph.Neg(x))[0])
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err = e.Call([]float32{1}); err == nil || !strings.Contains(err.Error(), "bad") {
				t.Errorf("%s: got %v", name, err)
			}
		}
	}
}

func TestWatchdog(t *testing.T) {
	t.Setenv("FMNIST_WATCHDOG", "20ms")
	release := make(chan bool)
	defer close(release)
	e, err := graph.NewExec(newBackend(t), func(x *graph.Node) *graph.Node {
		return Call(Kernel{Name: "slow", Outputs: []shapes.Shape{x.Shape()},
			Run: func(_, _ []any) error { <-release; return nil }}, x)[0]
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Call([]float32{1}); err == nil || !strings.Contains(err.Error(), "seems to hang") ||
		!strings.Contains(err.Error(), "slow") {
		t.Errorf("got %v", err)
	}
	t.Setenv("FMNIST_WATCHDOG", "soon")
	if _, err := New(""); err == nil {
		t.Error("a watchdog of \"soon\" was accepted")
	}
}

func TestOtherBackend(t *testing.T) {
	b, _ := compute.NewWithConfig("go:ops_sequential")
	e, _ := graph.NewExec(b, func(x *graph.Node) *graph.Node { return twice(x) })
	if _, err := e.Call([]float32{1}); err == nil || !strings.Contains(err.Error(), "run on fmnist only") {
		t.Errorf("got %v", err)
	}
}

func TestConstantAndShapes(t *testing.T) {
	got := run(t, func(x *graph.Node) []*graph.Node {
		g := x.Graph()
		seed := graph.MulScalar(graph.Ones(g, shapes.Make(dtypes.Float32, 2, 3)), math.Pi)
		sum := graph.ReduceSum(graph.Reshape(twice(seed), 3, 2), 1)
		scalar := twice(graph.ReduceAllSum(twice(x)))
		return []*graph.Node{graph.Round(sum), scalar, twice(graph.Const(g, []float32{5}))}
	}, 1, 2)
	want(t, got, []float32{13, 13, 13}, []float32{12}, []float32{10})
}
