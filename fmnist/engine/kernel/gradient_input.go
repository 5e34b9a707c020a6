package kernel

// inputGradient computes dx. Every output pixel sends dy · wᵀ to its patch; the rows of a patch are runs of memory, so
// a tile's row is added to dx where it belongs, patches overlapping as they may: nothing is multiplied by the zeros of
// a dilated or padded image, whatever the stride.
func (p *plan) inputGradient(dx, dy, w []float32) {
	scratch := borrow()
	defer scratch.back()
	depth := p.depth()
	transposed := scratch.take(p.out*depth + backCols) // the slack is for loads of whole vectors
	transposeParallel(transposed, w, p.out, depth, p.out)
	images, _ := p.cut()
	whole, last := p.tables(images)
	parallel(chunks(p.batch, images), func(chunk int) {
		n0, n1 := split(chunk, images, p.batch)
		tables := whole
		if n1-n0 < images {
			tables = last
		}
		clear(dx[n0*p.imageIn() : n1*p.imageIn()])
		for i := range tables {
			p.sendBack(dx[n0*p.imageIn():], dy[n0*p.imageOut():], transposed, &tables[i], n1-n0)
		}
	})
}

// transposeParallel transposes w [rows, cols] in chunks of rows.
func transposeParallel(dst, w []float32, dstRows, rows, cols int) {
	const size = 256 // rows, a multiple of every vector
	parallel(chunks(rows, size), func(chunk int) {
		from, to := split(chunk, size, rows)
		transpose(dst[from:], w[from*cols:], rows, cols, to-from, dstRows)
	})
}

// packTaps is the number of weights from which panels of the transposed kernel are copied before use, since its rows
// then lie on too many pages.
const packTaps = 1 << 15

// backPanel is the number of columns to send back at a time. Where patches overlap, sums are added up in the order of
// panels, then pixels, and the panels must be those of every level. Otherwise they are as wide as a tile: a panel holds
// taps of one column alone, pixels do not overlap in a row, or one panel of a tile's width is all there is.
func (p *plan) backPanel(r *table) int {
	width := simd.tileCols()
	if p.in%backCols != 0 && p.strideW < r.tapCols() && r.tapCols()*p.in > width {
		return backCols
	}
	return width
}

// sendBack adds the products of one region.
func (p *plan) sendBack(dx, dy, transposed []float32, r *table, images int) {
	width, depth, run := p.backPanel(r), p.depth(), r.tapCols()*p.in
	scratch := borrow()
	defer scratch.back()
	t := tile{k: p.out, segs: 1, stepA: 1, floor: noFloor, add: 1}
	for row := r.h.tap0; row < r.h.tap1; row++ {
		for col := 0; col < run; col += width {
			t.cols = min(width, run-col)
			t.b, t.stepB = transposed[(row*p.cols+r.w.tap0)*p.in+col:], depth
			if p.out*depth >= packTaps {
				b := scratch.take(p.out * width)
				packBack(b, t.b, width, depth, p.out, t.cols)
				t.b, t.stepB = b, width
			}
			for n := 0; n < images; n += r.images {
				t.a, t.c = dy[n*p.imageOut():], dx[n*p.imageIn()+(row-r.h.tap0)*p.width*p.in+col:]
				t.pixels(r)
			}
		}
	}
}

// pixels runs the tile from the pixels of the output to those of the input.
func (t *tile) pixels(r *table) {
	height, run := simd.tileRows(), t.run
	if t.cols > simd.tileCols() {
		height, run = simd.wideRows(), t.runWide
	}
	for i := 0; i < r.count; i += height {
		t.rows, t.aOff, t.cOff = min(height, r.count-i), r.cOff[i:], r.aOff[i:]
		run()
	}
}

// packBack copies rows of cols elements to rows of width: a tile's, or backCols.
func packBack(dst, src []float32, width, srcStride, rows, cols int) {
	if width == simd.tileCols() {
		packRows(dst, src, srcStride, rows, cols)
	} else {
		packWide(dst, src, srcStride, rows, cols)
	}
}
