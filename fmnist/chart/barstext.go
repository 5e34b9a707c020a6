package chart

import (
	"fmt"
	"math"
	"strings"
)

// Text implements Chart: one line a bar.
func (b Bars) Text() string {
	lines := heading(b.Title)
	_, hi, ok := span(b.lengths())
	if !ok {
		return finish(append(lines, noData), b.Note)
	}
	var rows [][]string
	for i := range b.n() {
		for k, s := range b.Sets {
			if i >= len(s.Values) {
				continue
			}
			name := b.name(i)
			if k > 0 {
				name = ""
			}
			value := number(s.Values[i])
			if e := s.err(i); e > 0 {
				value += " ± " + number(e)
			}
			sign := ""
			if s.Values[i] < 0 {
				sign = "−"
			}
			rows = append(rows, []string{name, s.Name, value,
				sign + bar(math.Abs(s.Values[i])/math.Max(hi, math.SmallestNonzeroFloat64), 40)})
		}
	}
	if b.Y != "" {
		lines = append(lines, fmt.Sprintf("%s by %s", b.Y, orWord(strings.ToLower(b.X), "name")))
	}
	return finish(append(lines, columns(rows, []bool{false, false, true, false})...), b.Note)
}

// lengths returns the lengths of all bars.
func (b Bars) lengths() Values {
	var out Values
	for _, s := range b.Sets {
		for _, v := range s.Values {
			out = append(out, math.Abs(v))
		}
	}
	return out
}
