package tsne

import "math"

const (
	// support is the number of grid nodes per axis that a point is spread over: B-splines of degree 5.
	support = 6
	// spreadParts is the fixed number of partial grids that points are spread on and that are added in order, so that
	// the sums are the same whatever the number of processors.
	spreadParts = 4
	// finestCells is how many cells the longer side has at least. While the embedding is far smaller than the
	// kernel (1e-4 at the start), the step shrinks with it, or all points would fall between the same nodes.
	finestCells = 48
	// coarsestCells bounds the grid (2048² float32 are 16 MB a buffer) when an embedding runs away or has far outliers;
	// a million points of usual spread stay below it.
	coarsestCells = 2000
)

// layout is where the grid lies: mx × my nodes, step apart, from the origin.
type layout struct {
	step, originX, originY float64
	mx, my                 int
}

// bounds are the smallest and largest coordinates.
type bounds struct{ minX, maxX, minY, maxY float32 }

func emptyBounds() bounds {
	inf := float32(math.Inf(1))
	return bounds{inf, -inf, inf, -inf}
}

func (b *bounds) add(x, y float32) {
	b.minX, b.maxX = min(b.minX, x), max(b.maxX, x)
	b.minY, b.maxY = min(b.minY, y), max(b.maxY, y)
}

func (b *bounds) join(o bounds) {
	b.minX, b.maxX = min(b.minX, o.minX), max(b.maxX, o.maxX)
	b.minY, b.maxY = min(b.minY, o.minY), max(b.maxY, o.maxY)
}

// layoutFor chooses the grid for points within b: coarse is the step in the usual case; below finestCells cells it is
// halved in steps of √2, so that the kernel's spectrum, made anew for each step and size, is kept for many iterations.
func layoutFor(b bounds, coarse float64) layout {
	width, height := float64(b.maxX-b.minX), float64(b.maxY-b.minY)
	step := coarse
	if extent := max(width, height, 1e-12); extent < finestCells*coarse {
		step *= math.Exp2(-math.Ceil(2*math.Log2(finestCells*coarse/extent)) / 2)
	}
	step = max(step, max(width, height)/coarsestCells)
	// One node before the first point's cell, two after the last one's, and one spare for rounding.
	mx := smoothSize(int(width/step) + support + 1)
	my := smoothSize(int(height/step) + support + 1)
	return layout{
		step: step, mx: mx, my: my,
		originX: float64(b.minX) - float64(2.25*step),
		originY: float64(b.minY) - float64(2.25*step),
	}
}

// splineWeights are the six B-splines of degree 5 at a fraction t of a cell.
func splineWeights(t float32) (w [support]float32) {
	s, t2 := 1-t, t*t
	s2 := s * s
	w[0] = float32(s2 * s2 * s * (1.0 / 120))
	w[1] = float32((26 + float32(t*(-50+float32(t*(20+float32(t*(20+float32(t*(-20+float32(5*t)))))))))) * (1.0 / 120))
	w[2] = float32((66 + float32(t2*(-60+float32(t2*(30-float32(10*t)))))) * (1.0 / 120))
	w[4] = float32((1 + float32(t*(5+float32(t*(10+float32(t*(10+float32(t*(5-float32(5*t)))))))))) * (1.0 / 120))
	w[5] = float32(t2 * t2 * t * (1.0 / 120))
	w[3] = 1 - w[0] - w[1] - w[2] - w[4] - w[5]
	return w
}

// cell finds a point's first node and its weights on both axes.
func (l *layout) cell(x, y float32) (col, row int, wx, wy [support]float32) {
	inverse := 1 / l.step
	fx, fy := float64((float64(x)-l.originX)*inverse), float64((float64(y)-l.originY)*inverse)
	col, row = int(fx), int(fy)
	wx = splineWeights(float32(fx - float64(col)))
	wy = splineWeights(float32(fy - float64(row)))
	return col - 2, row - 2, wx, wy
}

// spread adds a unit charge for each of the points (x, y in turn) to a grid of rows that are width wide.
func (l *layout) spread(part []float32, width int, points []float32) {
	clear(part)
	for i := 0; i+1 < len(points); i += 2 {
		col, row, wx, wy := l.cell(points[i], points[i+1])
		at := row*width + col
		for _, w := range wy {
			nodes := part[at : at+support : at+support]
			nodes[0] += float32(w * wx[0])
			nodes[1] += float32(w * wx[1])
			nodes[2] += float32(w * wx[2])
			nodes[3] += float32(w * wx[3])
			nodes[4] += float32(w * wx[4])
			nodes[5] += float32(w * wx[5])
			at += width
		}
	}
}

// gather interpolates the force field (x and y components in turn, rows of width nodes) at a point.
func (l *layout) gather(field []float32, width int, x, y float32) (fx, fy float32) {
	col, row, wx, wy := l.cell(x, y)
	at := 2 * (row*width + col)
	for _, w := range wy {
		nodes := field[at : at+2*support : at+2*support]
		fx += float32(w * (float32(wx[0]*nodes[0]) + float32(wx[1]*nodes[2]) + float32(wx[2]*nodes[4]) +
			float32(wx[3]*nodes[6]) + float32(wx[4]*nodes[8]) + float32(wx[5]*nodes[10])))
		fy += float32(w * (float32(wx[0]*nodes[1]) + float32(wx[1]*nodes[3]) + float32(wx[2]*nodes[5]) +
			float32(wx[3]*nodes[7]) + float32(wx[4]*nodes[9]) + float32(wx[5]*nodes[11])))
		at += 2 * width
	}
	return fx, fy
}

// farthest bounds the coordinates of an embedding. Useful ones stay within a few hundred; beyond this, float32 cannot
// tell neighbours apart.
const farthest = 1e6

// sound tells whether all coordinates are numbers within reason.
func (b bounds) sound() bool {
	// NaN fails every comparison, and min and max pass it on.
	return b.minX > -farthest && b.minY > -farthest && b.maxX < farthest && b.maxY < farthest
}
