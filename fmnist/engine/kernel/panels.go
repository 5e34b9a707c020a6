package kernel

// panels is the right-hand matrix B [k, n] of a product, cut into panels of level.tileCols() columns. With trans it is
// stored as [n, k].
type panels struct {
	b     []float32
	ld    int // elements from one row as stored to the next
	k, n  int
	trans bool
}

// packing says when a panel is copied before use: when more tiles than this read it. The copy has a row of the panel on
// one or two cache lines next to the row that follows, where the rows of B itself lie far apart, on other pages and
// often in the same few cache sets.
const packing = 3

// smallPanels is the number of elements of a B that stays in the first-level cache as it is.
const smallPanels = 4 << 10

// direct says whether tiles read the panel where it is.
func (p *panels) direct(panel, tiles int) bool {
	width := simd.tileCols()
	if p.trans || simd == avx2 && p.n-panel*width < width { // whose tiles read whole rows
		return false
	}
	return tiles <= packing || p.n <= width || p.k*p.n <= smallPanels
}

// fill copies rows k0…k1 of a panel to dst.
func (p *panels) fill(dst []float32, panel, k0, k1 int) {
	width := simd.tileCols()
	col := panel * width
	cols, from := min(width, p.n-col), col+k0*p.ld
	if p.trans {
		from = col*p.ld + k0
	}
	if k1 > k0 {
		packPanel(dst, p.b[from:], p.ld, k1-k0, cols, p.trans)
	}
}

// load returns rows k0…k1 of a panel for the given number of tiles, and the distance between its rows.
func (p *panels) load(scratch *buffer, panel, k0, k1, tiles int) (b []float32, ld int) {
	width := simd.tileCols()
	if p.direct(panel, tiles) {
		return p.b[k0*p.ld+panel*width:], p.ld
	}
	packed := scratch.take((k1 - k0) * width)
	p.fill(packed, panel, k0, k1)
	return packed, width
}
