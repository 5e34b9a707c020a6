package kernel

func winogradInput(v []float32, apart int, t []float32, n, rows int) {
	if simd == scalar {
		winogradInputScalar(v, apart, t, n, rows)
		return
	}
	steps := [8]int{n, n, n, n, 2 * n, 2 * n, 2 * n, 2 * n}
	winogradInputNEON(&v[0], &v[apart], &v[2*apart], &v[3*apart], &t[0], &t[n], &t[2*n], &t[3*n], n, rows, &steps[0])
}

func winogradOutput(y0, y1 []float32, steps *[6]int, m []float32, apart, n, rows int, floor float32) {
	if simd == scalar {
		winogradOutputScalar(y0, y1, steps, m, apart, n, rows, floor)
		return
	}
	winogradOutputNEON(&y0[0], &y1[0], &m[0], &m[apart], &m[2*apart], &m[3*apart], n, rows, &steps[0], floor)
}

func winogradKernelRun(u1, u2, g0, g1, g2 []float32) {
	n := len(u1)
	u2, g0, g1, g2 = u2[:n], g0[:n], g1[:n], g2[:n]
	if simd == scalar {
		winogradKernelScalar(u1, u2, g0, g1, g2)
		return
	}
	winogradKernelNEON(&u1[0], &u2[0], &g0[0], &g1[0], &g2[0], n)
}
