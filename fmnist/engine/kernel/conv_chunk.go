package kernel

// aliased says that the rows of a tile come from several images which lie a multiple of 2 KiB apart: they would fall
// into the same two sets of the first-level cache. Such images are copied a little further apart.
func (p *plan) aliased() bool {
	return p.imageIn()%512 == 0 && p.outH*p.outW < 8*simd.tileRows() && p.batch > 1
}

// slice cuts the kernel rows in use into ranges. What the plan was widened to depends on the level and does not count.
func (f *forward) slice() []span {
	rows := f.used.h
	if f.conv.Rows*f.conv.Cols*f.conv.In <= sliceDepth || f.used.tapRows() == 0 {
		return []span{{rows.tap0, rows.tap1, 0, 0}}
	}
	var all []span
	for row := rows.tap0; row < rows.tap1; row++ {
		all = append(all, span{row, row + 1, 0, 0})
	}
	return all
}

// chunk computes one group of images and one group of panels.
func (f *forward) chunk(group, panels int) {
	n0, n1 := split(group, f.group, f.batch)
	p0, p1 := split(panels, f.across, chunks(f.out, simd.tileCols()))
	tables := f.whole
	if n1-n0 < f.group {
		tables = f.last
	}
	scratch := borrow()
	defer scratch.back()
	full := 0
	if f.conv.MaxPool {
		full = (n1 - n0) * f.imageOut()
	}
	memory := scratch.take(full + f.copied(n1-n0))
	x := f.inputs(memory[full:], n0, n1)
	if !f.conv.MaxPool {
		f.tiles(f.y[n0*f.imageOut():], x, tables, n1-n0, p0, p1)
		return
	}
	f.tiles(memory[:full], x, tables, n1-n0, p0, p1)
	f.pool(memory[:full], n0, n1, p0*simd.tileCols(), min(p1*simd.tileCols(), f.out))
}

// copied is the memory that inputs needs.
func (f *forward) copied(images int) int {
	if f.between == f.imageIn() {
		return 0
	}
	return images * f.between
}

// inputs returns images n0…n1, f.between apart.
func (f *forward) inputs(to []float32, n0, n1 int) []float32 {
	image := f.imageIn()
	if f.between == image {
		return f.x[n0*image:]
	}
	for n := n0; n < n1; n++ {
		copy(to[(n-n0)*f.between:], f.x[n*image:(n+1)*image])
	}
	return to
}

// tiles runs all tiles of some images and panels.
func (f *forward) tiles(y, x []float32, tables []table, images, p0, p1 int) {
	scratch := borrow()
	defer scratch.back()
	width := simd.tileCols()
	t := tile{stepA: 1, segA: f.width * f.in}
	for panel := p0; panel < p1; panel++ {
		col := panel * width
		t.cols = min(width, f.out-col)
		for _, rows := range f.slices {
			b, ld := f.panel(scratch, panel, images, rows)
			t.stepB, t.segB = ld, f.kernelRow()*ld
			for i := range tables {
				r := &tables[i]
				if !f.start(&t, r, rows, col) {
					continue
				}
				first := (max(rows.from, r.h.tap0) - rows.from) * f.kernelRow()
				t.b = b[min((first+r.w.tap0*f.in)*ld, len(b)):]
				skip := max(rows.from-r.h.tap0, 0) * t.segA
				for n := 0; n < images; n += r.images {
					t.a, t.c = x[n*f.between+skip:], y[n*f.imageOut()+col:]
					t.rowsOf(r)
				}
			}
		}
	}
}

// start sets up the tile for a region and a range of kernel rows: the first range begins with the bias, the last one
// ends with the activation. It returns false if the region sees none of the rows.
func (f *forward) start(t *tile, r *table, rows span, col int) bool {
	from, to := max(rows.from, r.h.tap0), min(rows.to, r.h.tap1)
	first, last := rows.from <= r.h.tap0, rows.to >= r.h.tap1
	t.k, t.segs = r.tapCols()*f.in, to-from
	if t.k == 0 || r.tapRows() == 0 { // all padding: once, the bias alone
		first, last = rows == f.slices[0], true
		t.segs = 0
	}
	if t.segs <= 0 && !(first && last) {
		return false
	}
	t.segs = max(t.segs, 0)
	t.bias, t.add, t.floor = nil, 0, noFloor
	if first && f.bias != nil {
		t.bias = f.bias[col:]
	}
	if !first {
		t.add = 1
	}
	if last {
		t.floor = f.floor
	}
	return true
}

// panel returns some rows of a panel of the kernel, of which only the taps in use are copied.
func (f *forward) panel(scratch *buffer, panel, images int, rows span) (b []float32, ld int) {
	first := rows.from * f.kernelRow()
	if width := simd.tileCols(); f.w.direct(panel, images*f.outH*f.outW/simd.tileRows()) {
		return f.w.b[min(first*f.out+panel*width, len(f.w.b)):], f.out
	}
	packed := scratch.take((rows.to - rows.from) * f.kernelRow() * simd.tileCols())
	if f.used.tapCols() == f.cols { // whole rows: all in one go
		f.w.fill(packed, panel, first, rows.to*f.kernelRow())
		return packed, simd.tileCols()
	}
	for row := rows.from; row < rows.to; row++ {
		from := (row*f.cols + f.used.w.tap0) * f.in
		f.w.fill(packed[(from-first)*simd.tileCols():], panel, from, from+f.used.tapCols()*f.in)
	}
	return packed, simd.tileCols()
}

// rowsOf runs the tile over all pixels of a table.
func (t *tile) rowsOf(r *table) {
	height := simd.tileRows()
	for i := 0; i < r.count; i += height {
		t.rows, t.aOff, t.cOff = min(height, r.count-i), r.aOff[i:], r.cOff[i:]
		t.run()
	}
}
