package engine

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

// A profile counts the work of a dense layer and its gradients, leaves out what ran once, and knows only kernels.
func TestProfile(t *testing.T) {
	backend, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	const batch, in, out = 64, 100, 50
	p, err := StartProfile(backend)
	if err != nil {
		t.Fatal(err)
	}
	x, w := make([][]float32, batch), make([][]float32, in)
	for i := range x {
		x[i] = make([]float32, in)
	}
	for i := range w {
		w[i] = make([]float32, out)
	}
	e, err := graph.NewExec(backend, func(x, w *graph.Node) *graph.Node {
		return graph.Gradient(graph.ReduceAllSum(Dense(x, w, nil, true)), w)[0]
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := e.Call(x, w); err != nil {
			t.Fatal(err)
		}
	}
	once, err := graph.NewExec(backend, func(x, w *graph.Node) *graph.Node { return Dense(w, x, nil, false) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := once.Call(x[:out], w[:out]); err != nil {
		t.Fatal(err)
	}
	stages := p.Stop()
	const flops = 2 * batch * in * out // in each direction, since nobody asks for the gradient by x
	want := map[string]float64{"dense 64×100 100×50": flops, "dense backward 64×50 64×100": flops}
	roof := Roof{FLOPs: 1e9, Bytes: 1e9}
	for _, s := range stages {
		flops, known := want[s.Name]
		if !known {
			if s.FLOPs > 0 {
				t.Errorf("%s ran once and is a stage", s.Name)
			}
			continue
		}
		delete(want, s.Name)
		if s.FLOPs != flops || s.Count != 1 || s.Fastest <= 0 || s.Typical < s.Fastest || s.Busy <= 0 || s.Busy > 1.01 {
			t.Errorf("stage %+v, want %v FLOPs", s, flops)
		}
		if least := roof.Least(s); least.Seconds() != max(s.FLOPs, s.Bytes)/1e9 {
			t.Errorf("%s takes at least %v", s.Name, least)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing %v in %+v", want, stages)
	}
	if stock, err := hybrid.Stock(""); err != nil {
		t.Fatal(err)
	} else if _, err := StartProfile(stock); err == nil {
		t.Error("GoMLX's own backend has stages")
	}
}
