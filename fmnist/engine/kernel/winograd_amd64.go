package kernel

func winogradInput(v []float32, apart int, t []float32, n, rows int) {
	steps := [8]int{n, n, n, n, 2 * n, 2 * n, 2 * n, 2 * n}
	switch simd {
	case avx512:
		winogradInputAVX512(&v[0], &v[apart], &v[2*apart], &v[3*apart], &t[0], &t[n], &t[2*n], &t[3*n], n, rows, &steps[0])
	case avx2:
		winogradInputAVX2(&v[0], &v[apart], &v[2*apart], &v[3*apart], &t[0], &t[n], &t[2*n], &t[3*n], n, rows, &steps[0])
	default:
		winogradInputScalar(v, apart, t, n, rows)
	}
}

func winogradOutput(y0, y1 []float32, steps *[6]int, m []float32, apart, n, rows int, floor float32) {
	switch simd {
	case avx512:
		winogradOutputAVX512(&y0[0], &y1[0], &m[0], &m[apart], &m[2*apart], &m[3*apart], n, rows, &steps[0], floor)
	case avx2:
		winogradOutputAVX2(&y0[0], &y1[0], &m[0], &m[apart], &m[2*apart], &m[3*apart], n, rows, &steps[0], floor)
	default:
		winogradOutputScalar(y0, y1, steps, m, apart, n, rows, floor)
	}
}

func winogradKernelRun(u1, u2, g0, g1, g2 []float32) {
	n := len(u1)
	u2, g0, g1, g2 = u2[:n], g0[:n], g1[:n], g2[:n]
	switch simd {
	case avx512:
		winogradKernelAVX512(&u1[0], &u2[0], &g0[0], &g1[0], &g2[0], n)
	case avx2:
		winogradKernelAVX2(&u1[0], &u2[0], &g0[0], &g1[0], &g2[0], n)
	default:
		winogradKernelScalar(u1, u2, g0, g1, g2)
	}
}
