package kernel

// panels is the right-hand matrix B [k, n] of a product, cut into panels of level.tileCols() columns.
type panels struct {
	b      []float32
	ld     int // elements from one row of b to the next
	k, n   int
	packed []float32 // the panels from number first on, copied to rows of tileCols elements
	first  int
}

// packing says when B is copied: a panel read more often than this is worth the copy, which keeps a row of the panel on one or
// two cache lines, next to the row that follows, where rows of B itself lie far apart.
const packing = 4

// newPanels prepares b, stored as [k, n] or with trans as [n, k], rows ld apart, for reuse products with each panel.
func newPanels(scratch *buffer, b []float32, ld, k, n int, trans bool, reuse int) panels {
	width := simd.tileCols()
	count := chunks(n, width)
	p := panels{b: b, ld: ld, k: k, n: n, first: count}
	switch {
	case trans || reuse > packing && n > 2*width:
		p.first = 0
	case n%width != 0 && simd == avx2: // whose tiles read whole rows
		p.first = count - 1
	default:
		return p
	}
	p.packed = scratch.take((count - p.first) * k * width)
	pack := func(chunk int) {
		col := (p.first + chunk) * width
		from := b[col:]
		if trans {
			from = b[col*ld:]
		}
		packPanel(p.packed[chunk*k*width:], from, ld, k, min(width, n-col), trans)
	}
	if k*n < 1<<14 { // a few microseconds: not worth a second goroutine
		for chunk := range count - p.first {
			pack(chunk)
		}
		return p
	}
	parallel(count-p.first, pack)
	return p
}

// at returns panel number i and the distance between its rows.
func (p *panels) at(i int) (b []float32, ld int) {
	width := simd.tileCols()
	if i < p.first {
		return p.b[i*width:], p.ld
	}
	return p.packed[(i-p.first)*p.k*width:], width
}
