package chart

import (
	"fmt"
	"math"
	"strings"
)

// Letters of a scatter chart in text: 64×24 is about as wide as high in a terminal.
const (
	cloudCols = 64
	cloudRows = 24
)

// classMarks name the classes in text.
const classMarks = "0123456789abcdefghijklmnopqrstuvwxyz"

// Text implements Chart: each place shows the class most of its points have, by its mark; the marks are explained below
// with the number of points.
func (s Scatter) Text() string {
	points := s.visible()
	if len(points) == 0 {
		return finish(append(heading(s.Title), noData), s.Note)
	}
	f := s.frame(points)
	var votes [cloudRows][cloudCols]map[int]int
	total := map[int]int{}
	for _, i := range points {
		x := min(cloudCols-1, int(f.x.pos(s.Xs[i])*cloudCols))
		y := min(cloudRows-1, int((1-f.y.pos(s.Ys[i]))*cloudRows))
		if votes[y][x] == nil {
			votes[y][x] = map[int]int{}
		}
		votes[y][x][s.class(i)]++
		total[s.class(i)]++
	}
	lines := append(heading(s.Title), fmt.Sprintf("%s points; %s from %s to %s, %s from %s to %s",
		number(float64(len(points))),
		orWord(s.X, "x"), short(f.x.lo), short(f.x.hi), orWord(s.Y, "y"), short(f.y.lo), short(f.y.hi)))
	for y := range cloudRows {
		var b strings.Builder
		for x := range cloudCols {
			b.WriteByte(winner(votes[y][x], len(s.Classes) > 0))
		}
		lines = append(lines, b.String())
	}
	if len(s.Classes) > 0 {
		for _, c := range s.classes(points) {
			lines = append(lines, fmt.Sprintf("%c  %s (%s)", classMark(c), s.className(c), number(float64(total[c]))))
		}
	}
	return finish(lines, s.Note)
}

// short writes an axis' end with about three digits.
func short(v float64) string {
	if a := math.Abs(v); a >= 100 && a < 1e7 {
		return grouped(fmt.Sprintf("%.0f", v))
	}
	return fmt.Sprintf("%.3g", v)
}

func classMark(c int) byte {
	if c < 0 || c >= len(classMarks) {
		return '*'
	}
	return classMarks[c]
}

// winner returns the mark of the class with most points in a place; the lower class wins a tie.
func winner(votes map[int]int, marks bool) byte {
	if len(votes) == 0 {
		return ' '
	}
	if !marks {
		return '.'
	}
	best, most := 0, -1
	for c, n := range votes {
		if n > most || n == most && c < best {
			best, most = c, n
		}
	}
	return classMark(best)
}
