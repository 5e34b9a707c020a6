package engine

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
)

// lenetShapes are LeNet-5's weights and biases for 28×28 images without padding.
var lenetShapes = [][]int{{5, 5, 1, 6}, {6}, {5, 5, 6, 16}, {16}, {256, 120}, {120}, {120, 84}, {84}, {84, 10}, {10}}

// lenetStep is one training step: in are images, labels, rate and key, then weights, means and variances.
func lenetStep(in []*graph.Node) []*graph.Node {
	k := len(lenetShapes)
	w, mean, variance := in[4:4+k], in[4+k:4+2*k], in[4+2*k:]
	x := Pixels(in[0])
	x = Conv(x, w[0], w[1], ConvOptions{ReLU: true, MaxPool: true})
	x = Conv(x, w[2], w[3], ConvOptions{ReLU: true, MaxPool: true})
	x = Dense(graph.Reshape(x, x.Shape().Dimensions[0], -1), w[4], w[5], true)
	x = Dense(Dropout(x, 0.1, in[3]), w[6], w[7], true)
	loss := graph.ReduceAllMean(SoftmaxCrossEntropy(Dense(x, w[8], w[9], false), in[1]))
	gradients := graph.Gradient(loss, w...)
	out := make([]*graph.Node, 1+3*k)
	out[0] = loss
	for i := range w {
		out[1+i], out[1+k+i], out[1+2*k+i] = Adam(w[i], gradients[i], mean[i], variance[i], in[2], 0.9, 0.999, 1e-7)
	}
	return out
}

// lenet trains on random images.
type lenet struct {
	backend        compute.Backend
	exec           *graph.Exec
	images, labels *tensors.Tensor
	state          []*tensors.Tensor
	step           int
}

func newLenet(t testing.TB, b compute.Backend, batch int) *lenet {
	t.Helper()
	e, err := graph.NewExec(b, lenetStep)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	pixels, labels := make([]uint8, batch*28*28), make([]int32, batch)
	for i := range labels {
		labels[i] = r.Int32N(10)
		for j := range 28 * 28 {
			pixels[i*28*28+j] = uint8(r.IntN(128)) + uint8(int(labels[i])*j%127)
		}
	}
	n := &lenet{backend: b, exec: e, images: tensors.FromFlatDataAndDimensions(pixels, batch, 28, 28, 1),
		labels: tensors.FromFlatDataAndDimensions(labels, batch)}
	for part := range 3 {
		for _, d := range lenetShapes {
			size := 1
			for _, v := range d {
				size *= v
			}
			values := make([]float32, size)
			for i := range values {
				if part == 0 && len(d) > 1 {
					values[i] = float32(r.NormFloat64() * math.Sqrt(2/float64(size/d[len(d)-1])))
				}
			}
			x := tensors.FromFlatDataAndDimensions(values, d...)
			x.MustMaterializeOnDevice(b, true, 0)
			n.state = append(n.state, x)
		}
	}
	return n
}

func (n *lenet) train(t testing.TB) float32 {
	t.Helper()
	n.step++
	rate := 0.001 * math.Sqrt(1-math.Pow(0.999, float64(n.step))) / (1 - math.Pow(0.9, float64(n.step)))
	args := []any{n.images, n.labels, float32(rate), uint64(n.step)}
	for _, s := range n.state {
		d, err := graph.DonateTensorBuffer(s, n.backend, 0)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, d)
	}
	out, err := n.exec.Call(args...)
	if err != nil {
		t.Fatal(err)
	}
	loss := tensors.ToScalar[float32](out[0])
	out[0].MustFinalizeAll()
	n.state = out[1:]
	return loss
}

// TestLowering trains 100 steps with and without lowering: the weights differ by rounding only.
func TestLowering(t *testing.T) {
	b, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	const batch = 4
	fast := newLenet(t, b, batch)
	fast.train(t)
	t.Setenv("FMNIST_LOWERING", "off") // graphs are built at the first step
	slow := newLenet(t, b, batch)
	slow.train(t)
	var lossFast, lossSlow float32
	for range 99 {
		lossFast, lossSlow = fast.train(t), slow.train(t)
	}
	if math.Abs(float64(lossFast-lossSlow)) > 1e-4 {
		t.Errorf("losses after 100 steps: %g lowered, %g stock", lossFast, lossSlow)
	}
	for i := range lenetShapes {
		a, b := tensors.MustCopyFlatData[float32](fast.state[i]), tensors.MustCopyFlatData[float32](slow.state[i])
		for j := range a {
			if d := math.Abs(float64(a[j] - b[j])); d > 1e-3 {
				t.Errorf("weights %d: %g lowered, %g stock", i, a[j], b[j])
				break
			}
		}
	}
	t.Logf("loss after 100 steps: %g lowered, %g stock", lossFast, lossSlow)
}

// TestSameBits trains twice, the second time with another number of processors.
func TestSameBits(t *testing.T) {
	b, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	var first []*tensors.Tensor
	for _, processors := range []int{2, 1, 5} {
		before := runtime.GOMAXPROCS(processors)
		n := newLenet(t, b, 24)
		for range 5 {
			n.train(t)
		}
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = n.state
			continue
		}
		for i := range first {
			if !slices.Equal(tensors.MustCopyFlatData[float32](first[i]),
				tensors.MustCopyFlatData[float32](n.state[i])) {
				t.Fatalf("%d processors: tensor %d differs", processors, i)
			}
		}
	}
}

func BenchmarkLeNet(b *testing.B) {
	backend, err := hybrid.New("")
	if err != nil {
		b.Fatal(err)
	}
	n := newLenet(b, backend, 128)
	n.train(b)
	for b.Loop() {
		n.train(b)
	}
}
