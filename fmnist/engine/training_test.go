package engine

import (
	"math"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

func call[F graph.ExecGraphFn](t *testing.T, build F, args ...any) ([]*tensors.Tensor, error) {
	t.Helper()
	b, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	e, err := graph.NewExec(b, build)
	if err != nil {
		t.Fatal(err)
	}
	return e.Call(args...)
}

// TestLabels checks that a label outside the classes is an error, not a crash.
func TestLabels(t *testing.T) {
	_, err := call(t, SoftmaxCrossEntropy, [][]float32{{1, 2}, {3, 4}}, []int32{1, 2})
	if err == nil || !strings.Contains(err.Error(), "label 2 of sample 1 is not one of the 2 classes") {
		t.Errorf("got %v", err)
	}
}

// TestAdam compares one step with the formula, in float64.
func TestAdam(t *testing.T) {
	w, g, m, v, rate := 0.5, -0.3, 0.1, 0.02, 0.01
	for _, switched := range []string{"on", "off"} {
		t.Setenv("FMNIST_LOWERING", switched)
		out, err := call(t, func(in []*graph.Node) []*graph.Node {
			w, m, v := Adam(in[0], in[1], in[2], in[3], in[4], 0.9, 0.999, 1e-7)
			return []*graph.Node{w, m, v}
		}, []float32{float32(w)}, []float32{float32(g)}, []float32{float32(m)}, []float32{float32(v)}, float32(rate))
		if err != nil {
			t.Fatal(err)
		}
		wantM, wantV := m+(g-m)*0.1, v+(g*g-v)*0.001
		for i, want := range []float64{w - rate*wantM/(math.Sqrt(wantV)+1e-7), wantM, wantV} {
			if got := tensors.MustCopyFlatData[float32](out[i])[0]; math.Abs(float64(got)-want) > 1e-7 {
				t.Errorf("lowering %s, result %d: got %g, want %g", switched, i, got, want)
			}
		}
	}
}

// TestDropoutShare checks how much is dropped, that the mean stays, and that keys matter and nothing else.
func TestDropoutShare(t *testing.T) {
	ones := make([]float32, 100_000)
	for i := range ones {
		ones[i] = 1
	}
	draw := func(key uint64) []float32 {
		out, err := call(t, func(x, key *graph.Node) *graph.Node { return Dropout(x, 0.4, key) }, ones, key)
		if err != nil {
			t.Fatal(err)
		}
		return tensors.MustCopyFlatData[float32](out[0])
	}
	a, b, again := draw(7), draw(8), draw(7)
	var dropped, same float64
	for i := range a {
		if a[i] == 0 {
			dropped++
		} else if math.Abs(float64(a[i])-1/0.6) > 1e-6 {
			t.Fatalf("kept value %g", a[i])
		}
		if a[i] == b[i] {
			same++
		}
		if a[i] != again[i] {
			t.Fatal("the same key drew another mask")
		}
	}
	n := float64(len(ones))
	// Standard deviations: √(0.4·0.6/n) = 0.0015 and √(0.52·0.48/n) = 0.0016; five of them are never exceeded by
	// chance.
	if math.Abs(dropped/n-0.4) > 0.008 || math.Abs(same/n-(0.4*0.4+0.6*0.6)) > 0.008 {
		t.Errorf("dropped %g, want 0.4; equal in two masks %g, want 0.52", dropped/n, same/n)
	}
}
