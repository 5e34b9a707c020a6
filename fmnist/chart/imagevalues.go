package chart

import (
	"image/color"
	"math"
)

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

// Sequential turns numbers into pixels for Images with RGB: every stretch of size numbers runs from dark at 0, or
// below, to bright at its largest value. Where ground has the bytes of grey pixels, as many, the colours lie over them
// and are the clearer the larger the value. NaN is 0.
func Sequential[T float32 | float64](values []T, size int, ground []byte) []byte {
	out := make([]byte, 0, 3*len(values))
	levels := sequential.levels(barLevels)
	stretches(values, size, func(from, to int, _, hi float64) {
		for i := from; i < to; i++ {
			t := 0.0
			if v := float64(values[i]); v > 0 && hi > 0 { // false for NaN
				t = math.Min(v/hi, 1)
			}
			c := levels[int(math.Round(t*(barLevels-1)))]
			if len(ground) == len(values) {
				const most = 0.8 // of the colour, so that the image is seen below it
				c = over(c, ground[i], most*t)
			}
			out = append(out, c.R, c.G, c.B)
		}
	})
	return out
}

// over mixes a colour with a grey below it.
func over(c color.NRGBA, grey byte, share float64) color.NRGBA {
	mix := func(v uint8) uint8 { return uint8(math.Round(share*float64(v) + (1-share)*float64(grey))) }
	return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), 255}
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
