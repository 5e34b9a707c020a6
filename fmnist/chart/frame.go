package chart

import (
	"image/color"
	"math"
)

// Margins and gaps in CSS pixels.
const (
	pad       = 12 // around every chart
	titleRoom = 24 // a title line
	noteRoom  = 18 // a note line
	legendRow = 20 // a row of the legend
	tickGap   = 6  // between an axis and its labels
)

// key is one entry of a legend.
type key struct {
	name  string
	color color.NRGBA
	mark  keyMark
}

// keyMark is what stands before a legend's name.
type keyMark int

const (
	keyLine keyMark = iota
	keyDashed
	keySquare
	keyDot
)

// frame is the furniture of a plot: title, legend, axes with ticks and names, note.
type frame struct {
	title, xName, yName, note string
	keys                      []key
	x, y                      axis
	xTicks, yTicks            []tick
	noGridX, noGridY          bool
}

// top draws the title and the note of any chart and returns the box between them.
func top(c canvas, b box, title, note string) box {
	b = b.inset(pad)
	if title != "" {
		st := style{face: bold, size: titleSize, color: ink}
		c.text(b.x, b.y+titleSize-2, c.pens().fit(title, st, b.w), st)
		b.y, b.h = b.y+titleRoom, b.h-titleRoom
	}
	if note != "" {
		st := style{size: smallSize, color: softInk, align: 1}
		c.text(b.x+b.w, b.y+b.h-2, c.pens().fit(note, st, b.w), st)
		b.h -= noteRoom
	}
	return b
}

// topRoom is the size that top takes.
func topRoom(title, note string) float64 {
	h := 2.0 * pad
	if title != "" {
		h += titleRoom
	}
	if note != "" {
		h += noteRoom
	}
	return h
}

// nothing draws the words "no data" in the middle.
func nothing(c canvas, b box, title, note string) {
	in := top(c, b, title, note)
	c.text(in.x+in.w/2, in.y+in.h/2, noData, style{size: labelSize, color: softInk, align: 0.5})
}

// legend draws the keys in rows from the upper left corner and returns what is left below.
func legend(c canvas, b box, keys []key) box {
	if len(keys) == 0 {
		return b
	}
	st := style{size: labelSize, color: ink}
	const swatch, gap = 24, 18
	x, y, total := b.x, b.y, 0.0
	for _, k := range keys {
		total += swatch + gap + c.pens().width(k.name, st)
	}
	rows := math.Ceil((total - gap) / b.w)
	perRow := int(math.Ceil(float64(len(keys)) / rows)) // rows of equal length look tidier than a lone last key
	for i, k := range keys {
		name := c.pens().fit(k.name, st, b.w-swatch)
		w := swatch + c.pens().width(name, st)
		if x > b.x && (x+w > b.x+b.w || i%perRow == 0) {
			x, y = b.x, y+legendRow
		}
		drawKey(c, box{x, y, swatch - 6, legendRow}, k)
		c.text(x+swatch, y+14, name, st)
		x += w + gap
	}
	used := y - b.y + legendRow + 4
	return box{b.x, b.y + used, b.w, b.h - used}
}

func drawKey(c canvas, b box, k key) {
	mid := b.y + b.h/2
	switch k.mark {
	case keyLine:
		c.stroke([]point{{b.x, mid}, {b.x + b.w, mid}}, 2.5, nil, k.color)
	case keyDashed:
		c.stroke([]point{{b.x, mid}, {b.x + b.w, mid}}, 2.5, []float64{7, 4}, k.color)
	case keySquare:
		c.rect(box{b.x + 4, mid - 6, 12, 12}, k.color)
	case keyDot:
		c.fill(disk(point{b.x + 10, mid}, 5), k.color)
	}
}

// draw draws everything but the data and returns the box of the data.
func (f *frame) draw(c canvas, b box) box {
	in := legend(c, top(c, b, f.title, f.note), f.keys)
	small := style{size: smallSize, color: softInk}
	left, right := 0.0, 0.0
	for _, t := range f.yTicks {
		left = math.Max(left, c.pens().width(t.label, small))
	}
	for _, t := range f.xTicks { // the last label may stick out by half its width
		if over := c.pens().width(t.label, small)/2 - (1-f.x.pos(t.at))*in.w; over > right {
			right = over
		}
	}
	left += tickGap
	if f.yName != "" {
		left += 20
	}
	under := 2*tickGap + smallSize
	if f.xName != "" {
		under += 19
	}
	plot := box{in.x + left, in.y + 4, math.Max(1, in.w-left-right), math.Max(1, in.h-under-4)}
	f.rules(c, plot)
	name := style{size: labelSize, color: ink, align: 0.5}
	c.text(plot.x+plot.w/2, in.y+in.h-4, c.pens().fit(f.xName, name, plot.w), name)
	name.up = true
	c.text(in.x+12, plot.y+plot.h/2, c.pens().fit(f.yName, name, plot.h), name)
	return plot
}

// rules draws grid lines, tick labels and axes.
func (f *frame) rules(c canvas, plot box) {
	st := style{size: smallSize, color: softInk, align: 0.5}
	end := math.Inf(-1) // right end of the last label: labels that would overlap are left out
	for _, t := range f.xTicks {
		x := plot.x + f.x.pos(t.at)*plot.w
		if !f.noGridX {
			c.rect(box{x - 0.5, plot.y, 1, plot.h}, t.grey())
		}
		if w := c.pens().width(t.label, st); t.label != "" && x-w/2 > end {
			c.text(x, plot.y+plot.h+tickGap+smallSize-1, t.label, st)
			end = x + w/2 + 4
		}
	}
	st.align = 1
	for _, t := range f.yTicks {
		y := plot.y + plot.h - f.y.pos(t.at)*plot.h
		if !f.noGridY {
			c.rect(box{plot.x, y - 0.5, plot.w, 1}, t.grey())
		}
		c.text(plot.x-tickGap, y+smallSize*0.35, t.label, st)
	}
	c.rect(box{plot.x - 0.5, plot.y, 1, plot.h + 0.5}, axisGrey)
	c.rect(box{plot.x - 0.5, plot.y + plot.h - 0.5, plot.w + 0.5, 1}, axisGrey)
}

// grey returns the colour of the tick's grid line: fainter for a minor one.
func (t tick) grey() color.NRGBA {
	if t.label == "" {
		return faintGrey
	}
	return ruleGrey
}

// place returns where the point x, y of the data lies in the plot.
func (f *frame) place(plot box, x, y float64) point {
	return point{plot.x + f.x.pos(x)*plot.w, plot.y + plot.h - f.y.pos(y)*plot.h}
}
