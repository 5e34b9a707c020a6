package chart

import (
	"image/color"
	"math"
	"strings"
	"testing"
)

// Matrices of dichromatic vision on linear RGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
// physiologically-based model for simulation of color vision deficiency", IEEE TVCG 15 (2009), severity 1.
var vision = map[string][3][3]float64{
	"common":       {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// seen returns a colour in Oklab (B. Ottosson, 2020) as it is seen; distances there are about as large as they look.
func seen(c color.NRGBA, m [3][3]float64) [3]float64 {
	in := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var r [3]float64
	for i := range r {
		r[i] = math.Max(0, math.Min(1, m[i][0]*in[0]+m[i][1]*in[1]+m[i][2]*in[2]))
	}
	l := math.Cbrt(0.4122214708*r[0] + 0.5363325363*r[1] + 0.0514459929*r[2])
	a := math.Cbrt(0.2119034982*r[0] + 0.6806995451*r[1] + 0.1073969566*r[2])
	b := math.Cbrt(0.0883024619*r[0] + 0.2817188376*r[1] + 0.6299787005*r[2])
	return [3]float64{0.2104542553*l + 0.7936177850*a - 0.0040720468*b,
		1.9779984951*l - 2.4285922050*a + 0.4505937099*b, 0.0259040371*l + 0.7827717662*a - 0.8086757660*b}
}

func apart3(a, b [3]float64) float64 {
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

// Any two colours must stay apart for every kind of vision. 0.02 is about a just noticeable difference in Oklab; dots
// are small, so twice that is asked of ten classes, and more of the first lines, which are what a chart usually has.
func TestColorsStayApart(t *testing.T) {
	check := func(name string, colors []color.NRGBA, least float64) {
		for who, m := range vision {
			for i, a := range colors {
				for j, b := range colors[:i] {
					if d := apart3(seen(a, m), seen(b, m)); d < least {
						t.Errorf("%s %d and %d are %.3f apart under %s, want %.3f", name, i, j, d, who, least)
					}
				}
			}
		}
	}
	check("classes", classColors[:], 0.04)
	check("lines", lineColors, 0.04)
	check("first lines", lineColors[:5], 0.13)
}

// A scale must grow lighter or darker steadily (on both sides of the middle if it diverges), for everyone.
func TestRampsAreMonotone(t *testing.T) {
	steady := func(name string, r ramp, from, to float64, sign float64) {
		for who, m := range vision {
			last := math.Inf(-1)
			for i := range 21 {
				l := sign * seen(r.at(from+(to-from)*float64(i)/20), m)[0]
				if l < last-0.003 {
					t.Errorf("%s turns back at step %d under %s", name, i, who)
				}
				last = l
			}
		}
	}
	steady("sequential", sequential, 0, 1, 1)
	steady("blues", blues, 0, 1, -1)
	steady("scored", scored, 0, 1, -1)
	steady("diverging, low half", diverging, 0, 0.5, 1)
	steady("diverging, high half", diverging, 0.5, 1, -1)
	for who, m := range vision {
		if d := apart3(seen(diverging.at(0.15), m), seen(diverging.at(0.85), m)); d < 0.1 {
			t.Errorf("the sides of the diverging scale are %.3f apart under %s", d, who)
		}
	}
}

func TestTextOnIsReadable(t *testing.T) {
	for i := range 65 {
		bg := blues.at(float64(i) / 64)
		if c := contrast(bg, textOn(bg)); c < 3.9 { // the best there is in mid-grey is about 4
			t.Errorf("contrast %.2f on step %d", c, i)
		}
	}
}

// Ten folds have seven colours: the lines whose colour comes again are dashed, those before are not.
func TestLinesOfOneColourAreToldApart(t *testing.T) {
	l := Line{}
	for range len(lineColors) {
		l.Series = append(l.Series, Series{Name: "fold", Y: Values{1, 2, 3}})
	}
	dashes := func() int {
		svg, err := l.SVG()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count(string(svg), "stroke-dasharray")
	}
	if n := dashes(); n != 0 {
		t.Errorf("%d dashed strokes among lines of different colours", n)
	}
	l.Series = append(l.Series, l.Series[0])
	if n := dashes(); n == 0 {
		t.Error("the eighth line looks like the first")
	}
}
