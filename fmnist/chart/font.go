package chart

import (
	"image/color"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
)

// Text sizes in CSS pixels.
const (
	titleSize = 15
	labelSize = 13
	smallSize = 11.5
)

// face is one of the three type faces; the Go fonts are embedded in the program, so pictures do not depend on the
// machine.
type face int

const (
	regular face = iota
	bold
	mono
)

// style says how a piece of text looks and where it hangs.
type style struct {
	face  face
	size  float64 // CSS pixels
	color color.NRGBA
	align float64 // 0: x is the left end, 0.5: the middle, 1: the right end
	up    bool    // turned by 90°, read from bottom to top; x, y then hold for the turned text
}

var parsed = sync.OnceValue(func() [3]*opentype.Font {
	var out [3]*opentype.Font
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF, gomono.TTF} {
		out[i], _ = opentype.Parse(ttf) // embedded in the binary, and a test parses them
	}
	return out
})

type faceKey struct {
	face face
	size float64
}

// pen measures text. One belongs to one drawing: faces are not safe for use by several goroutines, and a live chart may
// be drawn while another is.
type pen struct {
	density float64
	faces   map[faceKey]font.Face
}

func newPen(density float64) *pen { return &pen{density: density, faces: map[faceKey]font.Face{}} }

func (p *pen) get(s style) font.Face {
	key := faceKey{s.face, s.size}
	if f, ok := p.faces[key]; ok {
		return f
	}
	f, err := opentype.NewFace(parsed()[s.face], &opentype.FaceOptions{Size: s.size * p.density, DPI: 72})
	if err != nil {
		return nil
	}
	p.faces[key] = f
	return f
}

// width returns the length of the text in CSS pixels.
func (p *pen) width(text string, s style) float64 {
	f := p.get(s)
	if f == nil {
		return 0
	}
	return float64(font.MeasureString(f, text)) / 64 / p.density
}

// fit shortens the text with an ellipsis until it is no wider than w.
func (p *pen) fit(text string, s style, w float64) string {
	if p.width(text, s) <= w {
		return text
	}
	r := []rune(text)
	for len(r) > 1 {
		r = r[:len(r)-1]
		if t := string(r) + "…"; p.width(t, s) <= w {
			return t
		}
	}
	return string(r)
}

// printable replaces line breaks and control characters, which have no glyph, by spaces.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
