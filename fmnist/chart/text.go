package chart

import (
	"math"
	"strings"
)

// Text is a block of plain text in equally wide letters, such as the summary of a network.
type Text struct {
	Title string
	Body  string
	Note  string
}

// PNG implements Chart.
func (t Text) PNG() ([]byte, error) { return pngOf(t) }

// SVG implements Vector.
func (t Text) SVG() ([]byte, error) { return svgOf(t) }

// WithNote implements Noted.
func (t Text) WithNote(note string) Chart { t.Note = joinNotes(t.Note, note); return t }

// Text implements Chart.
func (t Text) Text() string {
	body := strings.TrimRight(t.Body, "\n")
	if body == "" {
		body = noData
	}
	return finish(append(heading(t.Title), strings.Split(body, "\n")...), t.Note)
}

var monoStyle = style{face: mono, size: 12.5, color: ink}

const monoLine = 17 // CSS pixels

func (t Text) body() []string {
	return strings.Split(strings.TrimRight(strings.ReplaceAll(t.Body, "\t", "    "), "\n"), "\n")
}

func (t Text) size(p *pen) (w, h float64) {
	for _, l := range t.body() {
		w = math.Max(w, p.width(l, monoStyle))
	}
	w = math.Max(w, p.width(t.Title, style{face: bold, size: titleSize}))
	w = math.Max(w, p.width(t.Note, style{size: smallSize}))
	return math.Ceil(math.Max(w, 80)) + 2*pad, topRoom(t.Title, t.Note) + monoLine*float64(len(t.body()))
}

func (t Text) draw(c canvas, b box) {
	if strings.TrimSpace(t.Body) == "" {
		nothing(c, b, t.Title, t.Note)
		return
	}
	in := top(c, b, t.Title, t.Note)
	for i, l := range t.body() {
		c.text(in.x, in.y+monoLine*float64(i)+12, l, monoStyle)
	}
}
