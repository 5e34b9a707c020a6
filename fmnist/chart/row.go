package chart

import (
	"math"
	"strings"
)

// Row is several charts in one picture, beside each other or, with Columns, in a grid.
type Row struct {
	Title   string
	Charts  []Chart
	Columns int // 0: all beside each other
	Note    string
}

// Side puts charts beside each other.
func Side(charts ...Chart) Row { return Row{Charts: charts} }

// PNG implements Chart.
func (r Row) PNG() ([]byte, error) { return pngOf(r) }

// SVG implements Vector.
func (r Row) SVG() ([]byte, error) { return svgOf(r) }

// WithNote implements Noted.
func (r Row) WithNote(note string) Chart { r.Note = joinNotes(r.Note, note); return r }

// Text implements Chart: one chart after the other.
func (r Row) Text() string {
	var blocks []string
	if r.Title != "" {
		blocks = append(blocks, r.Title)
	}
	for _, c := range r.list() {
		blocks = append(blocks, c.Text())
	}
	if len(r.list()) == 0 {
		blocks = append(blocks, noData)
	}
	if r.Note != "" {
		blocks = append(blocks, "("+r.Note+")")
	}
	return strings.Join(blocks, "\n\n")
}

// list returns the charts that are there.
func (r Row) list() []Chart {
	var out []Chart
	for _, c := range r.Charts {
		if c != nil {
			out = append(out, c)
		}
	}
	return out
}

// columns returns the number of charts in a row.
func (r Row) columns() int {
	n := max(1, len(r.list()))
	if r.Columns > 0 {
		return min(r.Columns, n)
	}
	return n
}

// sizes returns the width of each column and the height of each row.
func (r Row) sizes(p *pen) (ws, hs []float64) {
	n := r.columns()
	for i, c := range r.list() {
		if i < n {
			ws = append(ws, 0)
		}
		if i%n == 0 {
			hs = append(hs, 0)
		}
		w, h := part{c}.size(p)
		ws[i%n], hs[i/n] = math.Max(ws[i%n], w), math.Max(hs[i/n], h)
	}
	return ws, hs
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// room is the height of the row's own title and note.
func (r Row) room() (above, below float64) {
	if r.Title != "" {
		above = titleRoom + pad
	}
	if r.Note != "" {
		below = noteRoom + pad/2
	}
	return above, below
}

func (r Row) size(p *pen) (w, h float64) {
	if len(r.list()) == 0 {
		return 240, 100 // room for a title and the words "no data"
	}
	ws, hs := r.sizes(p)
	above, below := r.room()
	return sum(ws), sum(hs) + above + below
}

func (r Row) draw(c canvas, b box) {
	if len(r.list()) == 0 {
		nothing(c, b, r.Title, r.Note)
		return
	}
	above, below := r.room()
	st := style{face: bold, size: titleSize, color: ink}
	if r.Title != "" {
		c.text(b.x+pad, b.y+pad+titleSize-2, c.pens().fit(r.Title, st, b.w-2*pad), st)
	}
	if r.Note != "" {
		note := style{size: smallSize, color: softInk, align: 1}
		c.text(b.x+b.w-pad, b.y+b.h-below+smallSize, c.pens().fit(r.Note, note, b.w-2*pad), note)
	}
	ws, hs := r.sizes(c.pens())
	n := r.columns()
	for i, ch := range r.list() {
		x, y := b.x+sum(ws[:i%n]), b.y+above+sum(hs[:i/n])
		w, h := part{ch}.size(c.pens())
		part{ch}.draw(c, box{x, y, w, h})
	}
}
