package kernel

// plan is a convolution prepared for the tiles: Conv's geometry with a stride for each axis and the size of its output.
type plan struct {
	batch, height, width, in, rows, cols, out, strideH, strideW, top, left, outH, outW int
	// elements from an input image to the next
	between int
}

func (c Conv) plan() plan {
	h, w := c.convSize()
	return plan{c.Batch, c.Height, c.Width, c.In, c.Rows, c.Cols, c.Out, c.stride(), c.stride(), c.Top, c.Left, h, w,
		c.Height * c.Width * c.In}
}

// depth is the number of terms of one output, taps the elements of the kernel.
func (p *plan) depth() int     { return p.rows * p.cols * p.in }
func (p *plan) imageIn() int   { return p.height * p.width * p.in }
func (p *plan) imageOut() int  { return p.outH * p.outW * p.out }
func (p *plan) work() int      { return p.outH * p.outW * p.out * p.depth() } // multiplications per image
func (p *plan) kernelRow() int { return p.cols * p.in }

// span is a range of output positions on one axis that see the same taps, the others lying in the padding.
type span struct{ from, to, tap0, tap1 int }

// spans cuts an axis into ranges of equal taps: padding is then never read, stored or multiplied.
func spans(out, in, kernel, stride, before int) []span {
	var all []span
	for o := range out {
		tap0, tap1 := min(max(0, before-o*stride), kernel), min(kernel, in+before-o*stride)
		tap1 = max(tap0, tap1)
		if n := len(all); n > 0 && all[n-1].tap0 == tap0 && all[n-1].tap1 == tap1 {
			all[n-1].to++
			continue
		}
		all = append(all, span{o, o + 1, tap0, tap1})
	}
	return all
}

// region is a rectangle of output pixels that see the same rectangle of taps.
type region struct{ h, w span }

func (p *plan) regions() []region {
	var all []region
	columns := spans(p.outW, p.width, p.cols, p.strideW, p.left)
	for _, h := range spans(p.outH, p.height, p.rows, p.strideH, p.top) {
		for _, w := range columns {
			all = append(all, region{h, w})
		}
	}
	return all
}

func (r region) pixels() int  { return (r.h.to - r.h.from) * (r.w.to - r.w.from) }
func (r region) tapRows() int { return r.h.tap1 - r.h.tap0 }
func (r region) tapCols() int { return r.w.tap1 - r.w.tap0 }

// table lists for the region's pixels in images 0…images-1 where the first tap lies in the input and where the pixel
// lies in the output. The last entry is repeated until a whole tile can be read from any tile's start.
type table struct {
	region
	images, count int // images per pass, pixels in all of them
	aOff, cOff    []int
}

// tabulate makes a region's table. Few pixels are taken from several images together, so that tiles are full.
func (p *plan) tabulate(r region, images int) table {
	height := simd.tileRows()
	if n := r.pixels(); n%height == 0 || n >= 8*height {
		images = 1
	}
	t := table{region: r, images: images, count: images * r.pixels()}
	padded := chunks(t.count, height) * height
	offsets := make([]int, 2*padded)
	t.aOff, t.cOff = offsets[:padded], offsets[padded:]
	at := 0
	for n := range images {
		for h := r.h.from; h < r.h.to; h++ {
			for w := r.w.from; w < r.w.to; w++ {
				t.aOff[at] = n*p.between + ((h*p.strideH-p.top+r.h.tap0)*p.width+w*p.strideW-p.left+r.w.tap0)*p.in
				t.cOff[at] = ((n*p.outH+h)*p.outW + w) * p.out
				at++
			}
		}
	}
	for ; at < padded; at++ {
		t.aOff[at], t.cOff[at] = t.aOff[at-1], t.cOff[at-1]
	}
	return t
}

// tables makes the tables of all regions for whole groups of images and, where the batch leaves one, for the last
// group.
func (p *plan) tables(group int) (whole, last []table) {
	for _, r := range p.regions() {
		whole = append(whole, p.tabulate(r, group))
		if left := p.batch % group; left > 0 {
			last = append(last, p.tabulate(r, left))
		}
	}
	return whole, last
}

// union is the rectangle of all taps that the tables' pixels see.
func union(tables []table) region {
	all := tables[0].region
	for _, t := range tables[1:] {
		all.h.tap0, all.h.tap1 = min(all.h.tap0, t.h.tap0), max(all.h.tap1, t.h.tap1)
		all.w.tap0, all.w.tap1 = min(all.w.tap0, t.w.tap0), max(all.w.tap1, t.w.tap1)
	}
	return all
}
