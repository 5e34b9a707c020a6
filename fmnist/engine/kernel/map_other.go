//go:build !amd64 && !arm64

package kernel

func addRun(y, a, b []float32)               { addScalar(y, a, b) }
func subRun(y, a, b []float32)               { subScalar(y, a, b) }
func mulRun(y, a, b []float32)               { mulScalar(y, a, b) }
func maxRun(y, a, b []float32)               { maxScalar(y, a, b) }
func reluBackwardRun(dx, dy, y []float32)    { reluBackwardScalar(dx, dy, y) }
func sigmoidBackwardRun(dx, dy, y []float32) { sigmoidBackwardScalar(dx, dy, y) }
func swishBackwardRun(dx, x, dy []float32)   { swishBackwardScalar(dx, x, dy) }
func reluRun(y, x []float32)                 { reluScalar(y, x) }
func sigmoidRun(y, x []float32)              { sigmoidScalar(y, x) }
func swishRun(y, x []float32)                { swishScalar(y, x) }
func tanhRun(y, x []float32)                 { tanhScalar(y, x) }
