package kernel

import "math"

// The maps in plain Go: the length of the first slice counts.

func addScalar(y, a, b []float32) {
	for i := range y {
		y[i] = a[i] + b[i]
	}
}

func mulScalar(y, a, b []float32) {
	for i := range y {
		y[i] = a[i] * b[i]
	}
}

func maxScalar(y, a, b []float32) {
	for i := range y {
		y[i] = max(a[i], b[i])
	}
}

func mulAddScalar(y, a, b []float32) {
	for i := range y {
		y[i] += a[i] * b[i]
	}
}

func affineScalar(y, x, scale, shift []float32) {
	for i := range y {
		y[i] = x[i]*scale[i] + shift[i]
	}
}

func scaleScalar(y, x []float32, factor float32) {
	for i := range y {
		y[i] = x[i] * factor
	}
}

func reluScalar(y, x []float32) {
	for i := range y {
		y[i] = max(x[i], 0)
	}
}

func reluBackwardScalar(dx, dy, y []float32) {
	for i := range dx {
		if y[i] > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}

func sigmoidOf(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }

func sigmoidScalar(y, x []float32) {
	for i := range y {
		y[i] = sigmoidOf(x[i])
	}
}

func swishScalar(y, x []float32) {
	for i := range y {
		y[i] = x[i] * sigmoidOf(x[i])
	}
}

func swishBackwardScalar(dx, x, dy []float32) {
	for i := range dx {
		s := sigmoidOf(x[i])
		dx[i] = dy[i] * (s + x[i]*s*(1-s))
	}
}

func tanhScalar(y, x []float32) {
	for i := range y {
		y[i] = float32(math.Tanh(float64(x[i])))
	}
}

func pixelsScalar(dst []float32, src []uint8) {
	for i, v := range src {
		dst[i] = float32(v) / 255
	}
}

func sigmoidBackwardScalar(dx, dy, y []float32) {
	for i := range dx {
		dx[i] = dy[i] * y[i] * (1 - y[i])
	}
}

func tanhBackwardScalar(dx, dy, y []float32) {
	for i := range dx {
		dx[i] = dy[i] * (1 - y[i]*y[i])
	}
}
