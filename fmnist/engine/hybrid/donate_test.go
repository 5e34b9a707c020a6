package hybrid

import (
	"errors"
	"sync"
	"testing"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// bump adds 1 in place; it fails if asked to.
func bump(w *graph.Node, fail *error) *graph.Node {
	return Call(Kernel{Name: "bump", Outputs: []shapes.Shape{w.Shape()}, InPlace: []int{0},
		Run: func(in, out []any) error {
			if fail != nil && *fail != nil {
				return *fail
			}
			for i := range out[0].([]float32) {
				out[0].([]float32)[i] = in[0].([]float32)[i] + 1
			}
			return nil
		}}, w)[0]
}

func data(t *testing.T, x *tensors.Tensor) *float32 {
	t.Helper()
	var p *float32
	tensors.MustConstFlatData(x, func(flat []float32) { p = &flat[0] })
	return p
}

func TestInPlace(t *testing.T) {
	b := newBackend(t)
	e, err := graph.NewExec(b, func(w *graph.Node) []*graph.Node {
		return []*graph.Node{bump(w, nil), graph.Neg(w), twice(w)} // others read w: they must run first
	})
	if err != nil {
		t.Fatal(err)
	}
	w := tensors.FromValue([]float32{1, 2})
	w.MustMaterializeOnDevice(b, true, 0)
	kept, err := e.Call(w)
	if err != nil {
		t.Fatal(err)
	}
	if got := tensors.MustCopyFlatData[float32](w); got[0] != 1 || tensors.MustCopyFlatData[float32](kept[0])[1] != 3 {
		t.Errorf("the input was not donated but is now %v", got)
	}
	before := data(t, w)
	for range 3 {
		d, err := graph.DonateTensorBuffer(w, b, 0)
		if err != nil {
			t.Fatal(err)
		}
		out, err := e.Call(d)
		if err != nil {
			t.Fatal(err)
		}
		w = out[0]
	}
	if got := tensors.MustCopyFlatData[float32](w); got[0] != 4 || got[1] != 5 {
		t.Errorf("got %v, want [4 5]", got)
	}
	if data(t, w) != before {
		t.Error("the donated memory was not used again")
	}
}

// TestFailureKeepsDonations lets a step fail: its weights must be in the error, unchanged.
func TestFailureKeepsDonations(t *testing.T) {
	b := newBackend(t)
	fail := errors.New("no more")
	e, err := graph.NewExec(b, func(w *graph.Node) []*graph.Node {
		bad := Call(Kernel{Name: "bad", Outputs: []shapes.Shape{w.Shape()},
			Run: func(_, out []any) error { clear(out[0].([]float32)); return fail }}, w)
		return []*graph.Node{bump(w, nil), bad[0]}
	})
	if err != nil {
		t.Fatal(err)
	}
	w := tensors.FromValue([]float32{1, 2})
	w.MustMaterializeOnDevice(b, true, 0)
	d, err := graph.DonateTensorBuffer(w, b, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Call(d)
	var f *Failure
	if !errors.As(err, &f) || !errors.Is(err, fail) || len(f.Donated) != 1 {
		t.Fatalf("got %v", err)
	}
	for _, kept := range f.Donated {
		back, err := tensors.FromBuffer(kept)
		if err != nil {
			t.Fatal(err)
		}
		if got := tensors.MustCopyFlatData[float32](back); got[0] != 1 || got[1] != 2 {
			t.Errorf("got %v, want [1 2]", got)
		}
	}
}

// TestConcurrent runs one executable from several goroutines.
func TestConcurrent(t *testing.T) {
	b := newBackend(t)
	e, err := graph.NewExec(b, func(x *graph.Node) *graph.Node { return graph.Neg(twice(bump(twice(x), nil))) })
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for k := range 8 {
		wg.Go(func() {
			for i := range 200 {
				x := float32(k*1000 + i)
				out, err := e.Call([]float32{x})
				if err != nil {
					t.Error(err)
					return
				}
				if got := tensors.MustCopyFlatData[float32](out[0])[0]; got != -2*(2*x+1) {
					t.Errorf("x=%g: got %g", x, got)
					return
				}
				out[0].MustFinalizeAll()
			}
		})
	}
	wg.Wait()
}
