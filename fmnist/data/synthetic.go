package data

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// syntheticEdition grows when the drawings change, so that cached ones are redrawn.
const syntheticEdition = 1

// Synthetic draws garments: ten silhouettes at 28×28 with varying cut, place, size,
// turn, shear, brightness, pattern, noise and hidden parts, balanced over the
// classes in random order. They exercise everything the real data do, and a linear
// model finds them harder than a convolution, but they are not Fashion-MNIST and no
// result on them says anything about it. The same seed gives the same images (on
// another CPU architecture up to rounding), and more of them begin with the same.
// Counts below zero give empty sets.
func Synthetic(train, test int, seed uint64) Dataset {
	d := Dataset{
		Train: drawSet(max(train, 0), seed, 0), Test: drawSet(max(test, 0), seed, 1),
		Synthetic: true, Edition: "synthetic garments",
		Source: fmt.Sprintf("synthetic garments (seed %d)", seed),
	}
	d.Train.Name, d.Test.Name = "train", "test"
	return d
}

// drawSet draws n images; which tells the streams of the two sets apart.
func drawSet(n int, seed, which uint64) Set {
	s := Set{Images: make([]uint8, n*Pixels), Labels: make([]uint8, n)}
	const chunk = 256 // images per turn of a worker: a few milliseconds
	parallel((n+chunk-1)/chunk, func(c int) {
		for i := c * chunk; i < min((c+1)*chunk, n); i++ {
			s.Labels[i] = drawLabel(i, seed, which)
			// Each image has its own stream, so workers can draw in any order.
			draw(s.Image(i), int(s.Labels[i]), dice{rand.NewPCG(seed, uint64(i)<<2|which)})
		}
	})
	return s
}

// drawLabel deals the classes in shuffled rounds of ten, so that any multiple of
// ten images is balanced.
func drawLabel(i int, seed, which uint64) uint8 {
	d := dice{rand.NewPCG(seed, uint64(i/Classes)<<2|which|2)}
	round := [Classes]uint8{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	for k := range round {
		j := k + d.below(Classes-k)
		round[k], round[j] = round[j], round[k]
	}
	return round[i%Classes]
}

// draw paints one garment of the class into the 784 pixels.
func draw(pixels []uint8, class int, d dice) {
	place, cloth := newPlacement(d), newCloth(d)
	var canvas [Pixels]float64
	for _, p := range garments[class](d) {
		var m mask
		m.fill(place.polygon(p.outline))
		m.settle()
		for i := range canvas {
			if cover := float64(m[i/Side][i%Side]); cover > 0 {
				value := p.shade * cloth.at(float64(i%Side), float64(i/Side))
				canvas[i] += cover * (min(value, 1) - canvas[i])
			}
		}
	}
	if d.chance(0.3) {
		hide(&canvas, d)
	}
	grain, speck := d.in(0.02, 0.12), d.in(0, 0.03)
	for i, value := range canvas {
		value *= 1 + d.about(2*grain)
		value += d.about(speck)
		pixels[i] = uint8(255*min(max(value, 0), 1) + 0.5)
	}
}

// hide lays a blank or grey rectangle over part of the picture.
func hide(canvas *[Pixels]float64, d dice) {
	w, h := 4+d.below(7), 4+d.below(7)
	x, y := d.below(Side-w), d.below(Side-h)
	grey := 0.0
	if d.chance(0.5) {
		grey = d.unit()
	}
	for row := y; row < y+h; row++ {
		for col := x; col < x+w; col++ {
			canvas[row*Side+col] = grey
		}
	}
}

// placement maps the drawing plane to pixels, with a jitter of every corner.
type placement struct {
	xx, xy, yx, yy, dx, dy, loose float64
	d                             dice
}

// newPlacement draws size, turn, shear and shift.
func newPlacement(d dice) placement {
	sin, cos := math.Sincos(d.about(0.14)) // ±8° is one standard deviation
	shear := d.about(0.1)
	w, h := 13*d.in(0.72, 1.02), 13*d.in(0.72, 1.02) // 13 pixels reach almost to the edge
	return placement{
		xx: w * cos, xy: h * (shear*cos - sin), yx: w * sin, yy: h * (shear*sin + cos),
		dx: Side/2 + d.about(1.3), dy: Side/2 + d.about(1.3), loose: 0.25, d: d,
	}
}

// polygon is the outline in pixels.
func (p placement) polygon(outline polygon) polygon {
	placed := make(polygon, len(outline))
	for i, q := range outline {
		placed[i] = point{
			p.dx + p.xx*q.x + p.xy*q.y + p.d.about(p.loose),
			p.dy + p.yx*q.x + p.yy*q.y + p.d.about(p.loose),
		}
	}
	return placed
}

// cloth is brightness and pattern: waves along two directions.
type cloth struct{ bright, depth1, kx1, ky1, depth2, kx2, ky2, phase float64 }

// newCloth draws plain cloth, stripes, checks or a soft gradient.
func newCloth(d dice) cloth {
	c := cloth{bright: d.in(0.3, 1), phase: d.in(0, 2*math.Pi)}
	turn := d.about(0.3)
	if d.chance(0.5) {
		turn += math.Pi / 2
	}
	sin, cos := math.Sincos(turn)
	period := d.in(2.5, 9) // pixels; shorter waves would alias
	switch kind := d.unit(); {
	case kind < 0.4: // plain, with a little shading
		c.depth1, period = d.in(0, 0.25), d.in(20, 60)
	case kind < 0.75: // stripes
		c.depth1 = d.in(0.15, 0.8)
	default: // checks
		c.depth1, c.depth2 = d.in(0.1, 0.5), d.in(0.1, 0.5)
	}
	k := 2 * math.Pi / period
	c.kx1, c.ky1, c.kx2, c.ky2 = k*cos, k*sin, -k*sin, k*cos
	return c
}

// at is the cloth's grey at a pixel, 0 … 1.
func (c cloth) at(x, y float64) float64 {
	value := c.bright * (1 - c.depth1*(0.5+0.5*math.Sin(c.kx1*x+c.ky1*y+c.phase)))
	if c.depth2 > 0 {
		value *= 1 - c.depth2*(0.5+0.5*math.Sin(c.kx2*x+c.ky2*y+c.phase))
	}
	return value
}
