package kernel

// kernelGradient computes dw: for every weight the sum over pixels of input times gradient. A row of the tile is a tap
// and input channel, its steps are the pixels of an output row; both operands are read where they lie.
type kernelGradient struct {
	plan
	dw, dy, x []float32
	regions   []tapTable
	parts     int // groups of images whose sums are added at the end
	group     int // images of a part

}

// tapTable lists the taps and input channels of a region: where they lie in the input relative to the first tap, and in
// the kernel.
type tapTable struct {
	region
	count      int
	aOff, cOff []int
}

// smallKernel is the number of weights up to which every group of images gets sums of its own; larger kernels are cut
// into blocks instead, each running over the whole batch.
const smallKernel = 1 << 16

func (p *plan) kernelGradient(dw, dy, x []float32) {
	k := kernelGradient{plan: *p, dw: dw, dy: dy, x: x}
	for _, r := range p.regions() {
		if r.tapRows()*r.tapCols() > 0 {
			k.regions = append(k.regions, p.tabulateTaps(r))
		}
	}
	weights := p.depth() * p.out
	if weights > smallKernel {
		k.byBlocks()
		return
	}
	k.group = max(1, chunks(p.batch, 16), min(p.batch, chunkWork/max(1, p.work())))
	k.parts = chunks(p.batch, k.group)
	scratch := borrow()
	defer scratch.back()
	partial := scratch.take(k.parts * weights)
	parallel(k.parts, func(part int) {
		sum := partial[part*weights : (part+1)*weights]
		clear(sum)
		n0, n1 := split(part, k.group, p.batch)
		for i := range k.regions {
			for col := 0; col < p.out; col += simd.tileCols() {
				k.sum(sum, &k.regions[i], col, 0, k.regions[i].count, n0, n1)
			}
		}
	})
	reduce(dw, partial, k.parts)
}

// byBlocks makes one chunk of each panel of columns and each quarter or so of the kernel's rows, whatever the region.
func (k *kernelGradient) byBlocks() {
	width := simd.tileCols()
	panels := chunks(k.out, width)
	parallel(k.plan.rows*panels, func(chunk int) {
		row, col := chunk/panels, chunk%panels*width
		for i := range k.kernelRow() {
			at := (row*k.kernelRow()+i)*k.out + col
			clear(k.dw[at : at+min(width, k.out-col)])
		}
		for i := range k.regions {
			r := &k.regions[i]
			if row < r.h.tap0 || row >= r.h.tap1 {
				continue
			}
			run := r.tapCols() * k.in
			from := (row - r.h.tap0) * run
			k.sum(k.dw, r, col, from, from+run, 0, k.batch)
		}
	})
}

// sum adds up the tile rows from…to of a region over images n0…n1, for one panel of columns.
func (k *kernelGradient) sum(dw []float32, r *tapTable, col, from, to, n0, n1 int) {
	height := simd.tileRows()
	first := ((r.h.from*k.strideH-k.top+r.h.tap0)*k.width + r.w.from*k.strideW - k.left + r.w.tap0) * k.in
	pixel := (r.h.from*k.outW+r.w.from)*k.out + col
	t := tile{stepA: k.strideW * k.in, segA: k.strideH * k.width * k.in, stepB: k.out, segB: k.outW * k.out,
		k: r.w.to - r.w.from, segs: r.h.to - r.h.from, floor: noFloor, add: 1, cols: min(simd.tileCols(), k.out-col),
		c: dw[col:]}
	step := 1
	if t.segs == 1 { // one row of pixels: the segments are the images
		step, t.segs, t.segA, t.segB = n1-n0, n1-n0, k.imageIn(), k.imageOut()
	}
	for n := n0; n < n1; n += step {
		t.a, t.b = k.x[n*k.imageIn()+first:], k.dy[n*k.imageOut()+pixel:]
		for i := from; i < to; i += height {
			t.rows, t.aOff, t.cOff = min(height, to-i), r.aOff[i:], r.cOff[i:]
			t.run()
		}
	}
}

// tabulateTaps makes a region's table, filled up so that a tile can be read from any row.
func (p *plan) tabulateTaps(r region) tapTable {
	t := tapTable{region: r, count: r.tapRows() * r.tapCols() * p.in}
	padded := t.count + simd.tileRows()
	offsets := make([]int, 2*padded)
	t.aOff, t.cOff = offsets[:padded], offsets[padded:]
	for i := range padded {
		at := min(i, t.count-1)
		in, tap := at%p.in, at/p.in
		row, col := tap/r.tapCols(), tap%r.tapCols()
		t.aOff[i] = (row*p.width+col)*p.in + in
		t.cOff[i] = (((r.h.tap0+row)*p.cols+r.w.tap0+col)*p.in + in) * p.out
	}
	return t
}
