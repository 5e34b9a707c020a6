package chart

import (
	"image/color"
	"math"
)

// classColors are ten colours that people with any common colour blindness can tell apart, in the order of
// M. A. Petroff, "Accessible Color Sequences for Data Visualization" (arXiv:2107.02270); the second of its two greys is
// almost black here, since small dots of both looked alike.
var classColors = [10]color.NRGBA{
	rgb(0x3f90da), rgb(0xffa90e), rgb(0xbd1f01), rgb(0x94a4a2), rgb(0x832db6),
	rgb(0xa96b59), rgb(0xe76300), rgb(0xb9ac70), rgb(0x26262e), rgb(0x92dadd),
}

// lineColors are for thin lines on white, which need more contrast than areas: M. Okabe and K. Ito, "Color Universal
// Design" (2008), without their yellow, in the order that keeps the first n farthest apart for every kind of vision.
var lineColors = []color.NRGBA{
	rgb(0x0072b2), rgb(0xd55e00), rgb(0x56b4e9), rgb(0x000000), rgb(0xe69f00), rgb(0x009e73), rgb(0xcc79a7),
}

// Greys of the furniture: everything that is not data stays behind the data.
var (
	white     = rgb(0xffffff)
	ink       = rgb(0x222222) // titles, cells
	softInk   = rgb(0x555555) // tick labels, captions, notes
	ruleGrey  = rgb(0xe4e4e4) // grid lines
	faintGrey = rgb(0xf1f1f1) // minor grid lines
	axisGrey  = rgb(0x888888) // axes
)

func rgb(v uint32) color.NRGBA { return color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }

// alpha returns the colour with the given opacity, 0 to 1.
func alpha(c color.NRGBA, a float64) color.NRGBA {
	c.A = uint8(math.Round(a * 255))
	return c
}

// classColor is the colour of class i, the same in every chart.
func classColor(i int) color.NRGBA {
	n := len(classColors)
	return classColors[((i%n)+n)%n]
}

func lineColor(i int) color.NRGBA {
	n := len(lineColors)
	return lineColors[((i%n)+n)%n]
}

// ramp is a colour scale: evenly spaced anchors, interpolated linearly.
type ramp []color.NRGBA

var (
	// diverging runs from blue through near-white to red; both ends are equally dark, so that sign is hue and size is
	// lightness. Blue and red stay apart under red-green blindness.
	diverging = ramp{rgb(0x14407f), rgb(0x3f7fbf), rgb(0x9cc4e2), rgb(0xf7f7f7), rgb(0xf2b39b), rgb(0xcf5a50),
		rgb(0x84122e)}
	// sequential is viridis (S. van der Walt, N. Smith; CC0), sampled: lightness rises evenly.
	sequential = ramp{rgb(0x440154), rgb(0x472d7b), rgb(0x3b528b), rgb(0x2c728e), rgb(0x21918c), rgb(0x28ae80),
		rgb(0x5ec962), rgb(0xaddc30), rgb(0xfde725)}
	// blues runs from white to dark blue, steeper near white: in a table of counts zero should vanish and a few percent
	// should show.
	blues = ramp{rgb(0xffffff), rgb(0xc9def1), rgb(0xa0c6e3), rgb(0x78add4), rgb(0x5593c4), rgb(0x397ab1),
		rgb(0x24619b),
		rgb(0x124a85), rgb(0x0a386c)}
)

// at returns the colour at t, 0 to 1; values outside are clamped and NaN gives grey.
func (r ramp) at(t float64) color.NRGBA {
	if math.IsNaN(t) {
		return rgb(0xcccccc)
	}
	t = math.Max(0, math.Min(1, t)) * float64(len(r)-1)
	i := min(int(t), len(r)-2)
	f := t - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + f*(float64(b)-float64(a)))) }
	a, b := r[i], r[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// levels samples the ramp at n points, n > 1. A picture with few levels fits a palette and compresses well.
func (r ramp) levels(n int) []color.NRGBA {
	out := make([]color.NRGBA, n)
	for i := range out {
		out[i] = r.at(float64(i) / float64(n-1))
	}
	return out
}

// textOn returns black or white, whichever is readable on the background.
func textOn(bg color.NRGBA) color.NRGBA {
	if contrast(bg, white) > contrast(bg, ink) {
		return white
	}
	return ink
}

// contrast is the ratio of luminances that WCAG 2.1 defines, 1 to 21; 4.5 is good for small text.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// linear undoes the curve of sRGB.
func linear(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}
