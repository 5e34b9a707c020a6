package tsne

import "math"

const (
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
	step             float64
	originX, originY float32
	mx, my           int
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
		originX: float32(float64(b.minX) - float64(2.25*step)),
		originY: float32(float64(b.minY) - float64(2.25*step)),
	}
}

// farthest bounds the coordinates of an embedding. Useful ones stay within a few hundred; beyond this, float32 cannot
// tell neighbours apart.
const farthest = 1e6

// sound tells whether all coordinates are numbers within reason.
func (b bounds) sound() bool {
	// NaN fails every comparison, and min and max pass it on.
	return b.minX > -farthest && b.minY > -farthest && b.maxX < farthest && b.maxY < farthest
}
