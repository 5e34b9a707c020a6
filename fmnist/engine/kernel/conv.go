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
	slices      []span // ranges of kernel rows whose products are added one after the other
	group       int    // images per chunk
	across      int    // panels per chunk
	whole, last []table
}

// Forward computes the convolution of x with w and the bias b (nil for none) into y. With MaxPool, choice (nil when no
// gradient is needed) receives for each output which of the window's four pixels, counted along rows, was the first
// maximum: Backward needs it.
func (c Conv) Forward(y []float32, choice []uint8, x, w, b []float32) {
	c.check("Conv", y, x, w, b)
	if h, w := c.OutSize(); c.Batch*h*w*c.Out == 0 { // also where pooling leaves no column of an image that has rows
		return
	}
	if c.Rows == 1 && c.Cols == 1 && c.stride() == 1 && !c.MaxPool && c.Top+c.Bottom+c.Left+c.Right == 0 {
		pixels := c.Batch * c.Height * c.Width
		Dense{Batch: pixels, In: c.In, Out: c.Out, ReLU: c.ReLU}.Forward(y, x, w, b)
		return
	}
	if choice == nil && c.winograd() {
		c.forwardWinograd(y, x, w, b)
		return
	}
	f := forward{plan: c.plan(), conv: c, y: y, x: x, bias: b, choice: choice, floor: relu(c.ReLU)}
	if n := f.pixelGroup(); n > 1 {
		w = f.widen(w, n)
	}
	f.group, f.across = f.cut()
	f.w = panels{b: w, ld: f.out, k: f.depth(), n: f.out}
	if f.aliased() {
		f.between += skew
	}
	f.whole, f.last = f.tables(f.group)
	f.used = union(f.whole)
	f.slices = f.slice()
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
	// largeKernel is the number of weights (1 MiB) from which they no longer stay in the second-level cache: then each
	// panel is read once for many images, and chunks are made of panels.
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
