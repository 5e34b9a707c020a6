package kernel

func mulAddRun(y, a, b []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	a, b = a[:n], b[:n]
	switch simd {
	case avx512:
		mulAddAVX512(&y[0], &y[0], &a[0], &b[0], n)
	case avx2:
		mulAddAVX2(&y[0], &y[0], &a[0], &b[0], n)
	default:
		mulAddScalar(y, a, b)
	}
}

func affineRun(y, x, scale, shift []float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x, scale, shift = x[:n], scale[:n], shift[:n]
	switch simd {
	case avx512:
		affineAVX512(&y[0], &x[0], &scale[0], &shift[0], n)
	case avx2:
		affineAVX2(&y[0], &x[0], &scale[0], &shift[0], n)
	default:
		affineScalar(y, x, scale, shift)
	}
}

func scaleRun(y, x []float32, factor float32) {
	n := len(y)
	if n == 0 {
		return
	}
	x = x[:n]
	switch simd {
	case avx512:
		scaleAVX512(&y[0], &x[0], n, factor)
	case avx2:
		scaleAVX2(&y[0], &x[0], n, factor)
	default:
		scaleScalar(y, x, factor)
	}
}

func pixelsRun(dst []float32, src []uint8) {
	whole := len(src) / simd.lanes() * simd.lanes()
	dst = dst[:len(src)]
	switch {
	case whole == 0 || simd == scalar:
		whole = 0
	case simd == avx512:
		pixelsAVX512(&dst[0], &src[0], whole)
	default:
		pixelsAVX2(&dst[0], &src[0], whole)
	}
	pixelsScalar(dst[whole:], src[whole:])
}

func adamRun(to, from weights, gradient []float32, s adamStep) {
	n := len(gradient)
	if n == 0 {
		return
	}
	to, from = to.cut(0, n), from.cut(0, n)
	switch simd {
	case avx512:
		adamAVX512(&to.w[0], &to.m[0], &to.v[0], &from.w[0], &from.m[0], &from.v[0], &gradient[0], n, s.rate, s.rest1,
			s.rest2, s.epsilon)
	case avx2:
		adamAVX2(&to.w[0], &to.m[0], &to.v[0], &from.w[0], &from.m[0], &from.v[0], &gradient[0], n, s.rate, s.rest1,
			s.rest2, s.epsilon)
	default:
		adamScalar(to, from, gradient, s)
	}
}

func maxPoolRow(y []float32, choice []uint8, x []float32, row, channels, n, count int) {
	if count == 0 || n == 0 {
		return
	}
	var at *uint8
	if choice != nil {
		at = &choice[0]
	}
	switch {
	case simd == avx512 && n == channels && n <= 8 && count%2 == 0:
		maxPoolPairsAVX512(&y[0], at, &x[0], row, n, count/2, &pairOrders[n])
	case simd == avx512:
		maxPoolRowAVX512(&y[0], at, &x[0], row, channels, n, count)
	case simd == avx2:
		maxPoolRowAVX2(&y[0], at, &x[0], row, channels, n, count)
	default:
		maxPoolRowScalar(y, choice, x, row, channels, n, count)
	}
}

// pairOrders lists for n channels where the left pixels of two windows lie in a row of four pixels, from 16 on the
// right ones.
var pairOrders = func() (orders [9][32]int32) {
	for n := range orders {
		for lane := range 2 * n {
			left := int32(lane/n*2*n + lane%n)
			orders[n][lane], orders[n][16+lane] = left, left+int32(n)
		}
	}
	return orders
}()
