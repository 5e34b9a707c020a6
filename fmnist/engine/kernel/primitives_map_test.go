package kernel

// length is a vector's length: some whole vectors, or not, or enough for several chunks.
func (r *source) length() int {
	return r.pick(1, 7, 8, 16, 33, 100, 1000+r.IntN(100), 4*mapChunk+r.IntN(99))
}

// wide are numbers up to 100, beyond which an exponential is bounded.
func (r *source) wide(n int) []float32 {
	x := r.floats(n, 0.05)
	for i := range x {
		x[i] *= [...]float32{1, 4, 100}[r.IntN(3)]
	}
	return x
}

// unaryCase computes f and its gradient, which takes the output, or with ofInput the input.
func unaryCase(f func(y, x []float32), gradient func(dx, dy, at []float32), ofInput bool) func(r *source) [][]float32 {
	return func(r *source) [][]float32 {
		n := r.length()
		x, y := r.wide(n), make([]float32, n)
		f(y, x)
		if gradient == nil {
			return [][]float32{y}
		}
		dx, at := make([]float32, n), y
		if ofInput {
			at = x
		}
		gradient(dx, r.floats(n, 0), at)
		return [][]float32{y, dx}
	}
}

func binaryCase(f func(y, a, b []float32)) func(r *source) [][]float32 {
	return func(r *source) [][]float32 {
		n := r.length()
		y := make([]float32, n)
		f(y, r.floats(n, 0.1), r.floats(n, 0.1))
		return [][]float32{y}
	}
}

func (r *source) pixels() [][]float32 {
	src := make([]uint8, r.length())
	for i := range src {
		src[i] = uint8(r.Uint32())
	}
	dst := make([]float32, len(src))
	Pixels(dst, src)
	return [][]float32{dst}
}

func (r *source) crossEntropy() [][]float32 {
	n, classes := r.pick(1, 5, 128), r.pick(2, 10, 100)
	logits, labels := r.wide(n*classes), make([]int32, n)
	for i := range labels {
		labels[i] = int32(r.IntN(classes))
	}
	loss, gradient := make([]float32, n), make([]float32, n*classes)
	SoftmaxCrossEntropy(loss, gradient, logits, labels, classes)
	return [][]float32{loss, gradient}
}

func (r *source) adam() [][]float32 {
	n := r.length()
	w, m, v, g := r.floats(n, 0.1), r.floats(n, 0.1), r.floats(n, 0.1), r.floats(n, 0.1)
	Mul(v, v, v)
	wTo, mTo, vTo := make([]float32, n), make([]float32, n), make([]float32, n)
	AdamTo(wTo, mTo, vTo, w, m, v, g, 0.001, 0.9, 0.999, 1e-7)
	adam(w, m, v, g, 0.01, 0.8, 0.99, 1e-8)
	return [][]float32{wTo, mTo, vTo, w, m, v}
}

func (r *source) movingMean() [][]float32 {
	n := r.length()
	mean, x, y := r.floats(n, 0.1), r.floats(n, 0.1), make([]float32, n)
	MovingMean(y, mean, x, 0.999)
	MovingMean(mean, mean, x, 0.9)
	return [][]float32{y, mean}
}

func (r *source) channels() [][]float32 {
	rows, n := r.pick(1, 9, 100, 5000), r.pick(1, 5, 8, 16, 33, 50)
	x, scale, shift := r.floats(rows*n, 0), r.floats(n, 0), r.floats(n, 0)
	biased, affine, sums := make([]float32, rows*n), make([]float32, rows*n), make([]float32, n)
	BiasAdd(biased, x, shift)
	Affine(affine, x, scale, shift)
	BiasGradient(sums, x)
	return [][]float32{biased, affine, sums}
}

func (r *source) scaleChannels() [][]float32 {
	batch, pixels, channels := r.pick(1, 3, 20), r.pick(1, 9, 100), r.pick(1, 8, 13, 40)
	n := batch * pixels * channels
	x, s, dy := r.floats(n, 0), r.floats(batch*channels, 0), r.floats(n, 0)
	y, dx, ds := make([]float32, n), make([]float32, n), make([]float32, len(s))
	ScaleChannels(y, x, s, batch, pixels, channels)
	ScaleChannelsBackward(dx, ds, dy, x, s, batch, pixels, channels)
	return [][]float32{y, dx, ds}
}

func (r *source) global() [][]float32 {
	batch, pixels, channels := r.pick(1, 3, 20), r.pick(1, 9, 100), r.pick(1, 8, 13, 40)
	n := batch * pixels * channels
	x, dy := r.floats(n, 0.2), r.floats(batch*channels, 0)
	mean, most := make([]float32, len(dy)), make([]float32, len(dy))
	dMean, dMost := make([]float32, n), make([]float32, n)
	GlobalMean(mean, x, batch, pixels, channels)
	GlobalMax(most, x, batch, pixels, channels)
	GlobalMeanBackward(dMean, dy, batch, pixels, channels)
	GlobalMaxBackward(dMost, dy, most, x, batch, pixels, channels)
	return [][]float32{mean, most, dMean, dMost}
}
