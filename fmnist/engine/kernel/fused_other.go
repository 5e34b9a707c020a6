//go:build !amd64 && !arm64

package kernel

func mulAddRun(y, a, b []float32)                              { mulAddScalar(y, a, b) }
func affineRun(y, x, scale, shift []float32)                   { affineScalar(y, x, scale, shift) }
func scaleRun(y, x []float32, factor float32)                  { scaleScalar(y, x, factor) }
func pixelsRun(dst []float32, src []uint8)                     { pixelsScalar(dst, src) }
func adamRun(to, from weights, gradient []float32, s adamStep) { adamScalar(to, from, gradient, s) }

func maxPoolRow(y []float32, choice []uint8, x []float32, row, channels, n, count int) {
	maxPoolRowScalar(y, choice, x, row, channels, n, count)
}
