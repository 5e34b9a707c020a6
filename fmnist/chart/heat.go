package chart

import (
	"image"
	"image/color"
	"math"
)

// Heat is a matrix of numbers as colours, row 0 at the top.
type Heat struct {
	Title  string
	X, Y   string // names of the axes
	Rows   int    // 0: as many as the values fill
	Cols   int
	Values Values // row by row; NaN is drawn grey

	Diverging bool    // colours centred on 0, for correlations and weights
	Min, Max  float64 // ends of the colour scale; equal ends fit the data
	Unit      string  // what a colour means, beside the colour bar
	RowNames  []string
	ColNames  []string
	Size      int // CSS pixels of the longer side, about; 0 is 520. Cells are whole device pixels.
	Note      string
}

// PNG implements Chart.
func (h Heat) PNG() ([]byte, error) { return pngOf(h) }

// SVG implements Vector.
func (h Heat) SVG() ([]byte, error) { return svgOf(h) }

// WithNote implements Noted.
func (h Heat) WithNote(note string) Chart { h.Note = joinNotes(h.Note, note); return h }

// shape returns the numbers of rows and columns that the values fill.
func (h Heat) shape() (rows, cols int) {
	if h.Cols <= 0 {
		return 0, 0
	}
	rows = len(h.Values) / h.Cols
	if h.Rows > 0 {
		rows = min(rows, h.Rows)
	}
	return rows, h.Cols
}

// scale returns the ends of the colour scale; ok is false without a finite value.
func (h Heat) scale() (a axis, ok bool) {
	lo, hi, ok := span(h.Values)
	if !ok {
		return axis{}, false
	}
	if h.Min < h.Max && finite(h.Min) && finite(h.Max) {
		lo, hi = h.Min, h.Max
	}
	if h.Diverging {
		m := math.Max(math.Abs(lo), math.Abs(hi))
		if m == 0 {
			m = 1
		}
		lo, hi = -m, m
	}
	return newAxis(lo, hi, false), true
}

func (h Heat) ramp() ramp {
	if h.Diverging {
		return diverging
	}
	return sequential
}

// heatSize is the standard length of the longer side in CSS pixels.
const heatSize = 520

// cell returns the side of a cell in device pixels: at least one, and as many as the wanted size needs. A broken number
// would repeat some cells more often than others, which shows as stripes that are not in the data.
func (h Heat) cell(p *pen) int {
	rows, cols := h.shape()
	want := sizeOr(h.Size, heatSize) * p.density
	if rows*cols > manyValues { // rather smaller than wanted than twice the pixels
		return max(1, int(math.Round(want/float64(max(rows, cols)))))
	}
	return max(1, int(math.Ceil(want/float64(max(rows, cols)))))
}

// margins is the room left of, below and right of the colours.
func (h Heat) margins(p *pen) (left, under, right float64) {
	rows, cols := h.shape()
	st := style{size: smallSize}
	left, under, right = 44, 26, 70
	for i := range min(rows, len(h.RowNames)) {
		left = math.Max(left, p.width(h.RowNames[i], st)+10)
	}
	if h.Y != "" {
		left += 20
	}
	for j := range min(cols, len(h.ColNames)) {
		if w := p.width(h.ColNames[j], st); w+4 > float64(h.cell(p))/p.density {
			under = math.Max(under, w+14)
		}
	}
	if h.X != "" {
		under += 18
	}
	if h.Unit != "" {
		right += 24
	}
	return left, under, right
}

func (h Heat) size(p *pen) (w, hh float64) {
	rows, cols := h.shape()
	if _, ok := h.scale(); !ok || rows == 0 {
		return 240, topRoom(h.Title, h.Note) + 40
	}
	left, under, right := h.margins(p)
	k := float64(h.cell(p)) / p.density
	w = math.Max(left+right+k*float64(cols), p.width(h.Title, style{face: bold, size: titleSize}))
	return math.Ceil(w) + 2*pad, math.Ceil(k*float64(rows)+under) + topRoom(h.Title, h.Note)
}

func (h Heat) draw(c canvas, b box) {
	rows, cols := h.shape()
	a, ok := h.scale()
	if !ok || rows == 0 {
		nothing(c, b, h.Title, h.Note)
		return
	}
	in := top(c, b, h.Title, h.Note)
	left, under, _ := h.margins(c.pens())
	k := float64(h.cell(c.pens())) / c.pens().density
	plot := box{in.x + left, in.y, k * float64(cols), k * float64(rows)}
	c.picture(plot.x, plot.y, h.picture(a, h.cell(c.pens())))
	h.labels(c, plot, k)
	name := style{size: labelSize, color: ink, align: 0.5}
	c.text(plot.x+plot.w/2, plot.y+plot.h+under-5, c.pens().fit(h.X, name, plot.w), name)
	name.up = true
	c.text(in.x+12, plot.y+plot.h/2, c.pens().fit(h.Y, name, plot.h), name)
	colorBar(c, box{plot.x + plot.w + 14, plot.y, 14, plot.h}, h.ramp(), a, h.Unit)
}

// picture returns the colours, every cell k pixels wide and high.
func (h Heat) picture(a axis, k int) image.Image {
	rows, cols := h.shape()
	out := image.NewRGBA(image.Rect(0, 0, cols*k, rows*k))
	n := barLevels
	if rows*cols > manyValues {
		n = fewLevels
	}
	levels := h.ramp().levels(n)
	for y := range rows {
		row := h.Values[y*cols : (y+1)*cols]
		line := out.Pix[y*k*out.Stride : (y*k+1)*out.Stride]
		for x, v := range row {
			col := color.NRGBA{204, 204, 204, 255} // grey: no number here
			if t := a.pos(v); !math.IsNaN(t) {
				col = levels[int(math.Round(math.Max(0, math.Min(1, t))*float64(n-1)))]
			}
			for i := x * k; i < (x+1)*k; i++ {
				line[4*i], line[4*i+1], line[4*i+2], line[4*i+3] = col.R, col.G, col.B, 255
			}
		}
		for d := 1; d < k; d++ {
			copy(out.Pix[(y*k+d)*out.Stride:], line)
		}
	}
	return out
}

// labels writes names or numbers of rows and columns.
func (h Heat) labels(c canvas, plot box, k float64) {
	rows, cols := h.shape()
	st := style{size: smallSize, color: softInk, align: 0.5}
	turned := false
	for j := range min(cols, len(h.ColNames)) {
		turned = turned || c.pens().width(h.ColNames[j], st)+4 > k
	}
	for _, t := range indexTicks(cols, h.ColNames) {
		x := plot.x + (t.at+0.5)*k
		if turned {
			up := st
			up.up, up.align = true, 1
			c.text(x+4, plot.y+plot.h+6, t.label, up)
			continue
		}
		c.text(x, plot.y+plot.h+16, t.label, st)
	}
	st.align = 1
	for _, t := range indexTicks(rows, h.RowNames) {
		c.text(plot.x-6, plot.y+(t.at+0.5)*k+4, t.label, st)
	}
}

// indexTicks labels positions 0 … n-1 by name, or some of them by number if there are no names.
func indexTicks(n int, names []string) []tick {
	if len(names) > 0 {
		var out []tick
		for i := range min(n, len(names)) {
			out = append(out, tick{float64(i), names[i]})
		}
		return out
	}
	return axis{lo: 0, hi: float64(max(n-1, 1))}.ticks(8, true)
}
