package kernel

// The maps below take the length of the first slice for all; they call the instruction set's kernel, or plain Go.

func reluRun(y, x []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	switch simd {
	case avx512:
		reluAVX512(&y[0], &x[0], n)
	case avx2:
		reluAVX2(&y[0], &x[0], n)
	default:
		reluScalar(y, x)
	}
}

func sigmoidRun(y, x []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	switch simd {
	case avx512:
		sigmoidAVX512(&y[0], &x[0], n)
	case avx2:
		sigmoidAVX2(&y[0], &x[0], n)
	default:
		sigmoidScalar(y, x)
	}
}

func swishRun(y, x []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	switch simd {
	case avx512:
		swishAVX512(&y[0], &x[0], n)
	case avx2:
		swishAVX2(&y[0], &x[0], n)
	default:
		swishScalar(y, x)
	}
}

func tanhRun(y, x []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	switch simd {
	case avx512:
		tanhAVX512(&y[0], &x[0], n)
	case avx2:
		tanhAVX2(&y[0], &x[0], n)
	default:
		tanhScalar(y, x)
	}
}
