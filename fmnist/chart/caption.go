package chart

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"strings"
)

// Captioned is a chart with a line of text below it, wrapped to its width: the state of a run that is still going, or a
// remark on a chart that has no place for one.
type Captioned struct {
	Chart   Chart
	Caption string
}

// PNG implements Chart.
func (k Captioned) PNG() ([]byte, error) { return pngOf(k) }

// SVG implements Vector.
func (k Captioned) SVG() ([]byte, error) { return svgOf(k) }

// WithNote implements Noted.
func (k Captioned) WithNote(note string) Chart {
	if n, ok := k.Chart.(Noted); ok {
		k.Chart = n.WithNote(note)
	} else {
		k.Caption = joinNotes(k.Caption, note)
	}
	return k
}

// Text implements Chart: the caption, then the chart.
func (k Captioned) Text() string {
	lines := heading(k.Caption)
	if k.Chart != nil {
		lines = append(lines, k.Chart.Text())
	}
	return strings.Join(lines, "\n")
}

var captionStyle = style{face: mono, size: 12, color: ink}

const captionLine = 17 // CSS pixels

// lines wraps the caption to a width.
func (k Captioned) lines(p *pen, w float64) []string {
	if k.Caption == "" {
		return nil
	}
	return wrap(p, k.Caption, captionStyle, w-2*pad)
}

func (k Captioned) size(p *pen) (w, h float64) {
	w, h = part{k.Chart}.size(p)
	if w == 0 { // no chart: the caption alone
		w, h = DefaultWidth, pad
	}
	if n := len(k.lines(p, w)); n > 0 {
		h += float64(n)*captionLine + pad
	}
	return w, h
}

func (k Captioned) draw(c canvas, b box) {
	lines := k.lines(c.pens(), b.w)
	room := 0.0
	if len(lines) > 0 {
		room = float64(len(lines))*captionLine + pad
	}
	part{k.Chart}.draw(c, box{b.x, b.y, b.w, b.h - room})
	for i, l := range lines {
		c.text(b.x+pad, b.y+b.h-room+float64(i+1)*captionLine-5, l, captionStyle)
	}
}

// part draws any chart: one of this package as itself, one of another package as its PNG.
type part struct{ chart Chart }

func (p part) picture() image.Image {
	if p.chart == nil {
		return nil
	}
	b, err := p.chart.PNG()
	if err != nil {
		return nil
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil
	}
	return img
}

func (p part) size(pn *pen) (w, h float64) {
	if d, ok := p.chart.(drawer); ok {
		return d.size(pn)
	}
	if img := p.picture(); img != nil {
		r := img.Bounds()
		return math.Ceil(float64(r.Dx()) / pn.density), math.Ceil(float64(r.Dy()) / pn.density)
	}
	return 0, 0
}

func (p part) draw(c canvas, b box) {
	if d, ok := p.chart.(drawer); ok {
		d.draw(c, b)
	} else if img := p.picture(); img != nil {
		c.picture(b.x, b.y, img)
	}
}

// wrap breaks text into lines no wider than w, at spaces where it can.
func wrap(p *pen, text string, st style, w float64) []string {
	var out []string
	for _, para := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Split(para, " ") {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if line != "" && p.width(next, st) > w {
				out = append(out, line)
				next = word
			}
			line = next
		}
		out = append(out, p.fit(line, st, w))
	}
	return out
}
