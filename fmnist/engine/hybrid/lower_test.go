package hybrid

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// TestLower compares stock operations that become kernels with themselves, and checks that they do become kernels.
func TestLower(t *testing.T) {
	image := []int{4, 18, 20, 32}
	for _, c := range []struct {
		name    string
		shapes  [][]int
		kernels int
		build   func(in []*graph.Node) *graph.Node
	}{
		{"product", [][]int{{70, 50}, {50, 33}}, 1,
			func(in []*graph.Node) *graph.Node { return graph.DotProduct(in[0], in[1]) }},
		{"product ab'", [][]int{{70, 50}, {33, 50}}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Einsum("mk,nk->mn", in[0], in[1]) }},
		{"product a'b", [][]int{{50, 70}, {50, 33}}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Einsum("km,kn->mn", in[0], in[1]) }},
		{"product a'b'", [][]int{{50, 70}, {33, 50}}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Einsum("km,nk->mn", in[0], in[1]) }},
		{"product of images", [][]int{image, {32, 8}}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Einsum("bhwc,cn->bhwn", in[0], in[1]) }},
		{"batched", [][]int{{3, 50, 70}, {3, 50, 33}}, 0,
			func(in []*graph.Node) *graph.Node { return graph.Einsum("bkm,bkn->bmn", in[0], in[1]) }},
		{"small", [][]int{{7, 5}, {5, 3}}, 0, func(in []*graph.Node) *graph.Node {
			return graph.DotProduct(in[0],
				in[1])
		}},
		{"add", [][]int{image, image}, 1, func(in []*graph.Node) *graph.Node { return graph.Add(in[0], in[1]) }},
		{"add to itself", [][]int{image}, 1, func(in []*graph.Node) *graph.Node { return graph.Add(in[0], in[0]) }},
		{"bias", [][]int{image, {1, 1, 1, 32}}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Add(in[0], in[1]) }},
		{"bias first", [][]int{{1, 1, 1, 32}, image}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Add(in[0], in[1]) }},
		{"multiply", [][]int{image, image}, 1, func(in []*graph.Node) *graph.Node { return graph.Mul(in[0], in[1]) }},
		{"scale", [][]int{image, {4, 1, 1, 32}}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Mul(in[0], in[1]) }},
		{"factors", [][]int{{1, 1, 1, 32}, image}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Mul(in[0], in[1]) }},
		{"per row", [][]int{image, {4, 18, 20, 1}}, 0,
			func(in []*graph.Node) *graph.Node { return graph.Add(in[0], in[1]) }},
		{"sums", [][]int{image}, 1, func(in []*graph.Node) *graph.Node { return graph.ReduceSum(in[0], 0, 1, 2) }},
		{"other sums", [][]int{image}, 0, func(in []*graph.Node) *graph.Node {
			return graph.ReduceSum(in[0], 0,
				1, 3)
		}},
		{"sigmoid, tanh", [][]int{image}, 2, func(in []*graph.Node) *graph.Node { return graph.Tanh(graph.Sigmoid(in[0])) }},
		{"channels", [][]int{image, {4, 18, 20, 5}, image}, 1,
			func(in []*graph.Node) *graph.Node { return graph.Concatenate(in, -1) }},
		{"batches", [][]int{image, image}, 1, func(in []*graph.Node) *graph.Node { return graph.Concatenate(in, 0) }},
		{"conv", [][]int{image, {3, 3, 32, 8}}, 1, func(in []*graph.Node) *graph.Node {
			return graph.Convolve(in[0], in[1]).Strides(2).PaddingPerDim([][2]int{{0, 1}, {2, 1}}).Done()
		}},
		{"depthwise", [][]int{image, {3, 3, 1, 32}}, 1, func(in []*graph.Node) *graph.Node {
			return graph.Convolve(in[0], in[1]).ChannelGroupCount(32).PadSame().Done()
		}},
		{"max pool", [][]int{image}, 1, func(in []*graph.Node) *graph.Node {
			return graph.MaxPool(in[0]).Window(3).Strides(2).PaddingPerDim([][2]int{{0, 1}, {1, 1}}).Done()
		}},
		{"dilated", [][]int{image, {3, 3, 32, 8}}, 0,
			func(in []*graph.Node) *graph.Node { return graph.Convolve(in[0], in[1]).Dilations(2).Done() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			fast, kernels := lowerOnce(t, c.shapes, c.build)
			t.Setenv("FMNIST_LOWERING", "off")
			stock, none := lowerOnce(t, c.shapes, c.build)
			if kernels != c.kernels || none != 0 {
				t.Errorf("%d kernels, want %d; %d with lowering off", kernels, c.kernels, none)
			}
			for i := range stock {
				if math.Abs(float64(fast[i]-stock[i])) > 2e-5*max(1, math.Abs(float64(stock[i]))) {
					t.Fatalf("element %d: %g, stock %g", i, fast[i], stock[i])
				}
			}
		})
	}
}

// lowerOnce runs a graph on random values and counts its kernels.
func lowerOnce(t *testing.T, dims [][]int, build func(in []*graph.Node) *graph.Node) (values []float32, kernels int) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 6))
	var args []any
	for _, d := range dims {
		flat := make([]float32, product(d))
		for i := range flat {
			flat[i] = float32(r.NormFloat64())
		}
		args = append(args, tensors.FromFlatDataAndDimensions(flat, d...))
	}
	var g *graph.Graph
	e, err := graph.NewExec(newBackend(t), func(in []*graph.Node) *graph.Node { g = in[0].Graph(); return build(in) })
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.Call(args...)
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := g.Executable().(*executable); ok {
		for _, st := range e.steps {
			if st.kernel != nil {
				kernels++
			}
		}
	}
	return tensors.MustCopyFlatData[float32](out[0]), kernels
}
