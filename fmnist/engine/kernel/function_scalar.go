package kernel

import "math"

// The functions in plain Go: the polynomials of the assembly (asm/function.go), instruction by instruction, and so
// their bits.

// exponential is exp(x) to about one unit in the last place, for -87.3 ≤ x ≤ 88, with which smaller and greater numbers
// are replaced: x = n·ln 2 + r, and exp(r) by a polynomial of degree 7 (Cephes' coefficients).
func exponential(x float32) float32 {
	if x < -87.3 {
		x = -87.3
	}
	if x > 88 {
		x = 88
	}
	n := float32(math.RoundToEven(float64(float32(x * 1.44269504088896341))))
	x = fma(-0.693359375, n, x)
	x = fma(2.12194440e-4, n, x)
	p := float32(1.9875691500e-4)
	for _, c := range [...]float32{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1,
		5.0000001201e-1} {
		p = fma(p, x, c)
	}
	p = fma(float32(x*x), p, x) + 1
	if p != p {
		return p
	}
	return math.Float32frombits(math.Float32bits(p) + uint32(int32(n))<<23)
}

func sigmoidOf(x float32) float32 { return 1 / (1 + exponential(0-x)) }

// tanhOf is 1 - 2/(exp(2x)+1), but near zero, where that cancels, x + x³·polynomial(x²) (Cephes).
func tanhOf(x float32) float32 {
	if !(x > -0.625 && x < 0.625) {
		return 1 - 2/(exponential(x+x)+1)
	}
	square, p := float32(x*x), float32(-5.70498872745e-3)
	for _, c := range [...]float32{2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1} {
		p = fma(p, square, c)
	}
	return fma(float32(p*square), x, x)
}

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

func tanhScalar(y, x []float32) {
	for i := range y {
		y[i] = tanhOf(x[i])
	}
}

func swishBackwardScalar(dx, x, dy []float32) {
	for i := range dx {
		s := sigmoidOf(x[i])
		xs := float32(x[i] * s)
		dx[i] = dy[i] * (fma(-s, xs, xs) + s)
	}
}

func sigmoidBackwardScalar(dx, dy, y []float32) {
	for i := range dx {
		g := float32(dy[i] * y[i])
		dx[i] = fma(-g, y[i], g)
	}
}
