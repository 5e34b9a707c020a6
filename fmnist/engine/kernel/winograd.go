package kernel

import "sync"

// winograd is a 3×3 convolution of stride 1 as Winograd's F(2×2, 3×3): four outputs from a tile of 4×4 inputs by 16
// products instead of 36. For each of the 16 positions of a tile the products of all tiles and channels are one product
// of matrices. (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016)
type winograd struct {
	plan
	conv         Conv
	y, x, bias   []float32
	u            []float32 // the transformed kernel [16][panels][In][level.tileCols()]
	down, across int       // tiles of an image
	rows, cols   int       // rows of tiles and output channels of a chunk
}

const (
	// winogradChannels is the least number of channels in and out; both are whole panels at every level
	// (winogradPanel). Of fewer the transforms cost what the products spare: 32 to 32 at 32×32 takes as long either way.
	winogradChannels = 64
	winogradPanel    = 32
	// winogradDepth is the most input channels: of a panel these are 32 KiB, which stay in the first-level cache. Products
	// over 512 take 15 to 25 percent longer.
	winogradDepth = 256
	// winogradKernel bounds the numbers of the transformed kernel: 4 MiB. Larger ones gain a tenth on an idle machine
	// (512 to 512 at 4×4, in slices of 256: 22.5 ms of one core instead of 25) and lose more where memory is busy.
	winogradKernel = 1 << 20
	// winogradMemory bounds the numbers of a chunk between image and output: 512 KiB, within the second-level cache.
	winogradMemory = 128 << 10
	// winogradCols is how many output channels share a transformed input; with more of them fewer tiles would share each
	// panel of the kernel.
	winogradCols = 128
	// winogradChunks is the number of chunks wanted, for some cores.
	winogradChunks = 16
)

// winograd says whether Forward may and should take this way: where it spares at least a quarter of the products, which
// at 2×2 outputs and 3×3 are as few without it, since padding is not multiplied. The batch has no say, so that an image
// gives the same bits among few and among many.
func (c Conv) winograd() bool {
	if !c.Winograd || c.Rows != 3 || c.Cols != 3 || c.stride() != 1 || max(c.Top, c.Bottom, c.Left, c.Right) > 2 ||
		min(c.In, c.Out) < winogradChannels || c.In%winogradPanel+c.Out%winogradPanel > 0 ||
		c.In > winogradDepth || 16*c.In*c.Out > winogradKernel {
		return false
	}
	p, direct := c.plan(), 0
	for _, r := range p.regions() { // padding takes no part in these
		direct += r.pixels() * r.tapRows() * r.tapCols()
	}
	down, across := c.winogradTiles()
	return 4*16*down*across <= 3*direct
}

// winogradTiles counts the rows and columns of tiles: with pooling each is one output.
func (c Conv) winogradTiles() (down, across int) {
	h, w := c.convSize()
	if c.MaxPool {
		return h / 2, w / 2
	}
	return chunks(h, 2), chunks(w, 2)
}

// transformedKernels are large and few. Among the other scratch memory they would be handed to chunks, and new ones be
// made for the next kernel.
var transformedKernels = sync.Pool{New: func() any { return new(buffer) }}

// forwardWinograd is Forward without choice.
func (c Conv) forwardWinograd(y, x, w, b []float32) {
	f := winograd{plan: c.plan(), conv: c, y: y, x: x, bias: b}
	f.down, f.across = c.winogradTiles()
	f.cut()
	transformed := transformedKernels.Get().(*buffer)
	defer transformedKernels.Put(transformed)
	f.u = transformed.take(16 * f.in * f.out)
	f.transformKernel(w)
	groups := chunks(f.out, f.cols)
	parallel(chunks(f.batch*f.down, f.rows)*groups, func(chunk int) {
		row0, row1 := split(chunk/groups, f.rows, f.batch*f.down)
		col0, col1 := split(chunk%groups, f.cols, f.out)
		f.chunk(row0, row1, col0, col1)
	})
}

// cut chooses the rows of tiles and the output channels of a chunk, from the shape alone.
func (f *winograd) cut() {
	f.cols = min(winogradCols, f.out)
	f.rows = max(1, winogradMemory/(4*f.in+12*f.cols)/f.across)
	f.rows = min(f.rows, chunks(f.batch*f.down*chunks(f.out, f.cols), winogradChunks))
	if f.rows > 6 { // an even number of tiles then fills those of the matrix product, of 12 or 6 rows
		f.rows -= f.rows % 6
	}
}

// transformKernel computes u, by panels and blocks of input channels.
func (f *winograd) transformKernel(w []float32) {
	const block = 32 // channels: the 15 planes of transformBlock share the first or second-level cache
	blocks := f.in / block
	parallel(f.panels()*blocks, func(chunk int) { f.transformBlock(w, chunk/blocks, chunk%blocks*block, block) })
}

func (f *winograd) panels() int { return f.out / simd.tileCols() }

// transformBlock computes n input channels of a panel of u from channel first on.
func (f *winograd) transformBlock(w []float32, panel, first, n int) {
	width := simd.tileCols()
	scratch := borrow()
	defer scratch.back()
	memory, size := scratch.take(15*n*width), n*width
	plane := func(i, j int) []float32 { return memory[(3*i+j)*size:][:size] }
	for j := range 3 {
		for i, row := range [3]int{0, 4, 3} { // of the five rows of planes 1 and 2 are sums, the others the kernel's
			packPanel(plane(row, j), w[((3*i+j)*f.in+first)*f.out+panel*width:], f.out, n, width, false)
		}
		winogradKernelRun(plane(1, j), plane(2, j), plane(0, j), plane(4, j), plane(3, j))
	}
	for i := range 4 {
		u := func(j int) []float32 { return f.panel(4*i+j, panel)[first*width:][:size] }
		copy(u(0), plane(i, 0))
		winogradKernelRun(u(1), u(2), plane(i, 0), plane(i, 1), plane(i, 2))
		copy(u(3), plane(i, 2))
	}
}

// panel is a panel of the transformed kernel at a position of the tile.
func (f *winograd) panel(position, panel int) []float32 {
	size := f.in * simd.tileCols()
	return f.u[(position*f.panels()+panel)*size:][:size]
}
