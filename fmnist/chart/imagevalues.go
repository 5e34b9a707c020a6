package chart

import "math"

// Gray turns numbers into the pixels of Images: every stretch of size numbers, usually one image, runs from black at
// its smallest to white at its largest value. Pass len(values) to give all images one scale. NaN is black.
func Gray[T float32 | float64](values []T, size int) []byte {
	out := make([]byte, len(values))
	stretches(values, size, func(from, to int, lo, hi float64) {
		for i := from; i < to; i++ {
			t := newAxis(lo, hi, false).pos(float64(values[i]))
			if t > 0 { // false for NaN
				out[i] = uint8(math.Round(math.Min(t, 1) * 255))
			}
		}
	})
	return out
}

// Signed turns numbers of both signs, such as weights or principal components, into pixels for Images with RGB: blue
// below zero, red above, near-white at zero, each stretch of size numbers on its own scale. NaN is grey.
func Signed[T float32 | float64](values []T, size int) []byte {
	out := make([]byte, 0, 3*len(values))
	levels := diverging.levels(barLevels) // few enough for a PNG's palette
	stretches(values, size, func(from, to int, lo, hi float64) {
		m := math.Max(math.Abs(lo), math.Abs(hi))
		if m == 0 || !finite(m) {
			m = 1
		}
		for i := from; i < to; i++ {
			c := diverging.at(math.NaN())
			if v := float64(values[i]); !math.IsNaN(v) {
				c = levels[int(math.Round((math.Max(-1, math.Min(1, v/m))+1)/2*(barLevels-1)))]
			}
			out = append(out, c.R, c.G, c.B)
		}
	})
	return out
}

// stretches calls f for every size values with the smallest and largest finite one, 0 if there is none.
func stretches[T float32 | float64](values []T, size int, f func(from, to int, lo, hi float64)) {
	if size <= 0 {
		size = max(len(values), 1)
	}
	for from := 0; from < len(values); from += size {
		to := min(from+size, len(values))
		lo, hi, some := math.Inf(1), math.Inf(-1), false
		for _, v := range values[from:to] {
			if x := float64(v); finite(x) {
				lo, hi, some = math.Min(lo, x), math.Max(hi, x), true
			}
		}
		if !some {
			lo, hi = 0, 0
		}
		f(from, to, lo, hi)
	}
}
