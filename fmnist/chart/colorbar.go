package chart

import (
	"image"
	"math"
)

// barLevels is the number of steps of a colour bar and of a heat map's colours: odd, so that a diverging scale has a
// middle, and small enough for a PNG's palette beside the blends of the letters. With hundreds of thousands of cells a
// fifth of them looks the same and saves half of the file.
const (
	barLevels  = 129
	fewLevels  = 25
	manyValues = 100_000
)

// colorBar draws an upright colour scale with its values and, turned, its name.
func colorBar(c canvas, b box, r ramp, a axis, name string) {
	c.picture(b.x, b.y, r.picture(int(b.w*c.pens().density), int(math.Round(b.h*c.pens().density))))
	c.stroke(rectLine(b), 1, nil, axisGrey)
	st := style{size: smallSize, color: softInk}
	wide := 0.0
	for _, t := range a.ticks(max(2, min(5, int(b.h/40))), false) {
		y := b.y + b.h*(1-a.pos(t.at))
		c.rect(box{b.x + b.w, y - 0.5, 4, 1}, axisGrey)
		c.text(b.x+b.w+7, y+4, t.label, st)
		wide = max(wide, c.pens().width(t.label, st))
	}
	if name != "" {
		up := style{size: labelSize, color: ink, align: 0.5, up: true}
		c.text(b.x+b.w+wide+24, b.y+b.h/2, c.pens().fit(name, up, b.h), up)
	}
}

// picture returns the ramp in device pixels, its end on top.
func (r ramp) picture(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	levels := r.levels(barLevels)
	for y := range h {
		col := levels[(h-1-y)*barLevels/h]
		for x := range w {
			i := img.PixOffset(x, y)
			img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = col.R, col.G, col.B, 255
		}
	}
	return img
}
