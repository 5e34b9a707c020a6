package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// onPlugin opens XLA on the CPU, or skips the test. A process has one plugin, which stays open.
func onPlugin(t testing.TB) compute.Backend {
	t.Helper()
	if !plugin.Linked {
		t.Skip("this program is built without -tags xla")
	}
	p, why := working(thisMachine(), "cpu")
	if p == nil {
		t.Skip(why)
	}
	b, err := plugin.Open(*p, "")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// normal draws values; those of a kernel [rows, columns, in, out] so that what it computes is of size 1.
func normal(r *rand.Rand, deviation float64, dims ...int) *tensors.Tensor {
	values := make([]float32, shapes.Make(dtypes.Float32, dims...).Size())
	for i := range values {
		values[i] = float32(deviation * r.NormFloat64())
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

// gradients are an operation's value, then the gradients of Σ y·sin y by its inputs.
func gradients(t *testing.T, b compute.Backend, build func(in []*graph.Node) *graph.Node, inputs ...any) [][]float32 {
	t.Helper()
	e, err := graph.NewExec(b, func(in []*graph.Node) []*graph.Node {
		y := build(in)
		return append([]*graph.Node{y}, graph.Gradient(graph.ReduceAllSum(graph.Mul(y, graph.Sin(y))), in...)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.Call(inputs...)
	if err != nil {
		t.Fatal(err)
	}
	var flat [][]float32
	for _, o := range out {
		flat = append(flat, tensors.MustCopyFlatData[float32](o))
	}
	return flat
}

// off is the largest difference as a share of the largest value.
func off(got, want []float32) float64 {
	var d, largest float64
	for i := range want {
		d, largest = max(d, math.Abs(float64(got[i]-want[i]))), max(largest, math.Abs(float64(want[i])))
	}
	if largest == 0 {
		return d
	}
	return d / largest
}

// TestForms compares every form with GoMLX's operations on XLA, and with the kernels: value and three gradients, for
// odd and even images and kernels, with and without padding, with few and many channels on either side.
func TestForms(t *testing.T) {
	b := onPlugin(t)
	r := rand.New(rand.NewPCG(3, 4))
	for _, c := range []struct {
		height, width, kernel, in, out int
		same                           bool
		o                              ConvOptions
	}{
		{28, 28, 5, 1, 6, false, ConvOptions{ReLU: true, MaxPool: true}},
		{12, 12, 5, 6, 16, false, ConvOptions{ReLU: true, MaxPool: true}},
		{13, 11, 3, 4, 7, true, ConvOptions{MaxPool: true}},
		{14, 14, 5, 3, 8, true, ConvOptions{ReLU: true, MaxPool: true}},
		{15, 10, 4, 2, 5, false, ConvOptions{ReLU: true, MaxPool: true}},
		{12, 12, 4, 6, 6, true, ConvOptions{ReLU: true, MaxPool: true}},
		{10, 10, 2, 3, 6, false, ConvOptions{ReLU: true}}, {8, 8, 3, 8, 20, true, ConvOptions{}},
		{5, 5, 5, 2, 3, false, ConvOptions{ReLU: true}},
		{8, 8, 3, 3, 4, true, ConvOptions{Stride: 2, ReLU: true}},
		{9, 9, 3, 12, 12, true, ConvOptions{ReLU: true, MaxPool: true}},
		{7, 6, 2, 3, 9, false, ConvOptions{MaxPool: true}}, {3, 3, 1, 2, 4, false, ConvOptions{MaxPool: true}},
		{2, 2, 2, 2, 3, true, ConvOptions{ReLU: true, MaxPool: true}},
		{2, 2, 3, 5, 7, true, ConvOptions{ReLU: true}}, {1, 1, 3, 9, 4, true, ConvOptions{}},
		{2, 2, 3, 12, 10, true, ConvOptions{ReLU: true, MaxPool: true}}, {2, 1, 5, 4, 6, true, ConvOptions{Stride: 2}},
		{3, 4, 5, 6, 12, true, ConvOptions{Stride: 2, ReLU: true}}, {5, 5, 5, 16, 20, false, ConvOptions{}},
		{2, 3, 4, 7, 9, true, ConvOptions{ReLU: true}},
	} {
		if c.same {
			c.o.Padding = Same(c.height, c.width, c.kernel, max(c.o.Stride, 1))
		}
		for _, batch := range []int{3, fullVector + 3} {
			size := 1 / math.Sqrt(float64(c.kernel*c.kernel*c.in))
			inputs := []any{normal(r, 1, batch, c.height, c.width, c.in),
				normal(r, size, c.kernel, c.kernel, c.in, c.out), normal(r, 1, c.out)}
			build := func(in []*graph.Node) *graph.Node { return Conv(in[0], in[1], in[2], c.o) }
			got := gradients(t, b, build, inputs...)
			t.Setenv("FMNIST_LOWERING", "off")
			want := gradients(t, b, build, inputs...)
			os.Unsetenv("FMNIST_LOWERING")
			worst := ""
			for i := range want {
				d := off(got[i], want[i])
				if d > 2e-6 {
					t.Errorf("%+v, batch %d, result %d: off by %.1e", c, batch, i, d)
				}
				worst += fmt.Sprintf(" %.1e", d)
			}
			t.Logf("%+v, batch %d: y, dx, dw, db off by%s", c, batch, worst)
		}
	}
}

// TestBatchLast: which convolutions have the batch last, so that TestForms means the form it names.
func TestBatchLast(t *testing.T) {
	b := onPlugin(t)
	for _, c := range []struct {
		batch, height, width, kernel, in int
		o                                ConvOptions
		want                             bool
	}{
		{128, 28, 28, 5, 1, ConvOptions{}, true}, {16, 12, 12, 5, 6, ConvOptions{}, true},
		{500, 13, 11, 3, 8, ConvOptions{Padding: Same(13, 11, 3, 1)}, true}, {16, 3, 2, 1, 1, ConvOptions{}, true},
		{15, 28, 28, 5, 1, ConvOptions{}, false},
		{128, 14, 14, 5, 32, ConvOptions{}, false},
		{128, 28, 28, 5, 1, ConvOptions{Stride: 2}, false},
		{128, 5, 8, 5, 1, ConvOptions{}, false},
		{128, 1, 8, 1, 1, ConvOptions{Padding: Padding{Bottom: 3}}, false},
	} {
		got := false
		gradients(t, b, func(in []*graph.Node) *graph.Node {
			got = batchLast(in[0], in[1], c.o)
			return in[0]
		}, tensors.FromScalarAndDimensions(float32(1), c.batch, c.height, c.width, c.in),
			tensors.FromScalarAndDimensions(float32(1), c.kernel, c.kernel, c.in, 1))
		if got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestBatchLastTies: where all outputs of a block are equal, a large batch gives the gradient to the first, as a small
// one does.
func TestBatchLastTies(t *testing.T) {
	b := onPlugin(t)
	build := func(in []*graph.Node) *graph.Node { return Conv(in[0], in[1], nil, ConvOptions{MaxPool: true}) }
	kernel := tensors.FromScalarAndDimensions(float32(1), 3, 3, 1, 2)
	few := gradients(t, b, build, tensors.FromScalarAndDimensions(float32(1), 1, 6, 6, 1), kernel)
	many := gradients(t, b, build, tensors.FromScalarAndDimensions(float32(1), fullVector, 6, 6, 1), kernel)
	for i, g := range many[1] {
		if want := few[1][i%36]; math.Abs(float64(g-want)) > 1e-5 {
			t.Errorf("gradient of pixel %d: %v, want %v", i, g, want)
		}
	}
}

// TestDepthwiseTaps compares the sum over taps with GoMLX's grouped convolution on XLA: value and three gradients.
func TestDepthwiseTaps(t *testing.T) {
	b := onPlugin(t)
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		height, width, kernel, channels int
		same                            bool
		o                               ConvOptions
	}{
		{8, 8, 3, 6, true, ConvOptions{ReLU: true}}, {9, 7, 3, 5, true, ConvOptions{Stride: 2}},
		{8, 6, 5, 4, false, ConvOptions{Stride: 2, ReLU: true}}, {2, 2, 5, 12, true, ConvOptions{}},
		{1, 1, 3, 7, true, ConvOptions{}}, {6, 6, 2, 3, false, ConvOptions{}},
	} {
		if c.same {
			c.o.Padding = Same(c.height, c.width, c.kernel, max(c.o.Stride, 1))
		}
		inputs := []any{normal(r, 1, 3, c.height, c.width, c.channels),
			normal(r, 1/float64(c.kernel), c.kernel, c.kernel, c.channels, 1), normal(r, 1, c.channels)}
		build := func(in []*graph.Node) *graph.Node { return Depthwise(in[0], in[1], in[2], c.o) }
		got := gradients(t, b, build, inputs...)
		t.Setenv("FMNIST_LOWERING", "off")
		want := gradients(t, b, build, inputs...)
		os.Unsetenv("FMNIST_LOWERING")
		for i := range want {
			if d := off(got[i], want[i]); d > 2e-6 {
				t.Errorf("%+v, result %d: off by %.1e", c, i, d)
			}
		}
	}
}

// TestSmall: which convolutions are written as a product, so that TestForms means the form it names.
func TestSmall(t *testing.T) {
	b := onPlugin(t)
	for _, c := range []struct {
		height, width, kernel, stride int
		same, want                    bool
	}{
		{1, 1, 3, 1, true, true}, {2, 2, 3, 1, true, true}, {2, 2, 3, 2, true, true}, {4, 4, 5, 1, true, true},
		{5, 5, 5, 1, false, true}, // its gradient by the image is a convolution of 1×1 pixels
		{3, 3, 3, 1, true, false}, {4, 4, 3, 1, true, false}, {12, 12, 5, 1, false, false}, {6, 6, 5, 1, false, false},
		{1, 40, 3, 1, true, false}, // the matrix would be 1,600 taps
		{1, 1, 1, 1, false, false}, {2, 2, 1, 1, false, false},
	} {
		o := ConvOptions{Stride: c.stride}
		if c.same {
			o.Padding = Same(c.height, c.width, c.kernel, c.stride)
		}
		got := false
		gradients(t, b, func(in []*graph.Node) *graph.Node {
			got = small(in[0], in[1], o)
			return Conv(in[0], in[1], nil, o)
		}, tensors.FromScalarAndDimensions(float32(1), 1, c.height, c.width, 1),
			tensors.FromScalarAndDimensions(float32(1), c.kernel, c.kernel, 1, 1))
		if got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestPoolSlices: the same bits as a windowed maximum where no two values are equal, and the gradient at the first
// where they are.
func TestPoolSlices(t *testing.T) {
	b := onPlugin(t)
	r := rand.New(rand.NewPCG(5, 6))
	pool := func(in []*graph.Node) *graph.Node { return MaxPooling(in[0], PoolOptions{Window: 2}) }
	for _, d := range [][]int{{2, 4, 6, 3}, {1, 5, 7, 2}, {3, 2, 2, 1}} {
		x := normal(r, 1, d...)
		got := gradients(t, b, pool, x)
		t.Setenv("FMNIST_LOWERING", "off")
		want := gradients(t, b, pool, x)
		os.Unsetenv("FMNIST_LOWERING")
		for i := range want {
			if off(got[i], want[i]) != 0 {
				t.Errorf("%v: result %d differs", d, i)
			}
		}
	}
	equal := gradients(t, b, pool, tensors.FromFlatDataAndDimensions([]float32{1, 1, 1, 1}, 1, 2, 2, 1))
	if g := equal[1]; g[0] == 0 || g[1] != 0 || g[2] != 0 || g[3] != 0 {
		t.Errorf("four equal values: gradient %v, want it at the first", g)
	}
}
