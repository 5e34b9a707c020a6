package engine

import (
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

// stress says whether the long tests were asked for.
func stress() bool { return os.Getenv("FMNIST_STRESS") != "" }

// wide has many heavy operations that are ready at the same time.
func wide(x *graph.Node, branches int) *graph.Node {
	var sum *graph.Node
	for i := range branches {
		y := graph.DotProduct(graph.AddScalar(x, float64(i)), x)
		if sum == nil {
			sum = y
		} else {
			sum = graph.Add(sum, y)
		}
	}
	return sum
}

// within reports whether f ends before the limit, which a hang does not.
func within(limit time.Duration, f func()) bool {
	done := make(chan bool)
	go func() { defer close(done); f() }()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}

func repeat(t *testing.T, b compute.Backend, times int) {
	t.Helper()
	e, err := graph.NewExec(b, func(g *graph.Graph) *graph.Node {
		return wide(graph.IotaFull(g, shapes.Make(dtypes.Float32, 192, 192)), 4*runtime.GOMAXPROCS(0))
	})
	if err != nil {
		t.Error(err)
		return
	}
	for range times {
		if _, err := e.Call(); err != nil {
			t.Error(err)
			return
		}
	}
}

// TestStockDeadlock wants the hang of GoMLX's Go backend as it is configured by default (v0.28.3, compute v0.1.3).
//
// Its cause: nodes run in parallel, each in a slot of a worker pool of 2×GOMAXPROCS slots (executable.go, WaitToStart),
// and a heavy node (here a matrix product of 192³ = 7 million multiplications) then asks the same pool for workers and
// waits for them inside its slot (Pool.Saturate). When 2×GOMAXPROCS such nodes have started, every slot is held by one
// that waits for a slot. There is no time limit and no error; the processors are idle. The test fails when it no longer
// hangs: then ops_sequential can go.
func TestStockDeadlock(t *testing.T) {
	if os.Getenv("FMNIST_DEADLOCK") == "" {
		t.Skip("set FMNIST_DEADLOCK=1 to see GoMLX's default configuration hang; it takes up to a minute and leaves goroutines behind")
	}
	b, err := gobackend.New("")
	if err != nil {
		t.Fatal(err)
	}
	if within(time.Minute, func() { repeat(t, b, 10_000) }) {
		t.Error("GoMLX's default configuration no longer hangs: see whether this package must still run operations one after another")
	}
}

// TestNoDeadlock runs the same on the configurations that this package opens.
func TestNoDeadlock(t *testing.T) {
	times := 5
	if stress() {
		times = 500
	}
	for _, config := range []string{"fmnist", "go", "go:ops_parallel", "go:parallelism=2"} {
		b, err := decide(config, machine{}).open()
		if err != nil {
			t.Fatal(err)
		}
		if !within(5*time.Minute, func() { repeat(t, b, times) }) {
			t.Fatalf("%s hangs", config)
		}
	}
}

// TestManyGraphs builds and runs different graphs, of stock operations and kernels with several heavy branches each.
func TestManyGraphs(t *testing.T) {
	graphs := 50
	if stress() {
		graphs = 1000
	}
	b, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	ok := within(10*time.Minute, func() {
		for range graphs {
			batch, size, branches := 1+r.IntN(4), 6+r.IntN(20), 1+r.IntN(6)
			e, err := graph.NewExec(b, func(g *graph.Graph) *graph.Node { return branchy(g, batch, size, branches) })
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := e.Call(); err != nil {
				t.Error(err)
				return
			}
			e.Finalize()
		}
	})
	if !ok {
		t.Fatal("it hangs")
	}
}

func branchy(g *graph.Graph, batch, size, branches int) *graph.Node {
	x := graph.MulScalar(graph.IotaFull(g, shapes.Make(dtypes.Float32, batch, size, size, 3)), 1e-3)
	w := graph.MulScalar(graph.IotaFull(g, shapes.Make(dtypes.Float32, 3, 3, 3, 8)), 1e-2)
	var parts []*graph.Node
	for i := range branches {
		y := graph.AddScalar(x, float64(i))
		if i%2 == 0 {
			y = Conv(y, w, nil, ConvOptions{ReLU: true, MaxPool: i%4 == 0})
		} else {
			y = graph.Convolve(y, w).PadSame().Done()
		}
		parts = append(parts, graph.Reshape(GlobalMean(y), batch, 1, 8), graph.Reshape(GlobalMax(y), batch, 1, 8))
	}
	loss := graph.ReduceAllSum(graph.Sin(graph.Concatenate(parts, 1)))
	return graph.Concatenate([]*graph.Node{graph.Reshape(graph.Gradient(loss, w)[0], -1), graph.Reshape(loss, 1)}, 0)
}

// TestManySteps trains for long.
func TestManySteps(t *testing.T) {
	steps := 100
	if stress() {
		steps = 10_000
	}
	b, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	n := newLenet(t, b, 4)
	if !within(30*time.Minute, func() {
		for range steps {
			n.train(t)
		}
	}) {
		t.Fatal("it hangs")
	}
}
