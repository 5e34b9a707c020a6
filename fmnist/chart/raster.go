package chart

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// raster is a canvas of pixels.
type raster struct {
	img *image.RGBA
	pen *pen
	vec vector.Rasterizer
}

func newRaster(w, h float64, p *pen) *raster {
	img := image.NewRGBA(image.Rect(0, 0, int(math.Ceil(w*p.density)), int(math.Ceil(h*p.density))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	return &raster{img: img, pen: p}
}

func (r *raster) pens() *pen { return r.pen }

// dev rounds a CSS coordinate to the device's grid.
func (r *raster) dev(v float64) int { return int(math.Round(v * r.pen.density)) }

// rect fills a box whose edges are moved to whole device pixels, so that they are sharp.
func (r *raster) rect(b box, c color.NRGBA) {
	to := image.Rect(r.dev(b.x), r.dev(b.y), r.dev(b.x+b.w), r.dev(b.y+b.h))
	draw.Draw(r.img, to, image.NewUniform(c), image.Point{}, draw.Over)
}

// fill draws a polygon, anti-aliased.
func (r *raster) fill(poly []point, c color.NRGBA) {
	r.fillAll([][]point{poly}, c)
}

// fillAll draws the union of polygons. Only their bounding box is rasterised, which makes many small shapes cheap.
func (r *raster) fillAll(polys [][]point, c color.NRGBA) {
	lo, hi := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, poly := range polys {
		for _, p := range poly {
			if !finite(p.x) || !finite(p.y) {
				return
			}
			lo = point{math.Min(lo.x, p.x), math.Min(lo.y, p.y)}
			hi = point{math.Max(hi.x, p.x), math.Max(hi.y, p.y)}
		}
	}
	d := r.pen.density
	to := image.Rect(int(math.Floor(lo.x*d)), int(math.Floor(lo.y*d)), int(math.Ceil(hi.x*d))+1,
		int(math.Ceil(hi.y*d))+1)
	if to = to.Intersect(r.img.Bounds()); to.Empty() {
		return
	}
	r.vec.Reset(to.Dx(), to.Dy())
	at := func(p point) (float32, float32) {
		return float32(p.x*d - float64(to.Min.X)), float32(p.y*d - float64(to.Min.Y))
	}
	for _, poly := range polys {
		for i, p := range poly {
			x, y := at(p)
			if i == 0 {
				r.vec.MoveTo(x, y)
			} else {
				r.vec.LineTo(x, y)
			}
		}
		r.vec.ClosePath()
	}
	r.vec.Draw(r.img, to, image.NewUniform(c), image.Point{})
}

// stroke draws a polyline with round joins and ends. Upright and level lines are drawn as sharp boxes.
func (r *raster) stroke(line []point, width float64, dash []float64, c color.NRGBA) {
	for _, part := range dashes(line, dash) {
		if len(part) == 2 && (part[0].x == part[1].x || part[0].y == part[1].y) {
			r.rect(straight(part[0], part[1], width), c)
			continue
		}
		if c.A < 255 { // overlapping pieces would show
			r.fillAll(outline(part, width), c)
			continue
		}
		// Piece by piece the rasterised boxes are small: a line across the plot costs its length, not its area.
		for i := 1; i < len(part); i++ {
			r.fillAll(outline(part[i-1:i+1], width), c)
		}
		if len(part) == 1 {
			r.fill(disk(part[0], width/2), c)
		}
	}
}

// straight returns the box of an upright or level line.
func straight(a, b point, width float64) box {
	if a.x == b.x {
		return box{a.x - width/2, math.Min(a.y, b.y), width, math.Abs(b.y - a.y)}
	}
	return box{math.Min(a.x, b.x), a.y - width/2, math.Abs(b.x - a.x), width}
}

// text draws s; turned text is drawn flat on a mask first.
func (r *raster) text(x, y float64, s string, st style) {
	f := r.pen.get(st)
	if s = printable(s); f == nil || s == "" || !finite(x) || !finite(y) {
		return
	}
	long := r.pen.width(s, st)
	if !st.up {
		r.glyphs(r.img, (x-st.align*long)*r.pen.density, y*r.pen.density, s, f, st.color)
		return
	}
	d := r.pen.density
	w, h := int(math.Ceil(long*d))+2, int(math.Ceil(st.size*1.6*d))
	base := int(st.size * 1.2 * d)
	mask := image.NewRGBA(image.Rect(0, 0, w, h))
	r.glyphs(mask, 0, float64(base), s, f, color.NRGBA{A: 255})
	turned := image.NewAlpha(image.Rect(0, 0, h, w))
	for j := range h {
		for i := range w {
			turned.SetAlpha(j, w-1-i, color.Alpha{A: mask.RGBAAt(i, j).A})
		}
	}
	at := image.Pt(r.dev(x)-base, r.dev(y-(1-st.align)*long))
	to := turned.Bounds().Add(at)
	draw.DrawMask(r.img, to, image.NewUniform(st.color), image.Point{}, turned, image.Point{}, draw.Over)
}

func (r *raster) glyphs(dst draw.Image, x, y float64, s string, f font.Face, c color.NRGBA) {
	dr := font.Drawer{Dst: dst, Src: image.NewUniform(c), Face: f,
		Dot: fixed.Point26_6{X: fixed.Int26_6(math.Round(x) * 64), Y: fixed.Int26_6(math.Round(y) * 64)}}
	dr.DrawString(s)
}

func (r *raster) picture(x, y float64, img image.Image) {
	b := img.Bounds()
	draw.Draw(r.img, image.Rect(0, 0, b.Dx(), b.Dy()).Add(image.Pt(r.dev(x), r.dev(y))), img, b.Min, draw.Over)
}
