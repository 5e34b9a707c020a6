package chart

import (
	"image/color"
	"math"
)

// color returns the colour of the i-th series.
func (s Series) color(i int) color.NRGBA {
	if s.Color > 0 {
		i = s.Color - 1
	}
	return lineColor(i)
}

// dashed reports whether the i-th series is dashed: where the colours begin again, dashes tell the lines apart.
func (s Series) dashed(i int) bool { return s.Dashed || s.Color == 0 && i >= len(lineColors) }

func (l Line) draw(c canvas, b box) {
	f, ok := l.frame()
	if !ok {
		nothing(c, b, l.Title, l.Note)
		return
	}
	plot := f.draw(c, b)
	for i, s := range l.Series {
		l.band(c, f, plot, s, s.color(i))
	}
	l.marks(c, f, plot)
	for i, s := range l.Series {
		l.series(c, f, plot, s, i)
	}
}

// band shades the room between Low and High.
func (l Line) band(c canvas, f *frame, plot box, s Series, col color.NRGBA) {
	var upper, lower []point
	for i := range min(s.n(), len(s.Low), len(s.High)) {
		x, _ := s.point(i)
		if l.shown(x, s.Low[i]) && l.shown(x, s.High[i]) {
			upper = append(upper, within(f.place(plot, x, s.High[i]), plot))
			lower = append(lower, within(f.place(plot, x, s.Low[i]), plot))
		}
	}
	for i := len(lower) - 1; i >= 0; i-- {
		upper = append(upper, lower[i])
	}
	if len(lower) > 1 {
		c.fill(upper, alpha(col, 0.18))
	}
}

// within moves a point to the nearest place in the box.
func within(p point, b box) point {
	return point{math.Max(b.x, math.Min(b.x+b.w, p.x)), math.Max(b.y, math.Min(b.y+b.h, p.y))}
}

func (l Line) marks(c canvas, f *frame, plot box) {
	for i, m := range l.Marks {
		at := f.x.pos(m.At)
		if !(at >= 0 && at <= 1) {
			continue
		}
		x := plot.x + at*plot.w
		c.stroke([]point{{x, plot.y}, {x, plot.y + plot.h}}, 1.2, []float64{3, 3}, softInk)
		st := style{size: smallSize, color: softInk, align: 0}
		w := c.pens().width(m.Label, st)
		dx := 5.0
		if x+dx+w > plot.x+plot.w {
			st.align, dx = 1, -5
		}
		y := plot.y + smallSize + 2 + float64(i%4)*(smallSize+4) // neighbours' labels on different lines
		if m.Label != "" {
			c.rect(box{x + dx - st.align*w - 2, y - smallSize, w + 4, smallSize + 4}, alpha(white, 0.85))
			c.text(x+dx, y, m.Label, st)
		}
	}
}

// series draws one line, cut at the plot's borders and broken at values that cannot be shown.
func (l Line) series(c canvas, f *frame, plot box, s Series, index int) {
	var dash []float64
	col := s.color(index)
	if s.dashed(index) {
		dash = []float64{7, 4}
	}
	var run, dots []point
	flush := func() {
		for _, part := range clip(thin(run), plot) {
			if !s.NoLine {
				c.stroke(part, 2, dash, col)
			}
		}
		if len(run) == 1 { // a lone point would be invisible
			dots = append(dots, run[0])
		}
		run = run[:0]
	}
	for i := range s.n() {
		x, y := s.point(i)
		if !l.shown(x, y) {
			flush()
			continue
		}
		p := f.place(plot, x, y)
		run = append(run, p)
		if s.Markers || s.NoLine {
			dots = append(dots, p)
		}
	}
	flush()
	for _, p := range dots {
		if within(p, plot) == p {
			c.fill(disk(p, 3.5), col)
		}
	}
}

// thin drops points that fall into the same column of device pixels, keeping its first, lowest, highest and last: the
// picture stays the same and 100,000 steps draw as fast as 1,000.
func thin(line []point) []point {
	const few = 4000 // below this drawing is quick anyway
	if len(line) < few {
		return line
	}
	var out []point
	for i := 0; i < len(line); {
		col := math.Floor(line[i].x * Density)
		lo, hi, j := i, i, i
		for ; j < len(line) && math.Floor(line[j].x*Density) == col; j++ {
			if line[j].y < line[lo].y {
				lo = j
			}
			if line[j].y > line[hi].y {
				hi = j
			}
		}
		for _, k := range []int{i, min(lo, hi), max(lo, hi), j - 1} {
			if len(out) == 0 || out[len(out)-1] != line[k] {
				out = append(out, line[k])
			}
		}
		i = j
	}
	return out
}
