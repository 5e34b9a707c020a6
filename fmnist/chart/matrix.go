package chart

import (
	"fmt"
	"math"
	"strconv"
)

// Matrix is a confusion matrix: Counts[i][j] samples of true class i were taken for class j. Colours show each row's
// shares, so that classes of different sizes compare; the numbers are the counts.
type Matrix struct {
	Title  string
	Names  []string
	Counts [][]int
	X, Y   string // names of the axes; empty are "predicted" and "true"
	Note   string
}

// PNG implements Chart.
func (m Matrix) PNG() ([]byte, error) { return pngOf(m) }

// SVG implements Vector.
func (m Matrix) SVG() ([]byte, error) { return svgOf(m) }

// WithNote implements Noted.
func (m Matrix) WithNote(note string) Chart { m.Note = joinNotes(m.Note, note); return m }

// shape returns the numbers of rows and columns.
func (m Matrix) shape() (rows, cols int) {
	for _, r := range m.Counts {
		cols = max(cols, len(r))
	}
	if cols == 0 {
		return 0, 0
	}
	return len(m.Counts), cols
}

// count returns an entry, 0 where a row is short.
func (m Matrix) count(i, j int) int {
	if j < len(m.Counts[i]) {
		return m.Counts[i][j]
	}
	return 0
}

func (m Matrix) name(i int) string {
	if i < len(m.Names) {
		return m.Names[i]
	}
	return strconv.Itoa(i)
}

// rowSum returns the number of samples of a true class.
func (m Matrix) rowSum(i int) int {
	s := 0
	for _, c := range m.Counts[i] {
		s += c
	}
	return s
}

// score returns the share of samples on the diagonal.
func (m Matrix) score() (right, all int) {
	rows, cols := m.shape()
	for i := range rows {
		all += m.rowSum(i)
		if i < cols {
			right += m.count(i, i)
		}
	}
	return right, all
}

// Text implements Chart.
func (m Matrix) Text() string {
	rows, cols := m.shape()
	if rows == 0 {
		return finish(append(heading(m.Title), noData), m.Note)
	}
	table := [][]string{{orWord(m.Y, "true") + " \\ " + orWord(m.X, "predicted")}}
	right := []bool{false}
	for j := range cols {
		table[0] = append(table[0], m.name(j))
		right = append(right, true)
	}
	table[0] = append(table[0], "recall")
	right = append(right, true)
	for i := range rows {
		r := []string{m.name(i)}
		for j := range cols {
			r = append(r, strconv.Itoa(m.count(i, j)))
		}
		recall := "–"
		if n := m.rowSum(i); n > 0 && i < cols {
			recall = fmt.Sprintf("%.3f", float64(m.count(i, i))/float64(n))
		}
		table = append(table, append(r, recall))
	}
	lines := append(heading(m.Title), columns(table, right)...)
	if good, all := m.score(); all > 0 {
		lines = append(lines, fmt.Sprintf("%d of %d right: %.4f", good, all, float64(good)/float64(all)))
	}
	return finish(lines, m.Note)
}

// plan holds the sizes of a drawn matrix in CSS pixels.
type matrixPlan struct {
	cell, high, left, under float64
	turned                  bool // column names are written upwards
}

func (m Matrix) plan(p *pen) matrixPlan {
	rows, cols := m.shape()
	// 66 pixels hold "Ankle boot"; beyond a dozen classes cells shrink to keep the matrix within a notebook's width.
	l := matrixPlan{cell: math.Max(30, math.Min(66, gridWidth/float64(max(cols, 1))))}
	l.high = math.Max(l.cell*rowHeight, 120/float64(max(rows, 1))) // a colour bar needs 120 pixels
	name := style{size: smallSize}
	for i := range rows {
		l.left = math.Max(l.left, p.width(m.name(i), name))
	}
	widest := 0.0
	for j := range cols {
		widest = math.Max(widest, p.width(m.name(j), name))
	}
	l.turned = widest > l.cell-2
	l.left += 30
	l.under = 40
	if l.turned {
		l.under = widest + 28
	}
	return l
}

// barWidth is the room of the colour bar beside the matrix.
const barWidth = 84

// rowHeight is the height of a matrix's cell relative to its width: wide cells hold class names and four digits.
const rowHeight = 0.62

func (m Matrix) size(p *pen) (w, h float64) {
	rows, cols := m.shape()
	if rows == 0 {
		return 240, topRoom(m.Title, m.Note) + 40
	}
	l := m.plan(p)
	return math.Ceil(l.left+l.cell*float64(cols)+barWidth) + 2*pad,
		math.Ceil(topRoom(m.Title, m.Note) + l.high*float64(rows) + l.under)
}

func (m Matrix) draw(c canvas, b box) {
	rows, cols := m.shape()
	if rows == 0 {
		nothing(c, b, m.Title, m.Note)
		return
	}
	in := top(c, b, m.Title, m.Note)
	l := m.plan(c.pens())
	plot := box{in.x + l.left, in.y, l.cell * float64(cols), l.high * float64(rows)}
	for i := range rows {
		m.drawRow(c, plot, l, i)
	}
	small := style{size: smallSize, color: softInk, align: 0.5}
	for j := range cols {
		x := plot.x + (float64(j)+0.5)*l.cell
		if l.turned {
			st := small
			st.up, st.align = true, 1
			c.text(x+4, plot.y+plot.h+6, m.name(j), st)
		} else {
			c.text(x, plot.y+plot.h+16, m.name(j), small)
		}
	}
	axis := style{size: labelSize, color: ink, align: 0.5}
	c.text(plot.x+plot.w/2, plot.y+plot.h+l.under-4, orWord(m.X, "predicted"), axis)
	axis.up = true
	c.text(in.x+12, plot.y+plot.h/2, orWord(m.Y, "true"), axis)
	colorBar(c, box{plot.x + plot.w + 14, plot.y, 12, plot.h}, blues, newAxis(0, 1, false), "share of the row")
}

func (m Matrix) drawRow(c canvas, plot box, l matrixPlan, i int) {
	_, cols := m.shape()
	y := plot.y + float64(i)*l.high
	c.text(plot.x-8, y+l.high/2+4, m.name(i), style{size: smallSize, color: softInk, align: 1})
	n := m.rowSum(i)
	for j := range cols {
		share := 0.0
		if n > 0 {
			share = math.Round(64*float64(m.count(i, j))/float64(n)) / 64 // 64 levels keep the PNG's palette small
		}
		bg := blues.at(share)
		cell := box{plot.x + float64(j)*l.cell, y, l.cell, l.high}
		c.rect(cell, bg)
		st := style{size: labelSize, color: textOn(bg), align: 0.5}
		if m.count(i, j) == 0 {
			st.color = rgb(0xaaaaaa)
		}
		c.text(cell.x+cell.w/2, cell.y+cell.h/2+4.5, c.pens().fit(strconv.Itoa(m.count(i, j)), st, cell.w), st)
	}
	c.rect(box{plot.x, y, plot.w, 1}, ruleGrey)
}
