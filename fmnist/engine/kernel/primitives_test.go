package kernel

import "math/rand/v2"

// primitive is an exported function (or a method and its gradient) with arguments of a random shape: run returns
// everything it wrote. The same numbers come out of r on every machine, and so should the results.
type primitive struct {
	name string
	run  func(r *source) [][]float32
}

// source draws shapes and numbers.
type source struct{ *rand.Rand }

func newSource(seed uint64) *source { return &source{rand.New(rand.NewPCG(seed, 54))} }

func (r *source) pick(n ...int) int { return n[r.IntN(len(n))] }
func (r *source) flip() bool        { return r.IntN(2) == 0 }

// floats are n numbers in -1…1 with all bits of a float32, a quarter of them much smaller, the given share zero. No
// function of package math is used, whose results depend on the processor.
func (r *source) floats(n int, zeros float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		v := float32(int32(r.Uint32()>>7)-1<<24) / (1 << 24)
		switch {
		case r.Float64() < zeros:
			v = 0
		case r.IntN(4) == 0:
			v /= float32(int(1) << r.IntN(12))
		}
		x[i] = v
	}
	return x
}

// bytes as float32, so that choices can be compared like everything else.
func numbers(b []uint8) []float32 {
	x := make([]float32, len(b))
	for i, v := range b {
		x[i] = float32(v)
	}
	return x
}

// primitives is every exported function of the package.
var primitives = []primitive{
	{"Conv", func(r *source) [][]float32 { return r.conv(r.convShape()) }},
	{"Conv.MaxPool", func(r *source) [][]float32 { c := r.convShape(); c.MaxPool = true; return r.conv(c) }},
	{"Conv.deep", func(r *source) [][]float32 { return r.conv(r.deepShape()) }},
	{"Conv.Winograd", func(r *source) [][]float32 { return r.winograd(r.winogradShape()) }},
	{"Depthwise", (*source).depthwise},
	{"Pool", (*source).pool},
	{"Dense", (*source).dense},
	{"MatMul", (*source).matMul},
	{"ReLU", unaryCase(ReLU, ReLUBackward, false)},
	{"Sigmoid", unaryCase(Sigmoid, SigmoidBackward, false)},
	{"Tanh", unaryCase(Tanh, nil, false)},
	{"Swish", unaryCase(Swish, SwishBackward, true)},
	{"Add", binaryCase(Add)},
	{"Mul", binaryCase(Mul)},
	{"Scale", unaryCase(func(y, x []float32) { scale(y, x, 1.0/3) }, nil, false)},
	{"Pixels", (*source).pixels},
	{"SoftmaxCrossEntropy", (*source).crossEntropy},
	{"Adam", (*source).adam},
	{"MovingMean", (*source).movingMean},
	{"BiasAdd", (*source).channels},
	{"ScaleChannels", (*source).scaleChannels},
	{"Global", (*source).global},
}

func (r *source) convShape() Conv {
	c := Conv{Batch: r.pick(1, 2, 3, 9, 17), In: r.pick(1, 2, 3, 6, 12, 16, 24, 32, 48, 65),
		Out:  r.pick(1, 5, 6, 8, 16, 17, 24, 32, 40, 48),
		Rows: r.pick(1, 2, 3, 5, 6, 7), Cols: r.pick(1, 2, 3, 5, 6), Stride: r.pick(1, 1, 1, 2, 3), ReLU: r.flip()}
	if r.flip() {
		c.Top, c.Bottom, c.Left, c.Right = r.IntN(3), r.IntN(3), r.IntN(3), r.IntN(3)
	}
	c.Height, c.Width = c.Rows+r.IntN(9), c.Cols+r.IntN(9)
	if r.IntN(4) == 0 { // enough work for several chunks
		c.Batch, c.Height, c.Width, c.In, c.Out = 33, c.Rows+9, c.Cols+9, min(c.In, 16), min(c.Out, 32)
	}
	return c
}

// deepShape has more weights for a filter than are added up in one go, or nearly.
func (r *source) deepShape() Conv {
	return Conv{Batch: r.pick(1, 2), Height: 3 + r.IntN(2), Width: 3 + r.IntN(2), In: r.pick(228, 455, 456, 512),
		Rows: 3, Cols: 3, Out: r.pick(3, 8, 33),
		Top: r.IntN(2), Left: r.IntN(2), Bottom: r.IntN(2), ReLU: r.flip(), MaxPool: r.flip()}
}

func (r *source) conv(c Conv) [][]float32 {
	h, w := c.OutSize()
	n := c.Batch * h * w * c.Out
	x, k, b := r.floats(c.Batch*c.Height*c.Width*c.In, 0.4), r.floats(c.Rows*c.Cols*c.In*c.Out, 0), r.floats(c.Out, 0)
	if r.IntN(4) == 0 {
		b = nil
	}
	y, choice, dy := make([]float32, n), make([]uint8, n), r.floats(n, 0.3)
	dx, dw, db := make([]float32, len(x)), make([]float32, len(k)), make([]float32, c.Out)
	c.Forward(y, choice, x, k, b)
	c.Backward(dx, dw, db, dy, y, choice, x, k)
	return [][]float32{y, numbers(choice), dx, dw, db}
}

func (r *source) depthwise() [][]float32 {
	d := Depthwise{Batch: r.pick(1, 2, 17), Rows: r.pick(1, 3, 5), Cols: r.pick(1, 3, 5),
		Channels: r.pick(1, 3, 7, 8, 12, 17, 40, 100), Stride: r.pick(1, 2),
		Top: r.IntN(3), Bottom: r.IntN(3), Left: r.IntN(3), Right: r.IntN(3), ReLU: r.flip()}
	d.Height, d.Width = d.Rows+r.IntN(8), d.Cols+r.IntN(8)
	h, w := d.OutSize()
	x, k, b := r.floats(d.Batch*d.Height*d.Width*d.Channels, 0.3), r.floats(d.Rows*d.Cols*d.Channels, 0),
		r.floats(d.Channels, 0)
	y, dy := make([]float32, d.Batch*h*w*d.Channels), r.floats(d.Batch*h*w*d.Channels, 0.3)
	dx, dw, db := make([]float32, len(x)), make([]float32, len(k)), make([]float32, len(b))
	d.Forward(y, x, k, b)
	d.Backward(dx, dw, db, dy, y, x, k)
	return [][]float32{y, dx, dw, db}
}

func (r *source) pool() [][]float32 {
	p := Pool{Batch: r.pick(1, 2, 17), Channels: r.pick(1, 3, 8, 17, 40), Window: r.pick(1, 2, 2, 3), Stride: r.IntN(4),
		Mean: r.flip()}
	if p.Window > 1 && r.flip() {
		p.Top, p.Bottom, p.Left, p.Right = r.IntN(2), r.IntN(2), r.IntN(2), r.IntN(2)
	}
	p.Height, p.Width = p.Window+r.IntN(9), p.Window+r.IntN(9)
	h, w := p.OutSize()
	x, dy := r.floats(p.Batch*p.Height*p.Width*p.Channels, 0.3), r.floats(p.Batch*h*w*p.Channels, 0)
	y, dx := make([]float32, len(dy)), make([]float32, len(x))
	p.Forward(y, x)
	p.Backward(dx, dy, y, x)
	return [][]float32{y, dx}
}

func (r *source) dense() [][]float32 {
	d := Dense{Batch: r.pick(1, 5, 33, 128), In: r.pick(1, 10, 84, 300, 1500), Out: r.pick(1, 10, 31, 64, 120),
		ReLU: r.flip()}
	x, w, b, dy := r.floats(d.Batch*d.In, 0.4), r.floats(d.In*d.Out, 0), r.floats(d.Out, 0), r.floats(d.Batch*d.Out, 0)
	y, dx, dw, db := make([]float32, len(dy)), make([]float32, len(x)), make([]float32, len(w)), make([]float32, len(b))
	d.Forward(y, x, w, b)
	d.Backward(dx, dw, db, dy, y, x, w)
	return [][]float32{y, dx, dw, db}
}

func (r *source) matMul() [][]float32 {
	m, n, k := r.pick(1, 7, 13, 100), r.pick(1, 8, 17, 33, 70), r.pick(1, 5, 100, 1025, 2100)
	c := make([]float32, m*n)
	MatMul(c, r.floats(m*k, 0.2), r.floats(k*n, 0), m, n, k, r.flip(), r.flip())
	return [][]float32{c}
}
