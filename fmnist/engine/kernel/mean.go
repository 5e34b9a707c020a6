package kernel

// MovingMean computes y = momentum·mean + (1-momentum)·x; y may be mean.
func MovingMean(y, mean, x []float32, momentum float32) {
	need("MovingMean", "y", len(y), len(x))
	need("MovingMean", "mean", len(mean), len(x))
	rest := 1 - momentum
	each(len(x), func(from, to int) {
		y, mean := y[from:to], mean[from:to]
		for i, v := range x[from:to] {
			y[i] = float32(momentum*mean[i]) + float32(rest*v)
		}
	})
}
