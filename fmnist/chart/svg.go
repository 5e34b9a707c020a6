package chart

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// svg is a canvas that writes SVG 1.1. Text stays text; rasters are embedded PNGs.
type svg struct {
	out bytes.Buffer
	pen *pen
	err error
}

func newSVG(w, h float64, p *pen) *svg {
	s := &svg{pen: p}
	fmt.Fprintf(&s.out, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" `+
		`width="%[1]g" height="%[2]g" viewBox="0 0 %[1]g %[2]g" font-family="Go, DejaVu Sans, Arial, sans-serif">`+
		"\n", w, h)
	s.rect(box{0, 0, w, h}, white)
	return s
}

func (s *svg) pens() *pen { return s.pen }

func (s *svg) bytes() ([]byte, error) {
	s.out.WriteString("</svg>\n")
	return s.out.Bytes(), s.err
}

// paint returns the attributes of a colour for "fill" or "stroke".
func paint(what string, c color.NRGBA) string {
	p := fmt.Sprintf(`%s="%s"`, what, hex(c))
	if c.A < 255 {
		p += fmt.Sprintf(` %s-opacity="%.3g"`, what, float64(c.A)/255)
	}
	return p
}

func (s *svg) rect(b box, c color.NRGBA) {
	fmt.Fprintf(&s.out, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" %s/>`+"\n", b.x, b.y, b.w, b.h,
		paint("fill", c))
}

// path writes coordinates; it tells whether all can be drawn.
func path(line []point) (string, bool) {
	var b strings.Builder
	for i, p := range line {
		if !finite(p.x) || !finite(p.y) {
			return "", false
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		fmt.Fprintf(&b, "%.2f,%.2f", p.x, p.y)
	}
	return b.String(), len(line) > 0
}

func (s *svg) fill(poly []point, c color.NRGBA) {
	if d, ok := path(poly); ok {
		fmt.Fprintf(&s.out, `<polygon points="%s" %s/>`+"\n", d, paint("fill", c))
	}
}

func (s *svg) stroke(line []point, width float64, dash []float64, c color.NRGBA) {
	d, ok := path(line)
	if !ok {
		return
	}
	pattern := ""
	if len(dash) > 0 {
		pattern = fmt.Sprintf(` stroke-dasharray="%s"`,
			strings.Trim(strings.Join(strings.Fields(fmt.Sprint(dash)), ","), "[]"))
	}
	fmt.Fprintf(&s.out, `<polyline points="%s" fill="none" stroke-width="%g" stroke-linejoin="round"%s %s/>`+"\n",
		d, width, pattern, paint("stroke", c))
}

func (s *svg) text(x, y float64, t string, st style) {
	if t = printable(t); t == "" || !finite(x) || !finite(y) {
		return
	}
	more := ""
	switch st.face {
	case bold:
		more = ` font-weight="bold"`
	case mono:
		more = ` font-family="Go Mono, DejaVu Sans Mono, monospace" xml:space="preserve"`
	}
	if st.up {
		more += fmt.Sprintf(` transform="rotate(-90 %.2f %.2f)"`, x, y)
	}
	anchor := [3]string{"start", "middle", "end"}[int(st.align*2)]
	fmt.Fprintf(&s.out, `<text x="%.2f" y="%.2f" font-size="%g" text-anchor="%s" %s%s>`, x, y, st.size, anchor,
		paint("fill", st.color), more)
	if err := xml.EscapeText(&s.out, []byte(t)); err != nil {
		s.err = err
	}
	s.out.WriteString("</text>\n")
}

func (s *svg) picture(x, y float64, img image.Image) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		s.err = err
		return
	}
	d := s.pen.density
	fmt.Fprintf(&s.out, `<image x="%.2f" y="%.2f" width="%g" height="%g" style="image-rendering:pixelated" `+
		`xlink:href="data:image/png;base64,%s"/>`+"\n", x, y, float64(img.Bounds().Dx())/d,
		float64(img.Bounds().Dy())/d,
		base64.StdEncoding.EncodeToString(b.Bytes()))
}
