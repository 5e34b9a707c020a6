package chart

import (
	"math"
)

// BarSet is one value for every name of a Bars chart.
type BarSet struct {
	Name   string
	Values Values
	Errors Values // half lengths of error bars, or nil
}

// Bars compares values by name, with one or several sets beside each other.
type Bars struct {
	Title      string
	X, Y       string // names of the axes: Y that of the values, X that of the names, upright or not
	Names      []string
	Sets       []BarSet
	Horizontal bool       // bars to the right, for long names
	Range      [2]float64 // ends of the value axis; equal ends start at 0 and fit the data
	NoValues   bool       // do not write the values at the bars
	Width      int        // CSS pixels; 0 is 640
	Height     int        // CSS pixels; 0 is 400, or what horizontal bars need
	Note       string
}

// Bar returns a chart of one set.
func Bar(title string, names []string, values []float64) Bars {
	return Bars{Title: title, Names: names, Sets: []BarSet{{Values: values}}}
}

// PNG implements Chart.
func (b Bars) PNG() ([]byte, error) { return pngOf(b) }

// SVG implements Vector.
func (b Bars) SVG() ([]byte, error) { return svgOf(b) }

// WithNote implements Noted.
func (b Bars) WithNote(note string) Chart { b.Note = joinNotes(b.Note, note); return b }

// n returns the number of groups.
func (b Bars) n() int {
	n := 0
	for _, s := range b.Sets {
		n = max(n, len(s.Values))
	}
	return n
}

func (b Bars) name(i int) string {
	if i < len(b.Names) {
		return b.Names[i]
	}
	return number(float64(i))
}

// values returns the axis of the values; ok is false if there is none to show.
func (b Bars) values() (a axis, ok bool) {
	var all Values
	for _, s := range b.Sets {
		for i, v := range s.Values {
			all = append(all, v)
			if e := s.err(i); e > 0 {
				all = append(all, v-e, v+e)
			}
		}
	}
	lo, hi, ok := span(all)
	if b.Range[0] < b.Range[1] && finite(b.Range[0]) && finite(b.Range[1]) {
		return newAxis(b.Range[0], b.Range[1], false), ok
	}
	lo, hi = math.Min(lo, 0), math.Max(hi, 0) // a bar's length is its value only if it starts at 0
	a = newAxis(lo, hi, false)
	room := 0.08 * (a.hi - a.lo) // for the values at the ends
	if b.Horizontal {
		room *= 2 // written beside the bars they need more
	}
	if !finite(a.lo-room) || !finite(a.hi+room) {
		room = 0
	}
	if hi > 0 {
		a.hi += room
	}
	if lo < 0 {
		a.lo -= room
	}
	return a, ok
}

// err returns the half length of the i-th error bar, or 0.
func (s BarSet) err(i int) float64 {
	if i < len(s.Errors) && finite(s.Errors[i]) {
		return math.Abs(s.Errors[i])
	}
	return 0
}

func (b Bars) size(p *pen) (w, h float64) {
	standard := DefaultHeight
	if b.Horizontal {
		standard = int(topRoom(b.Title, b.Note)) + 60 + b.n()*max(24, 18*len(b.Sets))
	}
	return sizeOr(b.Width, DefaultWidth), sizeOr(b.Height, standard)
}

func (b Bars) frame() (*frame, bool) {
	a, ok := b.values()
	n := b.n()
	if !ok || n == 0 {
		return nil, false
	}
	f := &frame{title: b.Title, note: b.Note}
	names := make([]tick, n)
	for i := range names {
		at := float64(i)
		if b.Horizontal { // the first name on top
			at = float64(n - 1 - i)
		}
		names[i] = tick{at, b.name(i)}
	}
	groups := axis{lo: -0.5, hi: float64(n) - 0.5}
	if b.Horizontal {
		f.x, f.y, f.xTicks, f.yTicks, f.xName, f.yName, f.noGridY = a, groups, a.ticks(6, false), names, b.Y, b.X, true
	} else {
		f.x, f.y, f.xTicks, f.yTicks, f.xName, f.yName, f.noGridX = groups, a, names, a.ticks(6, false), b.X, b.Y, true
	}
	if len(b.Sets) > 1 || len(b.Sets) == 1 && b.Sets[0].Name != "" {
		for k, s := range b.Sets {
			f.keys = append(f.keys, key{s.Name, lineColor(k), keySquare})
		}
	}
	return f, true
}

func (b Bars) draw(c canvas, at box) {
	f, ok := b.frame()
	if !ok {
		nothing(c, at, b.Title, b.Note)
		return
	}
	if !b.Horizontal {
		b.slant(c, f, at)
	}
	plot := f.draw(c, at)
	for k, s := range b.Sets {
		for i, v := range s.Values {
			if finite(v) {
				b.bar(c, f, plot, k, i, v, s.err(i))
			}
		}
	}
	if b.Horizontal {
		x := math.Max(plot.x, math.Min(plot.x+plot.w, plot.x+f.x.pos(0)*plot.w))
		c.rect(box{x - 0.5, plot.y, 1, plot.h}, axisGrey)
	} else {
		y := math.Max(plot.y, math.Min(plot.y+plot.h, plot.y+plot.h-f.y.pos(0)*plot.h))
		c.rect(box{plot.x, y - 0.5, plot.w, 1}, axisGrey)
	}
}

// slant shortens names that would overlap: all names stay visible, if not whole.
func (b Bars) slant(c canvas, f *frame, at box) {
	st := style{size: smallSize}
	room := (at.w-90)/float64(len(f.xTicks)) - 5
	for i := range f.xTicks {
		f.xTicks[i].label = c.pens().fit(f.xTicks[i].label, st, room)
	}
}

// bar draws one bar with its error and value.
func (b Bars) bar(c canvas, f *frame, plot box, k, i int, v, e float64) {
	const share = 0.76 // of a group's room; the rest separates groups
	wide := share / float64(len(b.Sets))
	mid := float64(i) - share/2 + (float64(k)+0.5)*wide
	if b.Horizontal {
		mid = float64(b.n()-1-i) + share/2 - (float64(k)+0.5)*wide
	}
	to := func(g, v float64) point {
		if b.Horizontal {
			return within(f.place(plot, v, g), plot)
		}
		return within(f.place(plot, g, v), plot)
	}
	p, q := to(mid-wide*0.48, 0), to(mid+wide*0.48, v)
	c.rect(box{math.Min(p.x, q.x), math.Min(p.y, q.y), math.Abs(p.x - q.x), math.Abs(p.y - q.y)}, lineColor(k))
	end := to(mid, v)
	if e > 0 {
		c.stroke([]point{to(mid, v-e), to(mid, v+e)}, 1.5, nil, ink)
		if far := to(mid, v+math.Copysign(e, v)); v != 0 {
			end = far
		}
	}
	if !b.NoValues {
		b.label(c, end, v, plot.w*wide/float64(b.n()))
	}
}

// label writes a value at the end of its bar, which has the given room across.
func (b Bars) label(c canvas, end point, v, room float64) {
	st := style{size: smallSize, color: softInk}
	if b.Horizontal {
		dx := 5.0
		if v < 0 {
			st.align, dx = 1, -5
		}
		c.text(end.x+dx, end.y+4, brief(v), st)
		return
	}
	st.align = 0.5
	dy := -4.0
	if v < 0 {
		dy = 13
	}
	if c.pens().width(brief(v), st) < room+8 { // else neighbours would overlap
		c.text(end.x, end.y+dy, brief(v), st)
	}
}
