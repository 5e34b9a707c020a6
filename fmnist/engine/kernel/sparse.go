package kernel

import "unsafe"

// sparse is the gradient of a convolution with max-pooling. Of four unpooled pixels one has a gradient, and with ReLU
// about half of those are zero: instead of a dense product, the gradients that are not zero are listed and each sends
// its multiple of a patch to the kernel (dw) and of the kernel to a patch (dx).
type sparse struct {
	Conv
	h, w, ph, pw  int // unpooled and pooled size
	height, width int // of the input with its padding
	imgs, parts   int // images of a part, parts

	corners              [4]int32 // where the patches of a window's pixels begin, relative to the window
	windowRow, windowCol int      // from one window's patches to those of the next, along each axis of the input
}

func newSparse(c Conv) *sparse {
	s := &sparse{Conv: c, height: c.Height + c.Top + c.Bottom, width: c.Width + c.Left + c.Right}
	s.h, s.w = c.convSize()
	s.ph, s.pw = s.h/2, s.w/2
	s.imgs = chunks(c.Batch, sparseParts)
	s.parts = chunks(c.Batch, s.imgs)
	row, col := c.stride()*s.width*c.In, c.stride()*c.In
	s.corners = [4]int32{0, int32(col), int32(row), int32(row + col)}
	s.windowRow, s.windowCol = 2*row, 2*col
	return s
}

// sparseParts is the number of groups of images with sums of their own for dw: enough for many cores, few enough that
// adding the sums up costs little.
const sparseParts = 16

func (s *sparse) padded() bool      { return s.Top+s.Bottom+s.Left+s.Right > 0 }
func (s *sparse) depth() int        { return s.Rows * s.Cols * s.In }
func (s *sparse) imageIn() int      { return s.Height * s.Width * s.In }
func (s *sparse) paddedImage() int  { return s.height * s.width * s.In }
func (s *sparse) pooledImage() int  { return s.ph * s.pw * s.Out }
func (s *sparse) kernelLength() int { return s.depth() * s.Out }

// kernelRow is the distance between the rows of the transposed kernel, whole lines of the cache, so that loading one
// reaches for no more lines than need be.
func (s *sparse) kernelRow() int { return chunks(s.Cols*s.In, line) * line }

// line is the number of floats of a cache line.
const line = 16

// onLine returns x from the first element on that lies at the beginning of a cache line.
func onLine(x []float32) []float32 {
	return x[-uintptr(unsafe.Pointer(unsafe.SliceData(x)))/4%line:]
}

// backward works in groups of images; the sums of all groups are added in their order.
func (s *sparse) backward(dx, dw, db, dy, y []float32, choice []uint8, x, w []float32) {
	scratch := borrow()
	defer scratch.back()
	size := 0
	if dw != nil {
		size = s.kernelLength()
	}
	bias := 0
	if db != nil {
		bias = sumWidth(s.Out)
	}
	all := scratch.take(s.parts*(size+bias) + s.Out*s.Rows*s.kernelRow() + line)
	sums, rest := all[:s.parts*size], all[s.parts*size:]
	biases, transposed := rest[:s.parts*bias], onLine(rest[s.parts*bias:])
	if dx != nil {
		run := s.Cols * s.In
		for row := range s.Rows {
			transpose(transposed[row*s.kernelRow():], w[row*run*s.Out:], s.Rows*s.kernelRow(), s.Out, run, s.Out)
		}
	}
	parallel(s.parts, func(part int) {
		g := sparsePart{sparse: s, transposed: transposed, sum: sums[part*size : (part+1)*size],
			bias: biases[part*bias : (part+1)*bias]}
		g.n0, g.n1 = split(part, s.imgs, s.Batch)
		g.run(dx, dy, y, choice, x)
	})
	if db != nil {
		reduce(db, biases, len(biases)/s.Out)
	}
	if dw != nil {
		transposed = transposed[:size]
		reduce(transposed, sums, s.parts)
		transpose(dw, transposed, s.Out, s.depth(), s.Out, s.depth())
	}
}
