package kernel

// The kernels by columns: one to three, then by vectors of four.
var (
	tiles6 = [8]func(*tile){1: tile6x1NEON, 2: tile6x2NEON, 3: tile6x3NEON, 4: tile6x4NEON, 5: tile6x8NEON,
		6: tile6x12NEON, 7: tile6x16NEON}
	tiles3 = [8]func(*tile){1: tile3x1NEON, 2: tile3x2NEON, 3: tile3x3NEON, 4: tile3x4NEON, 5: tile3x8NEON,
		6: tile3x12NEON, 7: tile3x16NEON}
	tiles1 = [8]func(*tile){1: tile1x1NEON, 2: tile1x2NEON, 3: tile1x3NEON, 4: tile1x4NEON, 5: tile1x8NEON,
		6: tile1x12NEON, 7: tile1x16NEON}

	depthwiseTiles = [8]func(*tile){1: depthwise1NEON, 2: depthwise2NEON, 3: depthwise3NEON, 4: depthwise4NEON,
		5: depthwise8NEON, 6: depthwise12NEON,
		7: depthwise16NEON}
)

// narrow is the entry of such a table for cols columns.
func narrow(cols int) int {
	if cols < 4 {
		return cols
	}
	return 3 + chunks(cols, 4)
}

// run computes the tile with the smallest kernel that covers it.
func (t *tile) run() {
	switch {
	case simd == scalar:
		t.runScalar()
	case t.rows > 3:
		tiles6[narrow(t.cols)](t)
	case t.rows > 1:
		tiles3[narrow(t.cols)](t)
	default:
		tiles1[narrow(t.cols)](t)
	}
}

// runWide is run for up to backCols columns, without a bias: the right half of the rows first. Where rows of C overlap,
// each element is then still added to in the order of rows, since of two rows that meet in it the upper one does so
// further to the right.
func (t *tile) runWide() {
	if simd == scalar {
		t.runScalar()
		return
	}
	b, c, cols, half := t.b, t.c, t.cols, simd.tileCols()
	t.b, t.c, t.cols = b[half:], c[half:], cols-half
	t.run()
	t.b, t.c, t.cols = b, c, half
	t.run()
	t.cols = cols
}

// runDepthwise computes the tile with the vectors A[row][s][p][0:cols] in place of A's elements; cols is at most
// level.depthwiseCols().
func (t *tile) runDepthwise() {
	if simd == scalar {
		t.runDepthwiseScalar()
		return
	}
	depthwiseTiles[narrow(t.cols)](t)
}
