package kernel

func (d Depthwise) plan() plan {
	h, w := d.OutSize()
	return plan{d.Batch, d.Height, d.Width, d.Channels, d.Rows, d.Cols, d.Channels, d.stride(), d.stride(), d.Top,
		d.Left, h, w, d.Height * d.Width * d.Channels}
}

// cutDepthwise chooses the images of a chunk from the shape alone.
func (p *plan) cutDepthwise() int {
	work := p.outH * p.outW * p.out * p.rows * p.cols
	// a product here costs about four times one of a matrix tile
	images := max(1, min(chunkWork/4/max(1, work), chunks(p.batch, 8)))
	return min(p.batch, max(images, chunks(2*simd.tileRows(), max(1, p.outH*p.outW))))
}

// Forward computes y [Batch, rows, columns, Channels] from x, w [Rows, Cols, Channels] and the bias b (nil for none).
func (d Depthwise) Forward(y, x, w, b []float32) {
	p := d.plan()
	need("Depthwise", "y", len(y), p.batch*p.imageOut())
	need("Depthwise", "x", len(x), p.batch*p.imageIn())
	need("Depthwise", "w", len(w), p.rows*p.cols*p.in)
	if b != nil {
		need("Depthwise", "b", len(b), p.out)
	}
	if p.batch*p.imageOut() == 0 {
		return
	}
	images := p.cutDepthwise()
	whole, last := p.tables(images)
	parallel(chunks(p.batch, images), func(chunk int) {
		n0, n1 := split(chunk, images, p.batch)
		tables := whole
		if n1-n0 < images {
			tables = last
		}
		t := tile{bias: b, floor: relu(d.ReLU)}
		p.depthwise(&t, tables, y[n0*p.imageOut():], x[n0*p.imageIn():], w, n1-n0)
	})
}

// depthwise runs the tiles of some images: pixels as rows, a vector of channels as columns.
func (p *plan) depthwise(t *tile, tables []table, y, x, w []float32, images int) {
	channels, bias, height := p.in, t.bias, simd.tileRows()
	t.stepA, t.segA, t.stepB, t.segB = channels, p.width*channels, channels, p.cols*channels
	for col := 0; col < channels; col += simd.depthwiseCols() {
		t.cols = min(simd.depthwiseCols(), channels-col)
		if bias != nil {
			t.bias = bias[col:]
		}
		for i := range tables {
			r := &tables[i]
			t.k, t.segs = r.tapCols(), r.tapRows()
			if t.k == 0 {
				t.segs = 0
			}
			t.b = w[min((r.h.tap0*p.cols+r.w.tap0)*channels+col, len(w)):]
			for n := 0; n < images; n += r.images {
				t.a, t.c = x[n*p.imageIn()+col:], y[n*p.imageOut()+col:]
				for i := 0; i < r.count; i += height {
					t.rows, t.aOff, t.cOff = min(height, r.count-i), r.aOff[i:], r.cOff[i:]
					t.runDepthwise()
				}
			}
		}
	}
}

// Backward computes the gradients with respect to x, w and b (each nil when not wanted) from dy; y is needed with ReLU.
func (d Depthwise) Backward(dx, dw, db, dy, y, x, w []float32) {
	p := d.plan()
	out := p.batch * p.imageOut()
	need("Depthwise gradient", "dy", len(dy), out)
	g := dy[:out]
	if d.ReLU {
		need("Depthwise gradient", "y", len(y), out)
		scratch := borrow()
		defer scratch.back()
		g = scratch.take(out)
		ReLUBackward(g, dy[:out], y[:out])
	}
	if dx != nil {
		need("Depthwise gradient", "dx", len(dx), p.batch*p.imageIn())
		need("Depthwise gradient", "w", len(w), p.rows*p.cols*p.in)
		p.depthwiseInput(dx, g, w)
	}
	if dw != nil {
		need("Depthwise gradient", "dw", len(dw), p.rows*p.cols*p.in)
		need("Depthwise gradient", "x", len(x), p.batch*p.imageIn())
		p.depthwiseKernel(dw[:p.rows*p.cols*p.in], g, x)
	}
	if db != nil && d.Channels > 0 {
		columnSums(db[:d.Channels], g, out/d.Channels)
	}
}

// eachTap calls do for the products of one image: offsets of a pixel of the output, of the input and of the tap.
func (p *plan) eachTap(do func(out, in, tap int)) {
	for i := range p.outH {
		for j := range p.outW {
			for r := max(0, p.top-i*p.strideH); r < min(p.rows, p.height+p.top-i*p.strideH); r++ {
				for c := max(0, p.left-j*p.strideW); c < min(p.cols, p.width+p.left-j*p.strideW); c++ {
					do((i*p.outW+j)*p.out, ((i*p.strideH+r-p.top)*p.width+j*p.strideW+c-p.left)*p.in, (r*p.cols+c)*p.in)
				}
			}
		}
	}
}

func (p *plan) depthwiseInput(dx, g, w []float32) {
	clear(dx[:p.batch*p.imageIn()])
	n := p.in
	parallel(p.batch, func(image int) {
		to, from := dx[image*p.imageIn():], g[image*p.imageOut():]
		p.eachTap(func(out, in, tap int) { mulAddRun(to[in:in+n], from[out:], w[tap:]) })
	})
}

func (p *plan) depthwiseKernel(dw, g, x []float32) {
	n, size := p.in, chunks(p.batch, 16)
	parts := chunks(p.batch, size)
	scratch := borrow()
	defer scratch.back()
	partial := scratch.take(parts * len(dw))
	clear(partial)
	parallel(parts, func(part int) {
		sum := partial[part*len(dw) : (part+1)*len(dw)]
		from, to := split(part, size, p.batch)
		for image := from; image < to; image++ {
			y, x := g[image*p.imageOut():], x[image*p.imageIn():]
			p.eachTap(func(out, in, tap int) { mulAddRun(sum[tap:tap+n], y[out:], x[in:]) })
		}
	})
	reduce(dw, partial, parts)
}
