package chart

import (
	"math"
	"slices"
)

// Axis is one upright axis of a Parallel chart.
type Axis struct {
	Name  string
	Log   bool
	Names []string // of the values 0, 1, 2 …, for choices
}

// Parallel draws one line per row through parallel upright axes: how hyperparameters go with a score. The last axis is
// the score; better lines are darker and drawn later, and the best one is wide.
type Parallel struct {
	Title  string
	Axes   []Axis
	Rows   []Values // one value per axis; NaN breaks a line
	Low    bool     // a small score is good, as a loss
	Width  int      // CSS pixels; 0 fits the axes
	Height int      // CSS pixels; 0 is 400
	Note   string
}

// scored runs from light grey to dark blue: good lines stand out and bad ones recede.
var scored = ramp{rgb(0xd9dce1), rgb(0x9bb7d4), rgb(0x4186c3), rgb(0x0b3f80)}

// noScore is the colour of rows without a value on the last axis.
var noScore = rgb(0xd6d6d6)

// bestColor is none of the ramp's.
var bestColor = lineColors[1]

// PNG implements Chart.
func (p Parallel) PNG() ([]byte, error) { return pngOf(p) }

// SVG implements Vector.
func (p Parallel) SVG() ([]byte, error) { return svgOf(p) }

// WithNote implements Noted.
func (p Parallel) WithNote(note string) Chart { p.Note = joinNotes(p.Note, note); return p }

func (p Parallel) size(pens *pen) (w, h float64) {
	room := 115.0 // from axis to axis
	for _, a := range p.Axes {
		room = max(room, pens.width(a.Name, axisName)+axisGap)
	}
	return sizeOr(p.Width, max(DefaultWidth, min(1400, int(math.Ceil(room))*len(p.Axes)+2*sideRoom))),
		sizeOr(p.Height, DefaultHeight)
}

// axisName is how the axes' names are written, and axisGap the room between two of them.
var axisName = style{face: bold, size: smallSize, color: ink, align: 0.5}

const (
	axisGap  = 10
	sideRoom = 16 // left and right of the picture
)

// value returns the value of row i on axis j, NaN if it has none or the axis cannot show it.
func (p Parallel) value(i, j int) float64 {
	if j >= len(p.Rows[i]) || !finite(p.Rows[i][j]) || p.Axes[j].Log && p.Rows[i][j] <= 0 {
		return math.NaN()
	}
	return p.Rows[i][j]
}

// axis returns the range of axis j; ok is false if no row has a value on it.
func (p Parallel) axis(j int) (a axis, ok bool) {
	if n := len(p.Axes[j].Names); n > 0 {
		return newAxis(0, float64(n-1), false), true
	}
	var v Values
	for i := range p.Rows {
		v = append(v, p.value(i, j))
	}
	lo, hi, ok := span(v)
	return newAxis(lo, hi, p.Axes[j].Log), ok
}

// order returns the rows from the worst to the best; rows without a score come first.
func (p Parallel) order() []int {
	last := len(p.Axes) - 1
	out := make([]int, len(p.Rows))
	for i := range out {
		out[i] = i
	}
	worth := func(i int) float64 {
		v := p.value(i, last)
		switch {
		case math.IsNaN(v):
			return math.Inf(-1)
		case p.Low:
			return -v
		}
		return v
	}
	slices.SortStableFunc(out, func(a, b int) int {
		switch x, y := worth(a), worth(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return out
}

// unscored reports whether some row has no value on the last axis.
func (p Parallel) unscored() bool {
	for i := range p.Rows {
		if math.IsNaN(p.value(i, len(p.Axes)-1)) {
			return true
		}
	}
	return false
}

func (p Parallel) draw(c canvas, b box) {
	if len(p.Axes) == 0 || len(p.Rows) == 0 {
		nothing(c, b, p.Title, p.Note)
		return
	}
	keys := []key{{"best", bestColor, keyLine}, {"better is darker", scored.at(0.7), keyLine}}
	if p.unscored() {
		keys = append(keys, key{"given up before the last axis", noScore, keyLine})
	}
	in := legend(c, top(c, b, p.Title, p.Note), keys)
	// Half an axis' room on both sides holds the labels of the outer axes.
	step := in.w / float64(len(p.Axes))
	plot := box{in.x + step/2, in.y + 30, step * float64(len(p.Axes)-1), in.h - 46}
	axes := make([]axis, len(p.Axes))
	for j := range axes {
		axes[j], _ = p.axis(j)
	}
	score, _ := p.axis(len(axes) - 1)
	order := p.order()
	for k, i := range order {
		t := score.pos(p.value(i, len(axes)-1))
		if p.Low {
			t = 1 - t
		}
		width, col := 1.5, noScore
		if !math.IsNaN(t) {
			col = scored.at(math.Round(t*32) / 32)
		}
		if k == len(order)-1 && !math.IsNaN(t) {
			width, col = 3.5, bestColor
		}
		p.row(c, plot, step, axes, i, width, col)
	}
	for j, a := range axes {
		p.drawAxis(c, box{plot.x + float64(j)*step, plot.y, step, plot.h}, j, a)
	}
}
