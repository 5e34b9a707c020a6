package kernel

// The maps below take the length of the first slice for all; they call NEON's kernel, or plain Go.

func addRun(y, a, b []float32)            { binaryRun(y, a, b, addNEON, addScalar) }
func subRun(y, a, b []float32)            { binaryRun(y, a, b, subNEON, subScalar) }
func mulRun(y, a, b []float32)            { binaryRun(y, a, b, mulNEON, mulScalar) }
func maxRun(y, a, b []float32)            { binaryRun(y, a, b, maxNEON, maxScalar) }
func reluBackwardRun(dx, dy, y []float32) { binaryRun(dx, dy, y, reluBackwardNEON, reluBackwardScalar) }
func swishBackwardRun(dx, x, dy []float32) {
	binaryRun(dx, x, dy, swishBackwardNEON, swishBackwardScalar)
}

func sigmoidBackwardRun(dx, dy, y []float32) {
	binaryRun(dx, dy, y, sigmoidBackwardNEON, sigmoidBackwardScalar)
}

func reluRun(y, x []float32)    { unaryRun(y, x, reluNEON, reluScalar) }
func sigmoidRun(y, x []float32) { unaryRun(y, x, sigmoidNEON, sigmoidScalar) }
func swishRun(y, x []float32)   { unaryRun(y, x, swishNEON, swishScalar) }
func tanhRun(y, x []float32)    { unaryRun(y, x, tanhNEON, tanhScalar) }

func unaryRun(y, x []float32, vector func(y, x *float32, n int), plain func(y, x []float32)) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	if simd == scalar {
		plain(y, x)
		return
	}
	vector(&y[0], &x[0], n)
}

func binaryRun(y, a, b []float32, vector func(y, a, b *float32, n int), plain func(y, a, b []float32)) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	if simd == scalar {
		plain(y, a, b)
		return
	}
	vector(&y[0], &a[0], &b[0], n)
}
