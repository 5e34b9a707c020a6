//go:build !amd64 && !arm64

package kernel

func winogradInput(v []float32, apart int, t []float32, n, rows int) {
	winogradInputScalar(v, apart, t, n, rows)
}

func winogradOutput(y0, y1 []float32, steps *[6]int, m []float32, apart, n, rows int, floor float32) {
	winogradOutputScalar(y0, y1, steps, m, apart, n, rows, floor)
}

func winogradKernelRun(u1, u2, g0, g1, g2 []float32) { winogradKernelScalar(u1, u2, g0, g1, g2) }
