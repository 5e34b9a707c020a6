package chart

import "math"

// Series is one line: points in the order given, broken where a value is NaN or infinite.
type Series struct {
	Name string
	X    Values // nil counts from 1, as epochs do
	Y    Values
	Low  Values // with High: a shaded band around the line, such as mean ± standard deviation
	High Values

	// a dashed line, for a second kind of the same thing such as validation beside training; from the eighth series on
	// a line is dashed anyway
	Dashed  bool
	Markers bool // a dot at every point
	NoLine  bool // dots only
	Color   int  // 0 takes the next colour; n > 0 takes colour n, so that related lines can share one
}

// Mark is an upright line across the plot with a label, such as the best epoch.
type Mark struct {
	At    float64
	Label string
}

// Line is a chart of one or more lines over a common axis.
type Line struct {
	Title  string
	X, Y   string // names of the axes, with units
	Series []Series
	Marks  []Mark
	LogX   bool
	LogY   bool
	// XRange and YRange fix the ends of the axes; equal ends (the zero value) fit the data.
	XRange, YRange [2]float64
	Width, Height  int // CSS pixels; 0 is 640 × 400
	Note           string
}

// point returns the i-th point.
func (s Series) point(i int) (x, y float64) {
	if s.X == nil {
		return float64(i + 1), s.Y[i]
	}
	return s.X[i], s.Y[i]
}

// n returns the number of points.
func (s Series) n() int {
	if s.X == nil {
		return len(s.Y)
	}
	return min(len(s.X), len(s.Y))
}

// PNG implements Chart.
func (l Line) PNG() ([]byte, error) { return pngOf(l) }

// SVG implements Vector.
func (l Line) SVG() ([]byte, error) { return svgOf(l) }

// WithNote implements Noted.
func (l Line) WithNote(note string) Chart { l.Note = joinNotes(l.Note, note); return l }

func (l Line) size(*pen) (w, h float64) {
	return sizeOr(l.Width, DefaultWidth), sizeOr(l.Height, DefaultHeight)
}

// sizeOr returns the wanted size, kept within what can hold a title and what can be shown.
func sizeOr(want, standard int) float64 {
	if want <= 0 {
		want = standard
	}
	return float64(min(max(want, 120), 4000))
}

// shown reports whether x, y can be drawn on the chart's axes.
func (l Line) shown(x, y float64) bool {
	return finite(x) && finite(y) && (!l.LogX || x > 0) && (!l.LogY || y > 0)
}

// spans returns the ends of the data; whole tells that all x are whole numbers, as epochs are.
func (l Line) spans() (xs, ys Values, whole bool) {
	whole = true
	for _, s := range l.Series {
		for i := range s.n() {
			x, y := s.point(i)
			if !l.shown(x, y) {
				continue
			}
			xs, ys = append(xs, x), append(ys, y)
			whole = whole && x == math.Trunc(x)
			if i < len(s.Low) && i < len(s.High) && l.shown(x, s.Low[i]) && l.shown(x, s.High[i]) {
				ys = append(ys, s.Low[i], s.High[i])
			}
		}
	}
	return xs, ys, whole
}

func (l Line) frame() (*frame, bool) {
	xs, ys, whole := l.spans()
	if len(xs) == 0 {
		return nil, false
	}
	f := &frame{title: l.Title, xName: l.X, yName: l.Y, note: l.Note}
	f.x, f.y = fitAxis(xs, l.XRange, l.LogX, 0.02), fitAxis(ys, l.YRange, l.LogY, 0.05)
	f.xTicks, f.yTicks = f.x.ticks(8, whole), f.y.ticks(6, false)
	for i, s := range l.Series {
		if s.Name == "" {
			continue
		}
		k := key{s.Name, s.color(i), keyLine}
		if s.NoLine {
			k.mark = keyDot
		} else if s.dashed(i) {
			k.mark = keyDashed
		}
		f.keys = append(f.keys, k)
	}
	return f, true
}

// fitAxis covers the data with some room, or exactly the wanted range.
func fitAxis(v Values, want [2]float64, log bool, room float64) axis {
	if want[0] < want[1] && finite(want[0]) && finite(want[1]) && (!log || want[0] > 0) {
		return newAxis(want[0], want[1], log)
	}
	lo, hi, _ := span(v)
	return newAxis(lo, hi, log).padded(room)
}
