package chart

import (
	"image"
	"image/color"
	"math"
	"strings"
)

// Images is a grid of small pictures of one size, enlarged by whole factors so that every pixel stays a square.
type Images struct {
	Title   string
	Side    int      // width of an image in pixels, and its height unless Height is set
	Height  int      // 0: square images
	RGB     bool     // three bytes a pixel instead of one
	Pixels  []byte   // all images one after the other, row by row; 0 is black
	Titles  []string // above each image; may have several lines, fewer than images, or be nil
	Rows    []string // names to the left of the grid's rows, or nil
	Columns int      // 0: as many as fit a notebook's width, ten at most
	Scale   int      // CSS pixels per pixel; 0 chooses
	Invert  bool     // white paper, dark ink: easier to see small garments, and to print
	Bar     string   // what the colours of Signed mean: draws their scale, -1 to 1, beside the grid
	Note    string
}

// PNG implements Chart.
func (g Images) PNG() ([]byte, error) { return pngOf(g) }

// SVG implements Vector.
func (g Images) SVG() ([]byte, error) { return svgOf(g) }

// WithNote implements Noted.
func (g Images) WithNote(note string) Chart { g.Note = joinNotes(g.Note, note); return g }

// height returns an image's height in pixels.
func (g Images) height() int {
	if g.Height > 0 {
		return g.Height
	}
	return g.Side
}

// bytes returns the size of one image.
func (g Images) bytes() int {
	n := g.Side * g.height()
	if g.RGB {
		n *= 3
	}
	return n
}

// n returns the number of whole images.
func (g Images) n() int {
	const most = 1 << 14 // a side no picture has; keeps the product in range
	if g.Side <= 0 || g.Side > most || g.height() > most {
		return 0
	}
	return len(g.Pixels) / g.bytes()
}

// grid is where everything goes, in CSS pixels.
type grid struct {
	scale, cols, rows   int
	cellW, cellH, lines float64
	left                float64 // room of the row names
}

// gridWidth is what a notebook shows without scrolling.
const gridWidth = 860

func (g Images) grid(p *pen) grid {
	n := g.n()
	cols := g.Columns
	if cols <= 0 {
		cols = min(10, max(1, int(math.Sqrt(float64(n))+0.999)))
	}
	cols = min(cols, max(n, 1))
	l := grid{cols: cols, rows: (n + cols - 1) / cols, scale: g.Scale}
	for _, r := range g.Rows {
		l.left = math.Max(l.left, p.width(r, imageTitle)+8)
	}
	if l.scale <= 0 { // as large as fits, up to about 90 pixels an image in a grid and 280 if it is alone
		most := 90
		if cols <= 3 {
			most = 280 / cols
		}
		l.scale = max(1, min(most/max(g.Side, 1), int((gridWidth-l.left)/float64(cols*(g.Side+3)))))
	}
	l.cellW = float64(g.Side*l.scale) + 8
	for i, t := range g.Titles {
		if i < n && t != "" {
			parts := strings.Split(t, "\n")
			l.lines = math.Max(l.lines, float64(len(parts)))
			for _, s := range parts { // wide titles widen the cells, within reason
				l.cellW = math.Max(l.cellW, math.Min(p.width(s, imageTitle)+10, 150))
			}
		}
	}
	l.cellH = float64(g.height()*l.scale) + 8 + l.lines*imageLine
	return l
}

var imageTitle = style{size: smallSize, color: ink}

const imageLine = 15 // CSS pixels per line of an image's title

func (g Images) size(p *pen) (w, h float64) {
	if g.n() == 0 {
		return 240, topRoom(g.Title, g.Note) + 40
	}
	l := g.grid(p)
	w = math.Max(l.left+l.cellW*float64(l.cols)+g.barRoom(), p.width(g.Title, style{face: bold, size: titleSize}))
	w = math.Max(w, p.width(g.Note, style{size: smallSize}))
	return math.Ceil(w) + 2*pad, topRoom(g.Title, g.Note) + math.Ceil(l.cellH*float64(l.rows))
}

func (g Images) draw(c canvas, b box) {
	if g.n() == 0 {
		nothing(c, b, g.Title, g.Note)
		return
	}
	in := top(c, b, g.Title, g.Note)
	l := g.grid(c.pens())
	for r := range min(len(g.Rows), l.rows) {
		y := in.y + float64(r)*l.cellH + l.lines*imageLine + float64(g.height()*l.scale)/2
		c.text(in.x, y+4, g.Rows[r], imageTitle)
	}
	for i := range g.n() {
		x, y := in.x+l.left+float64(i%l.cols)*l.cellW, in.y+float64(i/l.cols)*l.cellH
		if i < len(g.Titles) {
			st := imageTitle
			st.align = 0.5
			for k, s := range strings.Split(g.Titles[i], "\n") {
				c.text(x+l.cellW/2, y+11+imageLine*float64(k), c.pens().fit(s, st, l.cellW-4), st)
			}
		}
		wide := float64(g.Side * l.scale)
		c.picture(x+(l.cellW-wide)/2, y+l.lines*imageLine, g.enlarged(i, int(float64(l.scale)*c.pens().density)))
	}
	if g.Bar != "" {
		grid := box{in.x + l.left + l.cellW*float64(l.cols) + 14, in.y + 8, 14, l.cellH*float64(l.rows) - 24}
		colorBar(c, grid, diverging, newAxis(-1, 1, false), g.Bar)
	}
}

// barRoom is what the colour scale takes beside the grid, its numbers and name included.
func (g Images) barRoom() float64 {
	if g.Bar == "" {
		return 0
	}
	return 84
}

// enlarged returns image i with every pixel repeated k times both ways.
func (g Images) enlarged(i, k int) image.Image {
	k = max(k, 1)
	out := image.NewRGBA(image.Rect(0, 0, g.Side*k, g.height()*k))
	for y := range g.height() {
		for x := range g.Side {
			px := g.at(i, x, y)
			for dx := range k {
				out.SetRGBA(x*k+dx, y*k, px)
			}
		}
		first := out.Pix[y*k*out.Stride : (y*k+1)*out.Stride]
		for dy := 1; dy < k; dy++ {
			copy(out.Pix[(y*k+dy)*out.Stride:], first)
		}
	}
	return out
}

// at returns a pixel of image i.
func (g Images) at(i, x, y int) color.RGBA {
	at := i*g.bytes() + (y*g.Side + x)
	if g.RGB {
		at = i*g.bytes() + 3*(y*g.Side+x)
		p := g.Pixels[at : at+3]
		return color.RGBA{p[0], p[1], p[2], 255}
	}
	v := g.Pixels[at]
	if g.Invert {
		v = 255 - v
	}
	return color.RGBA{v, v, v, 255}
}
