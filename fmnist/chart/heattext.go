package chart

import (
	"fmt"
	"math"
	"strings"
)

// Text implements Chart: size, range and mean, and the matrix coarsely shaded. On a diverging scale + and − rows of
// letters tell the sign.
func (h Heat) Text() string {
	rows, cols := h.shape()
	a, ok := h.scale()
	if !ok || rows == 0 {
		return finish(append(heading(h.Title), noData), h.Note)
	}
	lo, hi, _ := span(h.Values[:rows*cols])
	lines := append(heading(h.Title), fmt.Sprintf("%d rows × %d columns, smallest %s, largest %s", rows, cols,
		number(lo), number(hi)))
	// 48×24 letters keep a square matrix square.
	high, wide := min(rows, 24), min(cols, 48)
	for y := range high {
		var b strings.Builder
		for x := range wide {
			b.WriteRune(h.letter(a, y*rows/high, max((y+1)*rows/high, y*rows/high+1), x*cols/wide,
				max((x+1)*cols/wide, x*cols/wide+1)))
		}
		lines = append(lines, b.String())
	}
	if h.Diverging {
		lines = append(lines, "shades for positive values, · - = for negative ones")
	}
	return finish(lines, h.Note)
}

// letter shades the mean of a block of cells.
func (h Heat) letter(a axis, y0, y1, x0, x1 int) rune {
	sum, n := 0.0, 0.0
	for y := y0; y < y1; y++ {
		for x := x0; x < x1; x++ {
			if v := h.Values[y*h.Cols+x]; finite(v) {
				sum, n = sum+v, n+1
			}
		}
	}
	if n == 0 {
		return '?'
	}
	t := a.pos(sum / n)
	marks := shades
	if h.Diverging {
		t = 2*t - 1
		if t < 0 {
			marks = []rune(" ·-==")
		}
		t = math.Abs(t)
	}
	return marks[max(0, min(len(marks)-1, int(t*float64(len(marks)))))]
}
