package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

// operation is one way to call an operation: the shapes of its differentiable inputs and the graph.
type operation struct {
	name   string
	inputs [][]int
	build  func(in []*graph.Node) *graph.Node
}

// randomOperation draws shapes and options for the i-th kind of operation.
func randomOperation(i int, r *rand.Rand) operation {
	n, h, w, c, f, k := 1+r.IntN(4), 5+r.IntN(8), 5+r.IntN(8), 1+r.IntN(9), 1+r.IntN(17), 1+r.IntN(5)
	image, bias := []int{n, h, w, c}, r.IntN(4) > 0
	o := ConvOptions{Stride: 1 + r.IntN(2), ReLU: r.IntN(2) == 0}
	switch r.IntN(3) {
	case 0:
		o.Padding = Same(h, w, k, o.Stride)
	case 1:
		o.Padding = Padding{r.IntN(k), r.IntN(k), r.IntN(k), r.IntN(k)}
	}
	optional := func(in []*graph.Node) *graph.Node {
		if bias {
			return in[2]
		}
		return nil
	}
	shapesOf := func(w []int, channels int) [][]int {
		if bias {
			return [][]int{image, w, {channels}}
		}
		return [][]int{image, w}
	}
	pool := PoolOptions{Window: 1 + r.IntN(3), Stride: r.IntN(3)}
	unary := func(name string, f func(*graph.Node) *graph.Node) operation {
		return operation{name, [][]int{image}, func(in []*graph.Node) *graph.Node { return f(in[0]) }}
	}
	switch i {
	case 0, 1:
		o.MaxPool = i == 1 && h-k >= 3 && w-k >= 3 && o.Stride == 1
		return operation{fmt.Sprintf("conv %d %v %+v bias %v", k, image, o, bias), shapesOf([]int{k, k, c, f}, f),
			func(in []*graph.Node) *graph.Node { return Conv(in[0], in[1], optional(in), o) }}
	case 2:
		return operation{fmt.Sprintf("depthwise %d %v %+v", k, image, o), shapesOf([]int{k, k, c, 1}, c),
			func(in []*graph.Node) *graph.Node { return Depthwise(in[0], in[1], optional(in), o) }}
	case 3:
		image = []int{n * 16, h * w * c}
		return operation{fmt.Sprintf("dense %v → %d", image, f), shapesOf([]int{h * w * c, f}, f),
			func(in []*graph.Node) *graph.Node { return Dense(in[0], in[1], optional(in), o.ReLU) }}
	case 4:
		pool.Padding = Padding{r.IntN(pool.Window), r.IntN(pool.Window), r.IntN(pool.Window), r.IntN(pool.Window)}
		return unary(fmt.Sprintf("max pool %v %+v", image, pool),
			func(x *graph.Node) *graph.Node { return MaxPooling(x, pool) })
	case 5:
		return unary(fmt.Sprintf("mean pool %v %+v", image, pool),
			func(x *graph.Node) *graph.Node { return MeanPooling(x, pool) })
	case 6:
		return operation{"scale channels", [][]int{image, {n, c}},
			func(in []*graph.Node) *graph.Node { return ScaleChannels(in[0], in[1]) }}
	case 7:
		return operation{"cross-entropy", [][]int{{n * 7, f + 1}}, func(in []*graph.Node) *graph.Node {
			labels := graph.MulScalar(graph.Iota(in[0].Graph(), shapes.Make(dtypes.Int32, n*7), 0), 3)
			return SoftmaxCrossEntropy(in[0], graph.Mod(labels, graph.Const(in[0].Graph(), int32(f+1))))
		}}
	case 8:
		return unary("dropout", func(x *graph.Node) *graph.Node {
			return Dropout(x, 0.3,
				graph.Const(x.Graph(), uint64(n*1000+h)))
		})
	case 14:
		p := Padding{r.IntN(3), r.IntN(3), r.IntN(3), r.IntN(3)}
		return unary(fmt.Sprint("pad ", p), func(x *graph.Node) *graph.Node { return Pad(x, p) })
	case 15:
		return operation{"from grey", [][]int{{n, h, w, 1}}, func(in []*graph.Node) *graph.Node {
			return FromGrey(in[0], 1.7, []float32{-0.3, 0, 2.1})
		}}
	case 16:
		return operation{"resample", [][]int{{12, 17, 17, 1}}, func(in []*graph.Node) *graph.Node {
			return Resample(in[0], enlarging(17, 20))
		}}
	}
	named := []struct {
		string
		f func(*graph.Node) *graph.Node
	}{{"relu", ReLU}, {"swish", Swish}, {"sigmoid", Sigmoid}, {"global max", GlobalMax}, {"global mean", GlobalMean}}
	return unary(named[i-9].string, named[i-9].f)
}

const kinds = 17

// loss weighs all outputs differently, so that no gradient hides behind another.
func loss(y *graph.Node) *graph.Node {
	weights := make([]float32, y.Shape().Size())
	for i := range weights {
		weights[i] = float32(math.Sin(1.3 * float64(i)))
	}
	flat := graph.ConvertDType(graph.Const(y.Graph(), weights), y.DType())
	return graph.ReduceAllSum(graph.Mul(graph.Reshape(y, -1), flat))
}

// evaluate returns the output, the loss and the gradients of an operation on the inputs.
func evaluate(t *testing.T, b compute.Backend, o operation, inputs [][]float64, dtype dtypes.DType,
	gradients bool) [][]float64 {
	t.Helper()
	args := make([]any, len(inputs))
	for i, in := range inputs {
		if dtype == dtypes.Float64 {
			args[i] = tensors.FromFlatDataAndDimensions(in, o.inputs[i]...)
			continue
		}
		single := make([]float32, len(in))
		for j, v := range in {
			single[j] = float32(v)
		}
		args[i] = tensors.FromFlatDataAndDimensions(single, o.inputs[i]...)
	}
	e, err := graph.NewExec(b, func(in []*graph.Node) []*graph.Node {
		y := o.build(in)
		out := []*graph.Node{y, loss(y)}
		if gradients {
			out = append(out, graph.Gradient(out[1], in...)...)
		}
		for i := range out {
			out[i] = graph.ConvertDType(out[i], dtypes.Float64)
		}
		return out
	})
	if err != nil {
		t.Fatal(err)
	}
	results, err := e.Call(args...)
	if err != nil {
		t.Fatalf("%s: %v", o.name, err)
	}
	list := make([][]float64, len(results))
	for i, r := range results {
		list[i] = tensors.MustCopyFlatData[float64](r)
	}
	return list
}

// distance is the largest difference relative to the largest value.
func distance(got, want []float64) float64 {
	var d, largest float64
	for i := range want {
		d, largest = max(d, math.Abs(got[i]-want[i])), max(largest, math.Abs(want[i]))
	}
	if d == 0 {
		return 0
	}
	return d / max(largest, 1e-3) // gradients of 1e-3 come from sums of thousands of terms of size 1
}

// TestLowerings compares every lowered operation with the stock one, and its gradients with the stock gradients and
// with finite differences of the stock operation in float64, over random shapes.
func TestLowerings(t *testing.T) {
	b, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	for kind := range kinds {
		for round := range rounds {
			r := rand.New(rand.NewPCG(uint64(kind), uint64(round)))
			o := randomOperation(kind, r)
			inputs := make([][]float64, len(o.inputs))
			for i, d := range o.inputs {
				inputs[i] = make([]float64, shapes.Make(dtypes.Float32, d...).Size())
				for j := range inputs[i] {
					inputs[i][j] = float64(float32(r.NormFloat64()))
				}
			}
			got := evaluate(t, b, o, inputs, dtypes.Float32, true)
			t.Setenv("FMNIST_LOWERING", "off")
			want := evaluate(t, b, o, inputs, dtypes.Float32, true)
			for i := range want {
				if d := distance(got[i], want[i]); i != 1 && d > 1e-5 {
					t.Errorf("%s: result %d is off by %.1e", o.name, i, d)
				}
			}
			finiteDifferences(t, b, o, inputs, got[2:], r)
			t.Setenv("FMNIST_LOWERING", "")
		}
	}
}

// finiteDifferences moves a few inputs by ±h in float64.
func finiteDifferences(t *testing.T, b compute.Backend, o operation, inputs, gradients [][]float64, r *rand.Rand) {
	t.Helper()
	const h = 1e-6
	for i := range inputs {
		var largest float64
		for _, g := range gradients[i] {
			largest = max(largest, math.Abs(g))
		}
		for range 2 {
			j := r.IntN(len(inputs[i]))
			x := inputs[i][j]
			inputs[i][j] = x + h
			up := evaluate(t, b, o, inputs, dtypes.Float64, false)[1][0]
			inputs[i][j] = x - h
			down := evaluate(t, b, o, inputs, dtypes.Float64, false)[1][0]
			inputs[i][j] = x
			if want := (up - down) / (2 * h); math.Abs(gradients[i][j]-want) > 1e-5*max(largest, 1) {
				t.Errorf("%s: input %d, element %d: gradient %g, finite difference %g", o.name, i, j,
					gradients[i][j], want)
			}
		}
	}
}
