package chart

import (
	"fmt"
	"image"
	"image/color"
)

// point is a place in CSS pixels, y downwards.
type point struct{ x, y float64 }

// box is a rectangle in CSS pixels.
type box struct{ x, y, w, h float64 }

// inset returns the box without a margin of d on every side.
func (b box) inset(d float64) box { return box{b.x + d, b.y + d, b.w - 2*d, b.h - 2*d} }

// canvas is what charts draw on: pixels or SVG.
type canvas interface {
	pens() *pen
	rect(b box, c color.NRGBA)
	fill(poly []point, c color.NRGBA)
	// stroke draws a polyline; dash lists lengths of line and gap in turn, nil is a full line.
	stroke(line []point, width float64, dash []float64, c color.NRGBA)
	// text hangs s at x with its base line at y.
	text(x, y float64, s string, st style)
	// picture draws the image, device pixel by device pixel, with its upper left corner near x, y.
	picture(x, y float64, img image.Image)
}

// drawer is a chart of this package: it knows its size and can draw itself into a box at least that large.
type drawer interface {
	size(p *pen) (w, h float64)
	draw(c canvas, b box)
}

// maxPixels bounds a picture to what a browser shows without trouble.
const maxPixels = 64 << 20

// pngOf draws the chart and encodes it.
func pngOf(d drawer) ([]byte, error) {
	p := newPen(Density)
	w, h := d.size(p)
	if w*h*Density*Density > maxPixels {
		return nil, fmt.Errorf("chart: a picture of %.0f×%.0f pixels is too large to show; show fewer rows, columns or images", w, h)
	}
	r := newRaster(w, h, p)
	d.draw(r, box{0, 0, w, h})
	return encodePNG(r.img)
}

// svgOf draws the chart as SVG.
func svgOf(d drawer) ([]byte, error) {
	p := newPen(Density)
	w, h := d.size(p)
	if w*h > maxPixels {
		return nil, fmt.Errorf("chart: a picture of %.0f×%.0f pixels is too large to show; show fewer rows, columns or images", w, h)
	}
	s := newSVG(w, h, p)
	d.draw(s, box{0, 0, w, h})
	return s.bytes()
}

// rectLine returns the closed outline of a box.
func rectLine(b box) []point {
	return []point{{b.x, b.y}, {b.x + b.w, b.y}, {b.x + b.w, b.y + b.h}, {b.x, b.y + b.h}, {b.x, b.y}}
}
