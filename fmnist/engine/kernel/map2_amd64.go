package kernel

// The maps below take the length of the first slice for all; they call the instruction set's kernel, or plain Go.

func addRun(y, a, b []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	switch simd {
	case avx512:
		addAVX512(&y[0], &a[0], &b[0], n)
	case avx2:
		addAVX2(&y[0], &a[0], &b[0], n)
	default:
		addScalar(y, a, b)
	}
}

func subRun(y, a, b []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	switch simd {
	case avx512:
		subAVX512(&y[0], &a[0], &b[0], n)
	case avx2:
		subAVX2(&y[0], &a[0], &b[0], n)
	default:
		subScalar(y, a, b)
	}
}

func mulRun(y, a, b []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	switch simd {
	case avx512:
		mulAVX512(&y[0], &a[0], &b[0], n)
	case avx2:
		mulAVX2(&y[0], &a[0], &b[0], n)
	default:
		mulScalar(y, a, b)
	}
}

func maxRun(y, a, b []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	switch simd {
	case avx512:
		maxAVX512(&y[0], &a[0], &b[0], n)
	case avx2:
		maxAVX2(&y[0], &a[0], &b[0], n)
	default:
		maxScalar(y, a, b)
	}
}

func reluBackwardRun(dx, dy, y []float32) {
	n := len(dx)
	if n == 0 {
		return
	}
	dy, y = dy[:n], y[:n]
	switch simd {
	case avx512:
		reluBackwardAVX512(&dx[0], &dy[0], &y[0], n)
	case avx2:
		reluBackwardAVX2(&dx[0], &dy[0], &y[0], n)
	default:
		reluBackwardScalar(dx, dy, y)
	}
}

func sigmoidBackwardRun(dx, dy, y []float32) {
	n := len(dx)
	if n == 0 {
		return
	}
	dy, y = dy[:n], y[:n]
	switch simd {
	case avx512:
		sigmoidBackwardAVX512(&dx[0], &dy[0], &y[0], n)
	case avx2:
		sigmoidBackwardAVX2(&dx[0], &dy[0], &y[0], n)
	default:
		sigmoidBackwardScalar(dx, dy, y)
	}
}

func swishBackwardRun(dx, x, dy []float32) {
	n := len(dx)
	if n == 0 {
		return
	}
	x, dy = x[:n], dy[:n]
	switch simd {
	case avx512:
		swishBackwardAVX512(&dx[0], &x[0], &dy[0], n)
	case avx2:
		swishBackwardAVX2(&dx[0], &x[0], &dy[0], n)
	default:
		swishBackwardScalar(dx, x, dy)
	}
}
