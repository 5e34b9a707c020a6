package kernel

import (
	"math/rand/v2"
	"testing"
)

// lenet is a network of two convolutions and three dense layers, trained with kernels alone: what a training step costs
// without any graph around it.
type lenet struct {
	conv   [2]Conv
	dense  [3]Dense
	pixels []uint8
	labels []int32
	values [6][]float32 // inputs of the layers, last the logits
	grads  [6][]float32
	choice [2][]uint8
	w      [5][]float32
	b      [5][]float32
	params []float32 // all weights and biases
	delta  []float32 // their gradients, in the same order
	m, v   []float32
	dw, db [5][]float32
	loss   []float32
}

func lenet5(batch int) *lenet {
	return newLeNet(Conv{Batch: batch, Height: 28, Width: 28, In: 1, Rows: 5, Cols: 5, Out: 6, ReLU: true,
		MaxPool: true}, 16, 120, 84)
}

func wideLeNet(batch int) *lenet {
	return newLeNet(Conv{Batch: batch, Height: 32, Width: 32, In: 1, Rows: 5, Cols: 5, Out: 32, Top: 2, Bottom: 2,
		Left: 2, Right: 2, ReLU: true, MaxPool: true}, 48, 256, 84)
}

func newLeNet(first Conv, filters, hidden1, hidden2 int) *lenet {
	h, w := first.OutSize()
	second := Conv{Batch: first.Batch, Height: h, Width: w, In: first.Out, Rows: 5, Cols: 5, Out: filters, ReLU: true,
		MaxPool: true}
	h, w = second.OutSize()
	n := &lenet{conv: [2]Conv{first, second}}
	n.dense = [3]Dense{{first.Batch, h * w * filters, hidden1, true}, {first.Batch, hidden1, hidden2, true},
		{first.Batch, hidden2, 10, false}}
	r := rand.New(rand.NewPCG(9, 10))
	var sizes [5][2]int // weights, biases
	for i, c := range n.conv {
		sizes[i] = [2]int{c.Rows * c.Cols * c.In * c.Out, c.Out}
		h, w := c.OutSize()
		n.values[i], n.grads[i] = make([]float32, c.Batch*c.Height*c.Width*c.In),
			make([]float32, c.Batch*c.Height*c.Width*c.In)
		n.choice[i] = make([]uint8, c.Batch*h*w*c.Out)
	}
	for i, d := range n.dense {
		sizes[2+i] = [2]int{d.In * d.Out, d.Out}
		n.values[2+i], n.grads[2+i] = make([]float32, d.Batch*d.In), make([]float32, d.Batch*d.In)
	}
	n.values[5], n.grads[5] = make([]float32, first.Batch*10), make([]float32, first.Batch*10)
	n.allocate(r, sizes)
	return n
}

// allocate makes the parameters, with the given numbers of weights and biases, and a batch of noise.
func (n *lenet) allocate(r *rand.Rand, sizes [5][2]int) {
	total := 0
	for _, s := range sizes {
		total += s[0] + s[1]
	}
	n.params, n.delta, n.m, n.v = randoms(r, total), make([]float32, total), make([]float32, total),
		make([]float32, total)
	scale(n.params, n.params, 0.05)
	at := 0
	cut := func(k int) (w, d []float32) {
		at += k
		return n.params[at-k : at], n.delta[at-k : at]
	}
	for i, s := range sizes {
		n.w[i], n.dw[i] = cut(s[0])
		n.b[i], n.db[i] = cut(s[1])
	}
	n.loss, n.labels, n.pixels = make([]float32, n.conv[0].Batch), make([]int32, n.conv[0].Batch),
		make([]uint8, len(n.values[0]))
	for i := range n.labels {
		n.labels[i] = int32(r.IntN(10))
	}
	for i := range n.pixels {
		n.pixels[i] = uint8(r.IntN(256))
	}
}

func (n *lenet) forward() {
	Pixels(n.values[0], n.pixels)
	for i, c := range n.conv {
		c.Forward(n.values[i+1], n.choice[i], n.values[i], n.w[i], n.b[i])
	}
	for i, d := range n.dense {
		d.Forward(n.values[i+3], n.values[i+2], n.w[i+2], n.b[i+2])
	}
}

func (n *lenet) step() {
	n.forward()
	SoftmaxCrossEntropy(n.loss, n.grads[5], n.values[5], n.labels, 10)
	scale(n.grads[5], n.grads[5], 1/float32(len(n.labels)))
	for i := 2; i >= 0; i-- {
		n.dense[i].Backward(n.grads[i+2], n.dw[i+2], n.db[i+2], n.grads[i+3], n.values[i+3], n.values[i+2], n.w[i+2])
	}
	for i := 1; i >= 0; i-- {
		dx := n.grads[i]
		if i == 0 {
			dx = nil
		}
		n.conv[i].Backward(dx, n.dw[i], n.db[i], n.grads[i+1], n.values[i+1], n.choice[i], n.values[i], n.w[i])
	}
	adam(n.params, n.m, n.v, n.delta, 1e-3, 0.9, 0.999, 1e-7)
}

// flops counts the multiplications and additions of a step, two for each weight use forward and four backward, less the
// gradient of the pixels.
func (n *lenet) flops() float64 {
	total := 0
	for i, c := range n.conv {
		p := c.plan()
		total += c.Batch * p.work() * (6 - 2*(1-min(i, 1)))
	}
	for _, d := range n.dense {
		total += 6 * d.Batch * d.In * d.Out
	}
	return float64(total)
}

func BenchmarkLeNet5Step(b *testing.B) {
	n := lenet5(128)
	fastest(b, n.flops(), n.step)
}

func BenchmarkLeNet5Forward(b *testing.B) {
	n := lenet5(128)
	fastest(b, n.flops()/3, n.forward)
}

func BenchmarkWideLeNetStep(b *testing.B) {
	n := wideLeNet(64)
	fastest(b, n.flops(), n.step)
}

func BenchmarkConvBackward(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range netConvs[:4] {
		h, wd := c.OutSize()
		x, w := randoms(r, c.Batch*c.Height*c.Width*c.In), randoms(r, c.Rows*c.Cols*c.In*c.Out)
		y, dy, bias, choice := make([]float32, c.Batch*h*wd*c.Out), randoms(r, c.Batch*h*wd*c.Out),
			make([]float32, c.Out), make([]uint8, c.Batch*h*wd*c.Out)
		c.Forward(y, choice, x, w, bias)
		dx, dw := make([]float32, len(x)), make([]float32, len(w))
		if c.In == 1 {
			dx = nil
		}
		p := c.plan()
		b.Run(c.name, func(b *testing.B) {
			fastest(b, float64(4*c.Batch*p.work()), func() { c.Backward(dx, dw, bias, dy, y, choice, x, w) })
		})
		c := c
		c.MaxPool = false
		y, dy = make([]float32, 4*len(y)), randoms(r, 4*len(y))
		c.Forward(y, nil, x, w, nil)
		b.Run(c.name+"unpooled", func(b *testing.B) {
			fastest(b, float64(4*c.Batch*p.work()), func() { c.Backward(dx, dw, bias, dy, y, nil, x, w) })
		})
	}
}

func TestStepIndependentOfProcessors(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		sameOnProcessors(t, func() []float32 {
			n := lenet5(33)
			n.step()
			n.step()
			return n.params
		})
	})
}
