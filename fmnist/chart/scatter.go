package chart

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
)

// Scatter is a cloud of points, coloured by class. It is made for 60,000 of them: points are opaque dots drawn in a
// fixed random order, so that no class hides another merely because it comes later.
type Scatter struct {
	Title   string
	X, Y    string // names of the axes
	Xs, Ys  Values
	Classes []int    // class of each point, or nil
	Names   []string // of the classes, for the legend and for the labels on the clouds
	Radius  float64  // CSS pixels; 0 chooses by the number of points
	Plain   bool     // no class names written on the clouds
	Equal   bool     // one unit is as long on both axes, as distances in an embedding need
	Width   int      // CSS pixels; 0 is 760
	Height  int      // CSS pixels; 0 is 620
	Note    string
}

// PNG implements Chart.
func (s Scatter) PNG() ([]byte, error) { return pngOf(s) }

// SVG implements Vector. The points are an embedded picture: 60,000 circles would make the file unusable.
func (s Scatter) SVG() ([]byte, error) { return svgOf(s) }

// WithNote implements Noted.
func (s Scatter) WithNote(note string) Chart { s.Note = joinNotes(s.Note, note); return s }

func (s Scatter) size(*pen) (w, h float64) { return sizeOr(s.Width, 760), sizeOr(s.Height, 620) }

// visible returns the indices of the points that can be drawn.
func (s Scatter) visible() []int {
	var out []int
	for i := range min(len(s.Xs), len(s.Ys)) {
		if finite(s.Xs[i]) && finite(s.Ys[i]) {
			out = append(out, i)
		}
	}
	return out
}

// class returns the class of point i, 0 without classes.
func (s Scatter) class(i int) int {
	if i < len(s.Classes) {
		return s.Classes[i]
	}
	return 0
}

// classes returns the classes that occur, in order.
func (s Scatter) classes(points []int) []int {
	seen := map[int]bool{}
	for _, i := range points {
		seen[s.class(i)] = true
	}
	var out []int
	for c := range seen {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

func (s Scatter) className(c int) string {
	if c >= 0 && c < len(s.Names) {
		return s.Names[c]
	}
	return "class " + number(float64(c))
}

func (s Scatter) frame(points []int) *frame {
	f := &frame{title: s.Title, xName: s.X, yName: s.Y, note: s.Note}
	x0, x1, _ := span(pick(s.Xs, points))
	y0, y1, _ := span(pick(s.Ys, points))
	f.x, f.y = newAxis(x0, x1, false).padded(0.03), newAxis(y0, y1, false).padded(0.03)
	if len(s.Classes) > 0 {
		for _, c := range s.classes(points) {
			f.keys = append(f.keys, key{s.className(c), classColor(c), keyDot})
		}
	}
	return f
}

func pick(v Values, at []int) Values {
	out := make(Values, len(at))
	for k, i := range at {
		out[k] = v[i]
	}
	return out
}

func (s Scatter) draw(c canvas, b box) {
	points := s.visible()
	if len(points) == 0 {
		nothing(c, b, s.Title, s.Note)
		return
	}
	f := s.frame(points)
	f.yTicks = f.y.ticks(6, false) // first guess, for the room their labels need
	if s.Equal {
		in := legend(ruler{c}, top(ruler{c}, b, s.Title, s.Note), f.keys)
		f.x, f.y = equalAxes(f.x, f.y, (in.w-60)/math.Max(in.h-50, 1))
	}
	f.xTicks, f.yTicks = f.x.ticks(8, false), f.y.ticks(6, false)
	plot := f.draw(c, b)
	c.picture(plot.x, plot.y, s.dots(f, plot, points, c.pens().density))
	if !s.Plain && len(s.Classes) > 0 && len(s.Names) > 0 {
		s.names(c, f, plot, points)
	}
}

// ruler measures what would be drawn without drawing it.
type ruler struct{ canvas }

func (ruler) rect(box, color.NRGBA)                           {}
func (ruler) fill([]point, color.NRGBA)                       {}
func (ruler) stroke([]point, float64, []float64, color.NRGBA) {}
func (ruler) text(float64, float64, string, style)            {}
func (ruler) picture(x, y float64, img image.Image)           {}

// equalAxes widens one axis so that both have the same scale in a plot of the given width over height.
func equalAxes(x, y axis, ratio float64) (axis, axis) {
	dx, dy := x.hi-x.lo, y.hi-y.lo
	if dx < dy*ratio {
		g := (dy*ratio - dx) / 2
		x.lo, x.hi = x.lo-g, x.hi+g
	} else if ratio > 0 {
		g := (dx/ratio - dy) / 2
		y.lo, y.hi = y.lo-g, y.hi+g
	}
	return x, y
}

// radius returns the size of a dot: 60,000 of them should not merge into one patch.
func (s Scatter) radius(n int) float64 {
	if s.Radius > 0 {
		return math.Min(s.Radius, 50)
	}
	return math.Max(0.75, math.Min(4, 130/math.Sqrt(float64(n))))
}

// dots draws the points straight into pixels: a mask of the dot is stamped at each point.
func (s Scatter) dots(f *frame, plot box, points []int, density float64) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, int(plot.w*density)+1, int(plot.h*density)+1))
	mask, grid := stamp(s.radius(len(points))*density), 1
	if len(points) > manyPoints {
		mask, grid = square, len(square)/2
	}
	order := rand.New(rand.NewPCG(1, uint64(len(points)))).Perm(len(points))
	for _, k := range order {
		i := points[k]
		cx := int(math.Round(f.x.pos(s.Xs[i])*plot.w*density)) / grid * grid
		cy := int(math.Round((1-f.y.pos(s.Ys[i]))*plot.h*density)) / grid * grid
		col := classColor(s.class(i))
		for _, d := range mask {
			x, y := cx+d.X, cy+d.Y
			if x >= 0 && y >= 0 && x < img.Rect.Dx() && y < img.Rect.Dy() {
				at := y*img.Stride + 4*x
				img.Pix[at], img.Pix[at+1], img.Pix[at+2], img.Pix[at+3] = col.R, col.G, col.B, 255
			}
		}
	}
	return img
}

// Above manyPoints dots are squares of two by two pixels on a grid of that size: to the eye the same, in half of the
// file.
const manyPoints = 20_000

var square = []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}}

// stamp returns the pixels of a disk.
func stamp(r float64) []image.Point {
	var out []image.Point
	n := int(math.Ceil(r))
	for y := -n; y <= n; y++ {
		for x := -n; x <= n; x++ {
			if float64(x*x+y*y) <= r*r+0.3 { // a little fuller than exact, so that small disks look round
				out = append(out, image.Pt(x, y))
			}
		}
	}
	return out
}

// names writes each class among its own points, on a white halo: the legend need not be matched by colour alone.
func (s Scatter) names(c canvas, f *frame, plot box, points []int) {
	by := map[int][]point{}
	for _, i := range points {
		by[s.class(i)] = append(by[s.class(i)], f.place(plot, s.Xs[i], s.Ys[i]))
	}
	crowd := crowds(by)
	var taken []box
	for _, cl := range s.classes(points) {
		name, st := s.className(cl), style{face: bold, size: labelSize, color: white, align: 0.5}
		at := crowd.place(cl, by[cl], &taken, c.pens().width(name, st), labelSize+3)
		for _, d := range disk(point{}, 2) {
			c.text(at.x+d.x, at.y+d.y+4, name, st)
		}
		st.color = ink
		c.text(at.x, at.y+4, name, st)
	}
}

// free moves a label, given by its middle and size, downwards until it covers none of those before it, and returns its
// y.
func free(taken *[]box, b box) float64 {
	for range len(*taken) + 1 {
		hit := false
		for _, o := range *taken {
			if math.Abs(o.x-b.x) < (o.w+b.w)/2 && math.Abs(o.y-b.y) < b.h {
				b.y, hit = o.y+b.h, true
			}
		}
		if !hit {
			break
		}
	}
	*taken = append(*taken, b)
	return b.y
}
