package kernel

func mulAddRun(y, a, b []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	if simd == scalar {
		mulAddScalar(y, a, b)
		return
	}
	mulAddNEON(&y[0], &y[0], &a[0], &b[0], n)
}

func affineRun(y, x, scale, shift []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x, scale, shift = x[:n], scale[:n], shift[:n]
	if simd == scalar {
		affineScalar(y, x, scale, shift)
		return
	}
	affineNEON(&y[0], &x[0], &scale[0], &shift[0], n)
}

func scaleRun(y, x []float32, factor float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	if simd == scalar {
		scaleScalar(y, x, factor)
		return
	}
	scaleNEON(&y[0], &x[0], n, factor)
}

func pixelsRun(dst []float32, src []uint8) {
	whole := len(src) / 4 * 4
	dst = dst[:len(src)]
	if whole == 0 || simd == scalar {
		pixelsScalar(dst, src)
		return
	}
	pixelsNEON(&dst[0], &src[0], whole)
	pixelsScalar(dst[whole:], src[whole:])
}

func adamRun(to, from weights, gradient []float32, s adamStep) {
	n := len(gradient)
	if n == 0 {
		return
	}
	to, from = to.cut(0, n), from.cut(0, n)
	if simd == scalar {
		adamScalar(to, from, gradient, s)
		return
	}
	adamNEON(&to.w[0], &to.m[0], &to.v[0], &from.w[0], &from.m[0], &from.v[0], &gradient[0], n, s.rate, s.rest1,
		s.rest2, s.epsilon)
}

func maxPoolRow(y []float32, choice []uint8, x []float32, row, channels, n, count int) {
	if count == 0 || n == 0 {
		return
	}
	if simd == scalar {
		maxPoolRowScalar(y, choice, x, row, channels, n, count)
		return
	}
	var at *uint8
	if choice != nil {
		at = &choice[0]
	}
	maxPoolRowNEON(&y[0], at, &x[0], row, channels, n, count)
}
