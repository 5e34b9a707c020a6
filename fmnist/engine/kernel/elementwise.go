package kernel

import "math"

// ReLU computes y = max(x, 0). y may be x.
func ReLU(y, x []float32) {
	for i, v := range x {
		y[i] = max(v, 0)
	}
}

// ReLUBackward computes dx = dy where y > 0, else 0. dx may be dy.
func ReLUBackward(dx, dy, y []float32) {
	for i, v := range y {
		if v > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}

func sigmoid(v float32) float32 { return float32(1 / (1 + math.Exp(-float64(v)))) }

// Sigmoid computes y = 1/(1+exp(-x)). y may be x.
func Sigmoid(y, x []float32) {
	for i, v := range x {
		y[i] = sigmoid(v)
	}
}

// SigmoidBackward computes dx = dy·y·(1-y) from the output y.
func SigmoidBackward(dx, dy, y []float32) {
	for i, v := range y {
		dx[i] = dy[i] * v * (1 - v)
	}
}

// Tanh computes y = tanh(x). y may be x.
func Tanh(y, x []float32) {
	for i, v := range x {
		y[i] = float32(math.Tanh(float64(v)))
	}
}

// TanhBackward computes dx = dy·(1-y²) from the output y.
func TanhBackward(dx, dy, y []float32) {
	for i, v := range y {
		dx[i] = dy[i] * (1 - v*v)
	}
}

// Swish computes y = x·sigmoid(x). y may be x.
func Swish(y, x []float32) {
	for i, v := range x {
		y[i] = v * sigmoid(v)
	}
}

// SwishBackward computes dx = dy·(s + x·s·(1-s)), s = sigmoid(x), from the input x.
func SwishBackward(dx, dy, x []float32) {
	for i, v := range x {
		s := sigmoid(v)
		dx[i] = dy[i] * (s + v*s*(1-s))
	}
}

// Add computes y = a + b. y may be a or b.
func Add(y, a, b []float32) {
	for i := range a {
		y[i] = a[i] + b[i]
	}
}

// Mul computes y = a · b element by element. y may be a or b.
func Mul(y, a, b []float32) {
	for i := range a {
		y[i] = a[i] * b[i]
	}
}

// Scale computes y = x·factor. y may be x.
func Scale(y, x []float32, factor float32) {
	for i := range x {
		y[i] = x[i] * factor
	}
}

// BiasAdd adds bias [channels] to every row of x [rows, channels]. y may be x.
func BiasAdd(y, x, bias []float32) {
	for i := range x {
		y[i] = x[i] + bias[i%len(bias)]
	}
}

// BiasGradient computes db [channels], the sum of the rows of dy [rows, channels].
func BiasGradient(db, dy []float32) {
	clear(db)
	for i := range dy {
		db[i%len(db)] += dy[i]
	}
}

// ScaleChannels multiplies x [batch, pixels, channels] by s [batch, channels] (squeeze-and-excite). y may be x.
func ScaleChannels(y, x, s []float32, batch, pixels, channels int) {
	for n := 0; n < batch; n++ {
		for i := 0; i < pixels; i++ {
			for o := 0; o < channels; o++ {
				y[(n*pixels+i)*channels+o] = x[(n*pixels+i)*channels+o] * s[n*channels+o]
			}
		}
	}
}

// ScaleChannelsBackward computes the gradients of ScaleChannels with respect to x and s; either may be nil.
func ScaleChannelsBackward(dx, ds, dy, x, s []float32, batch, pixels, channels int) {
	clear(ds)
	for n := 0; n < batch; n++ {
		for i := 0; i < pixels; i++ {
			for o := 0; o < channels; o++ {
				at := (n*pixels+i)*channels + o
				if dx != nil {
					dx[at] = dy[at] * s[n*channels+o]
				}
				if ds != nil {
					ds[n*channels+o] += dy[at] * x[at]
				}
			}
		}
	}
}

// Affine computes y = x·scale + shift with scale and shift [channels] (frozen batch normalisation). y may be x.
func Affine(y, x, scale, shift []float32) {
	for i := range x {
		y[i] = x[i]*scale[i%len(scale)] + shift[i%len(scale)]
	}
}

// Pixels turns bytes into 0…1.
func Pixels(dst []float32, src []uint8) {
	for i, v := range src {
		dst[i] = float32(v) / 255
	}
}
