package kernel

// matrix is the left-hand side of a product: element (i, k) is data[i·row + k·step].
type matrix struct {
	data      []float32
	row, step int
}

// gemm is c [m, n] = floor(a · b + bias), rows of c ldc apart; bias may be nil.
type gemm struct {
	m, n, k int
	a       matrix
	c       []float32
	ldc     int
	bias    []float32
	floor   float32
}

const (
	// depth bounds the terms summed in one go: a block of a panel, 1024 × 128 bytes, and of A then share the
	// second-level cache.
	depth = 1024
	// smallProduct is the number of multiplications below which starting a goroutine costs more than it saves (about 5
	// µs).
	smallProduct = 1 << 18
	// skew is added to the distance between copied rows, so that they fall into different cache sets.
	skew = 16
)

// MatMul computes c [m, n] = op(a) · op(b) with op(a) [m, k] and op(b) [k, n]: transA says that a is stored as [k, m],
// transB that b is stored as [n, k].
func MatMul(c, a, b []float32, m, n, k int, transA, transB bool) {
	need("MatMul", "c", len(c), m*n)
	need("MatMul", "a", len(a), m*k)
	need("MatMul", "b", len(b), k*n)
	left := matrix{a, k, 1}
	if transA {
		left = matrix{a, 1, m}
	}
	ldb := n
	if transB {
		ldb = k
	}
	g := gemm{m: m, n: n, k: k, a: left, c: c, ldc: n, floor: noFloor}
	g.run(b, ldb, transB)
}

// run cuts the product into blocks of rows and groups of panels.
func (g *gemm) run(b []float32, ldb int, transB bool) {
	if g.m == 0 || g.n == 0 {
		return
	}
	if g.k == 0 {
		g.fill()
		return
	}
	p := panels{b, ldb, g.k, g.n, transB}
	count := chunks(g.n, simd.tileCols())
	rows, group := g.blocks(transB)
	groups := chunks(count, group)
	parallel(chunks(g.m, rows)*groups, func(chunk int) {
		i0, i1 := split(chunk/groups, rows, g.m)
		p0, p1 := split(chunk%groups, group, count)
		g.block(&p, i0, i1, p0, p1)
	})
}

// blocks chooses the rows and panels of a chunk from the shape alone. Eight tiles of rows keep A's block in the
// second-level cache and pay for copying each panel; transposing a panel costs more and wants more rows. Chunks are
// then made narrower, at last lower, until there are enough for some cores.
func (g *gemm) blocks(transB bool) (rows, group int) {
	height, panels := simd.tileRows(), chunks(g.n, simd.tileCols())
	rows, group = 8*height, panels
	if transB {
		rows = 32 * height
	}
	if g.m*g.n*g.k < smallProduct {
		return g.m, group
	}
	for group > 1 && chunks(g.m, rows)*chunks(panels, group) < 8 {
		group = (group + 1) / 2
	}
	for rows > 2*height && chunks(g.m, rows)*chunks(panels, group) < 4 {
		rows -= height
	}
	return rows, group
}

// block computes rows i0…i1 of panels p0…p1, a slice of at most depth terms after the other.
func (g *gemm) block(p *panels, i0, i1, p0, p1 int) {
	left, right := borrow(), borrow()
	defer left.back()
	defer right.back()
	slices := chunks(g.k, depth)
	size := chunks(g.k, slices)
	for s := range slices {
		k0, k1 := split(s, size, g.k)
		t := tile{k: k1 - k0, segs: 1, floor: noFloor}
		if s > 0 {
			t.add = 1
		}
		if s == slices-1 {
			t.floor = g.floor
		}
		a := g.left(left, i0, i1, k0, k1, p1-p0)
		t.a, t.stepA = a.data, a.step
		aOff, cOff := g.table(left, a.row, i1-i0)
		for panel := p0; panel < p1; panel++ {
			t.b, t.stepB = p.load(right, panel, k0, k1, chunks(i1-i0, simd.tileRows()))
			g.strip(&t, aOff, cOff, panel, i0, i1)
		}
	}
}

// strip computes rows i0…i1 of one panel.
func (g *gemm) strip(t *tile, aOff, cOff []int, panel, i0, i1 int) {
	height, col := simd.tileRows(), panel*simd.tileCols()
	t.cols = min(simd.tileCols(), g.n-col)
	t.bias = nil
	if g.bias != nil && t.add == 0 {
		t.bias = g.bias[col:]
	}
	t.c = g.c[i0*g.ldc+col:]
	for i := 0; i < i1-i0; i += height {
		t.rows, t.aOff, t.cOff = min(height, i1-i0-i), aOff[i:], cOff[i:]
		t.run()
	}
}

// left returns the block of A that begins at (i0, k0). Rows a multiple of 4 KiB apart would all fall into one set of
// the first-level cache; where several panels read them they are copied to rows that do not.
func (g *gemm) left(scratch *buffer, i0, i1, k0, k1, panels int) matrix {
	a := matrix{g.a.data[i0*g.a.row+k0*g.a.step:], g.a.row, g.a.step}
	if a.step != 1 || a.row%1024 != 0 || panels < 2 {
		return a
	}
	copied := matrix{scratch.take((i1 - i0) * (k1 - k0 + skew)), k1 - k0 + skew, 1}
	for i := range i1 - i0 {
		copy(copied.data[i*copied.row:], a.data[i*a.row:][:k1-k0])
	}
	return copied
}

// table lists the offsets of n rows of A and C, the last one repeated to fill a tile.
func (g *gemm) table(scratch *buffer, row, n int) (aOff, cOff []int) {
	padded := chunks(n, simd.tileRows()) * simd.tileRows()
	all := scratch.offsets(2 * padded)
	aOff, cOff = all[:padded], all[padded:]
	for i := range padded {
		aOff[i], cOff[i] = min(i, n-1)*row, min(i, n-1)*g.ldc
	}
	return aOff, cOff
}

// fill is the product without any term.
func (g *gemm) fill() {
	for i := range g.m {
		row := g.c[i*g.ldc:][:g.n]
		for j := range row {
			row[j] = 0
			if g.bias != nil {
				row[j] = g.bias[j]
			}
			row[j] = max(row[j], g.floor)
		}
	}
}
