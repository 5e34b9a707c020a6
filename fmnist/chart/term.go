package chart

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// heading writes the title, underlined by nothing: one line, or none.
func heading(title string) []string {
	if title == "" {
		return nil
	}
	return []string{title}
}

// finish joins lines, adds the note and cuts trailing spaces.
func finish(lines []string, note string) string {
	if note != "" {
		lines = append(lines, "("+note+")")
	}
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// eighths are bars of one to eight eighths of a line's height.
var eighths = []rune("▁▂▃▄▅▆▇█")

// spark draws values as a row of n small bars; a gap where there is no number.
func spark(v Values, n int) string {
	lo, hi, ok := span(v)
	if !ok {
		return ""
	}
	n = min(n, len(v))
	var b strings.Builder
	for i := range n {
		part := v[i*len(v)/n : max((i+1)*len(v)/n, i*len(v)/n+1)]
		sum, count := 0.0, 0
		for _, x := range part {
			if finite(x) {
				sum, count = sum+x, count+1
			}
		}
		switch {
		case count == 0:
			b.WriteRune(' ')
		case hi == lo:
			b.WriteRune(eighths[3])
		default:
			t := (sum/float64(count) - lo) / (hi - lo)
			b.WriteRune(eighths[min(7, max(0, int(math.Round(t*7))))])
		}
	}
	return b.String()
}

// bar draws a bar of t·n characters, to an eighth of a character.
func bar(t float64, n int) string {
	if math.IsNaN(t) || t <= 0 {
		return ""
	}
	k := int(math.Round(math.Min(t, 1) * float64(n) * 8))
	s := strings.Repeat("█", k/8)
	if k%8 > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[k%8-1])
	}
	if s == "" {
		s = "▏"
	}
	return s
}

// columns aligns cells; right tells which columns end flush.
func columns(rows [][]string, right []bool) []string {
	var width []int
	for _, r := range rows {
		for j, c := range r {
			if j == len(width) {
				width = append(width, 0)
			}
			width[j] = max(width[j], utf8.RuneCountInString(c))
		}
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		cells := make([]string, len(r))
		for j, c := range r {
			gap := strings.Repeat(" ", width[j]-utf8.RuneCountInString(c))
			if j < len(right) && right[j] {
				cells[j] = gap + c
			} else {
				cells[j] = c + gap
			}
		}
		out[i] = strings.TrimRight(strings.Join(cells, "  "), " ")
	}
	return out
}

// Text implements Chart: one row a line, with its first, last and extreme values and a sparkline.
func (l Line) Text() string {
	lines := heading(l.Title)
	if l.X != "" || l.Y != "" {
		lines = append(lines, fmt.Sprintf("%s over %s", orWord(l.Y, "value"), orWord(l.X, "position")))
	}
	rows := [][]string{{"", "first", "last", "min", "at", "max", "at", ""}}
	for _, s := range l.Series {
		if r := l.textRow(s); r != nil {
			rows = append(rows, r)
		}
	}
	if len(rows) == 1 {
		return finish(append(lines, noData), l.Note)
	}
	lines = append(lines, columns(rows, []bool{false, true, true, true, true, true, true, false})...)
	for _, m := range l.Marks {
		if finite(m.At) {
			lines = append(lines, fmt.Sprintf("mark at %s: %s", number(m.At), m.Label))
		}
	}
	return finish(lines, l.Note)
}

func orWord(s, word string) string {
	if s == "" {
		return word
	}
	return s
}

func (l Line) textRow(s Series) []string {
	var xs, ys Values
	for i := range s.n() {
		if x, y := s.point(i); l.shown(x, y) {
			xs, ys = append(xs, x), append(ys, y)
		}
	}
	if len(ys) == 0 {
		return nil
	}
	lo, hi := 0, 0
	for i := range ys {
		if ys[i] < ys[lo] {
			lo = i
		}
		if ys[i] > ys[hi] {
			hi = i
		}
	}
	return []string{s.Name, number(ys[0]), number(ys[len(ys)-1]), number(ys[lo]), number(xs[lo]),
		number(ys[hi]), number(xs[hi]), spark(ys, 30)}
}
