package kernel

// forward is one convolution on its way through the chunks.
type forward struct {
	plan
	conv        Conv
	y, x, bias  []float32
	choice      []uint8
	floor       float32
	w           panels
	used        region // the taps that any pixel sees
	group       int    // images per chunk
	across      int    // panels per chunk
	whole, last []table
}

// Forward computes the convolution of x with w and the bias b (nil for none) into y. With MaxPool, choice (nil when no
// gradient is needed) receives for each output which of the window's four pixels, counted along rows, was the first
// maximum: Backward needs it.
func (c Conv) Forward(y []float32, choice []uint8, x, w, b []float32) {
	c.check("Conv", y, x, w, b)
	if c.Batch == 0 {
		return
	}
	if c.Rows == 1 && c.Cols == 1 && c.stride() == 1 && !c.MaxPool && c.Top+c.Bottom+c.Left+c.Right == 0 {
		pixels := c.Batch * c.Height * c.Width
		Dense{Batch: pixels, In: c.In, Out: c.Out, ReLU: c.ReLU}.Forward(y, x, w, b)
		return
	}
	f := forward{plan: c.plan(), conv: c, y: y, x: x, bias: b, choice: choice, floor: relu(c.ReLU)}
	if n := f.pixelGroup(); n > 1 {
		w = f.widen(w, n)
	}
	f.group, f.across = f.cut()
	f.w = panels{w, f.out, f.out, false}
	f.whole, f.last = f.tables(f.group)
	f.used = union(f.whole)
	groups := chunks(chunks(f.out, simd.tileCols()), f.across)
	parallel(chunks(f.batch, f.group)*groups, func(chunk int) {
		f.chunk(chunk/groups, chunk%groups)
	})
}

func (c Conv) check(operation string, y, x, w, b []float32) {
	h, wd := c.OutSize()
	need(operation, "y", len(y), c.Batch*h*wd*c.Out)
	need(operation, "x", len(x), c.Batch*c.Height*c.Width*c.In)
	need(operation, "w", len(w), c.Rows*c.Cols*c.In*c.Out)
	if b != nil {
		need(operation, "b", len(b), c.Out)
	}
}

const (
	// chunkWork is the number of multiplications worth a chunk: 20 µs, some times what starting a goroutine takes.
	chunkWork = 1 << 20
	// chunkMemory bounds the unpooled output of a chunk, so that pooling finds it in the second-level cache.
	chunkMemory = 384 << 10
	// largeKernel is the number of weights (1 MiB) from which they no longer stay in the second-level cache: then each panel is
	// read once for many images, and chunks are made of panels.
	largeKernel = 256 << 10
)

// cut chooses the images and panels of a chunk from the shape alone.
func (p *plan) cut() (images, across int) {
	across = chunks(p.out, simd.tileCols())
	images = max(1, min(chunkWork/max(1, p.work()), chunks(p.batch, 8)))
	images = max(1, min(images, chunkMemory/(4*p.imageOut())))
	if p.depth()*p.out >= largeKernel {
		images = max(images, chunks(512, p.outH*p.outW)) // rows that pay for reading the kernel once
	}
	images = max(images, chunks(8*simd.tileRows(), p.outH*p.outW))
	images = min(images, p.batch)
	for across > 1 && chunks(p.batch, images)*chunks(chunks(p.out, simd.tileCols()), across) < 8 {
		across = (across + 1) / 2
	}
	return images, across
}

// chunk computes one group of images and one group of panels.
func (f *forward) chunk(group, panels int) {
	n0, n1 := split(group, f.group, f.batch)
	p0, p1 := split(panels, f.across, chunks(f.out, simd.tileCols()))
	tables := f.whole
	if n1-n0 < f.group {
		tables = f.last
	}
	x, y := f.x[n0*f.imageIn():], f.y
	if !f.conv.MaxPool {
		f.tiles(y[n0*f.imageOut():], x, tables, n1-n0, p0, p1)
		return
	}
	scratch := borrow()
	defer scratch.back()
	full := scratch.take((n1 - n0) * f.imageOut())
	f.tiles(full, x, tables, n1-n0, p0, p1)
	f.pool(full, n0, n1, p0*simd.tileCols(), min(p1*simd.tileCols(), f.out))
}

// tiles runs all tiles of some images and panels.
func (f *forward) tiles(y, x []float32, tables []table, images, p0, p1 int) {
	scratch := borrow()
	defer scratch.back()
	width := simd.tileCols()
	t := tile{floor: f.floor, stepA: 1, segA: f.width * f.in}
	for panel := p0; panel < p1; panel++ {
		b, ld := f.panel(scratch, panel, images)
		col := panel * width
		t.cols, t.stepB, t.segB = min(width, f.out-col), ld, f.kernelRow()*ld
		if f.bias != nil {
			t.bias = f.bias[col:]
		}
		for i := range tables {
			r := &tables[i]
			t.k, t.segs = r.tapCols()*f.in, r.tapRows()
			if t.k == 0 {
				t.segs = 0
			}
			t.b = b[min((r.h.tap0*f.cols+r.w.tap0)*f.in*ld, len(b)):]
			for n := 0; n < images; n += r.images {
				t.a, t.c = x[n*f.imageIn():], y[n*f.imageOut()+col:]
				t.rowsOf(r)
			}
		}
	}
}

// panel returns a panel of the kernel, of which only the taps in use are copied.
func (f *forward) panel(scratch *buffer, panel, images int) (b []float32, ld int) {
	if width := simd.tileCols(); f.w.direct(panel, images*f.outH*f.outW/simd.tileRows()) {
		return f.w.b[panel*width:], f.out
	}
	packed := scratch.take(f.depth() * simd.tileCols())
	taps := f.used.tapCols() * f.in
	if f.used.tapCols() == f.cols { // whole rows: all in one go
		from := f.used.h.tap0 * f.kernelRow()
		f.w.fill(packed, panel, from, from+f.used.tapRows()*taps)
		return packed, simd.tileCols()
	}
	for row := f.used.h.tap0; row < f.used.h.tap1; row++ {
		from := (row*f.cols + f.used.w.tap0) * f.in
		f.w.fill(packed, panel, from, from+taps)
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
