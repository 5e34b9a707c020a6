package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Table is rows of cells under a header. Rows may have different lengths.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string
	// Align has one letter per column: 'l' left, 'r' right; a missing one, or a space, is 'r' if every cell is a
	// number.
	Align string
	Note  string
}

// Add appends a row; numbers are written with four significant digits.
func (t *Table) Add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case float64:
			row[i] = number(v)
		case float32:
			row[i] = number(float64(v))
		case int:
			row[i] = grouped(strconv.Itoa(v))
		default:
			row[i] = fmt.Sprint(v)
		}
	}
	t.Rows = append(t.Rows, row)
}

// PNG implements Chart.
func (t Table) PNG() ([]byte, error) { return pngOf(t) }

// SVG implements Vector.
func (t Table) SVG() ([]byte, error) { return svgOf(t) }

// WithNote implements Noted.
func (t Table) WithNote(note string) Chart { t.Note = joinNotes(t.Note, note); return t }

// cells returns header and rows, all of the same length.
func (t Table) cells() [][]string {
	n := len(t.Header)
	for _, r := range t.Rows {
		n = max(n, len(r))
	}
	var out [][]string
	if len(t.Header) > 0 {
		out = append(out, filled(t.Header, n))
	}
	for _, r := range t.Rows {
		out = append(out, filled(r, n))
	}
	return out
}

// filled returns the row with empty cells up to n; line breaks inside a cell become spaces.
func filled(row []string, n int) []string {
	out := make([]string, n)
	for i, c := range row {
		out[i] = strings.Join(strings.Fields(c), " ")
	}
	return out
}

// right tells which columns end flush.
func (t Table) right() []bool {
	rows := t.cells()
	if len(rows) == 0 {
		return nil
	}
	out := make([]bool, len(rows[0]))
	if len(t.Header) > 0 {
		rows = rows[1:]
	}
	for j := range out {
		if j < len(t.Align) && t.Align[j] != ' ' {
			out[j] = t.Align[j] == 'r'
			continue
		}
		some := false
		out[j] = true
		for _, r := range rows {
			some = some || r[j] != ""
			out[j] = out[j] && numeric(r[j])
		}
		out[j] = out[j] && some
	}
	return out
}

// numeric reports whether a cell reads as a number, perhaps with a unit sign, an uncertainty, or a dash for "none".
func numeric(s string) bool {
	s, _, _ = strings.Cut(s, "±")
	s = strings.TrimSpace(strings.TrimRight(strings.ReplaceAll(s, ",", ""), "%× s"))
	if s == "" || s == "-" || s == "–" || s == "—" {
		return true
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// Text implements Chart: aligned columns, a rule under the header.
func (t Table) Text() string {
	rows := t.cells()
	if len(t.Rows) == 0 {
		if len(rows) > 0 {
			return finish(append(heading(t.Title), columns(rows, nil)[0], noData), t.Note)
		}
		return finish(append(heading(t.Title), noData), t.Note)
	}
	lines := columns(rows, t.right())
	if len(t.Header) > 0 {
		long := 0
		for _, l := range lines {
			long = max(long, utf8.RuneCountInString(l))
		}
		lines = append(lines[:1], append([]string{strings.Repeat("─", long)}, lines[1:]...)...)
	}
	return finish(append(heading(t.Title), lines...), t.Note)
}

// markdownEscapes are the characters that Markdown or MathJax would take for markup.
var markdownEscapes = strings.NewReplacer(`\`, `\\`, `|`, `\|`, `*`, `\*`, `_`, `\_`, "`", "\\`", `[`, `\[`, `]`, `\]`,
	`<`, `&lt;`, `>`, `&gt;`, `&`, `&amp;`, `$`, `\$`, `~`, `\~`, `#`, `\#`)

// Markdown returns the table in GitHub's Markdown.
func (t Table) Markdown() string {
	var b strings.Builder
	if t.Title != "" {
		fmt.Fprintf(&b, "**%s**\n\n", markdownEscapes.Replace(t.Title))
	}
	rows := t.cells()
	if len(t.Rows) == 0 {
		b.WriteString(noData + "\n")
		rows = nil
	} else if len(t.Header) == 0 { // Markdown has no table without a header
		rows = append([][]string{make([]string, len(rows[0]))}, rows...)
	}
	for i, r := range rows {
		for _, c := range r {
			b.WriteString("| " + markdownEscapes.Replace(c) + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			for _, right := range t.right() {
				b.WriteString(map[bool]string{true: "|---:", false: "|:---"}[right])
			}
			b.WriteString("|\n")
		}
	}
	if t.Note != "" {
		fmt.Fprintf(&b, "\n*%s*\n", markdownEscapes.Replace(t.Note))
	}
	return b.String()
}

// Sizes of a drawn table in CSS pixels.
const (
	cellHeight = 24
	cellGap    = 18
)

func (t Table) widths(p *pen) []float64 {
	var out []float64
	for i, r := range t.cells() {
		for j, c := range r {
			if i == 0 {
				out = append(out, 0)
			}
			out[j] = math.Max(out[j], math.Ceil(p.width(c, t.style(i)))+cellGap)
		}
	}
	return out
}

// style returns the look of row i; the header is the first one.
func (t Table) style(i int) style {
	st := style{size: labelSize, color: ink}
	if i == 0 && len(t.Header) > 0 {
		st.face = bold
	}
	return st
}

func (t Table) size(p *pen) (w, h float64) {
	w = math.Max(sum(t.widths(p)), p.width(t.Title, style{face: bold, size: titleSize}))
	w = math.Max(w, p.width(t.Note, style{size: smallSize}))
	rows := max(len(t.cells()), 1)
	if len(t.Rows) == 0 {
		rows++
	}
	return math.Max(w, 120) + 2*pad, topRoom(t.Title, t.Note) + cellHeight*float64(rows) + 2
}

func (t Table) draw(c canvas, b box) {
	in := top(c, b, t.Title, t.Note)
	rows, right, ws := t.cells(), t.right(), t.widths(c.pens())
	total := sum(ws)
	for i, r := range rows {
		y := in.y + cellHeight*float64(i)
		if i%2 == 1 { // stripes guide the eye along a row
			c.rect(box{in.x, y, total, cellHeight}, rgb(0xf5f6f8))
		}
		x := in.x
		for j, cell := range r {
			st := t.style(i)
			at := x + cellGap/2
			if right[j] {
				st.align, at = 1, x+ws[j]-cellGap/2
			}
			c.text(at, y+cellHeight/2+labelSize*0.35, cell, st)
			x += ws[j]
		}
	}
	if len(t.Header) > 0 {
		c.rect(box{in.x, in.y + cellHeight - 0.5, total, 1}, axisGrey)
	}
	if len(t.Rows) == 0 {
		y := in.y + cellHeight*float64(len(rows))
		c.text(in.x+cellGap/2, y+cellHeight/2+labelSize*0.35, noData, style{size: labelSize, color: softInk})
	}
}
