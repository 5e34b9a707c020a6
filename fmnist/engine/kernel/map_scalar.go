package kernel

// The maps in plain Go, with the bits of the assembly: fused products, and comparisons in place of max, for which 0 is
// greater than -0 and which answers NaN to one. The length of the first slice counts.

func addScalar(y, a, b []float32) {
	for i := range y {
		y[i] = a[i] + b[i]
	}
}

func subScalar(y, a, b []float32) {
	for i := range y {
		y[i] = a[i] - b[i]
	}
}

func mulScalar(y, a, b []float32) {
	for i := range y {
		y[i] = a[i] * b[i]
	}
}

func maxScalar(y, a, b []float32) {
	for i := range y {
		y[i] = b[i]
		if a[i] > b[i] {
			y[i] = a[i]
		}
	}
}

func mulAddScalar(y, a, b []float32) {
	for i := range y {
		y[i] = fma(a[i], b[i], y[i])
	}
}

func affineScalar(y, x, scale, shift []float32) {
	for i := range y {
		y[i] = fma(x[i], scale[i], shift[i])
	}
}

func scaleScalar(y, x []float32, factor float32) {
	for i := range y {
		y[i] = x[i] * factor
	}
}

func reluScalar(y, x []float32) {
	for i := range y {
		y[i] = x[i]
		if x[i] < 0 {
			y[i] = 0
		}
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

func pixelsScalar(dst []float32, src []uint8) {
	for i, v := range src {
		dst[i] = float32(v) / 255
	}
}
