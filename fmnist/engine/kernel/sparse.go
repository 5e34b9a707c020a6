package kernel

// sparse is the gradient of a convolution with max-pooling. Of four unpooled pixels one has a gradient, and with ReLU
// about half of those are zero: instead of a dense product, the gradients that are not zero are listed and each sends its
// multiple of a patch to the kernel (dw) and of the kernel to a patch (dx).
type sparse struct {
	Conv
	h, w, ph, pw  int // unpooled and pooled size
	height, width int // of the input with its padding
	imgs          int // images of a chunk
	parts         int
}

func newSparse(c Conv) *sparse {
	s := &sparse{Conv: c, height: c.Height + c.Top + c.Bottom, width: c.Width + c.Left + c.Right}
	s.h, s.w = c.convSize()
	s.ph, s.pw = s.h/2, s.w/2
	s.imgs = chunks(c.Batch, sparseParts)
	s.parts = chunks(c.Batch, s.imgs)
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
		bias = s.Out
	}
	all := scratch.take(s.parts*(size+bias) + s.kernelLength())
	sums, rest := all[:s.parts*size], all[s.parts*size:]
	biases, transposed := rest[:s.parts*bias], rest[s.parts*bias:]
	if dx != nil {
		transpose(transposed, w, s.depth(), s.Out, s.depth(), s.Out)
	}
	parallel(s.parts, func(part int) {
		g := sparsePart{sparse: s, transposed: transposed, sum: sums[part*size : (part+1)*size], bias: biases[part*bias : (part+1)*bias]}
		g.n0, g.n1 = split(part, s.imgs, s.Batch)
		g.run(dx, dy, y, choice, x)
	})
	if db != nil {
		reduce(db, biases, s.parts)
	}
	if dw != nil {
		reduce(transposed, sums, s.parts)
		transpose(dw, transposed, s.Out, s.depth(), s.Out, s.depth())
	}
}

// sparsePart is the work on one group of images.
type sparsePart struct {
	*sparse
	n0, n1     int
	transposed []float32 // the kernel as [out, rows, columns, in]
	sum, bias  []float32 // this part's dw, laid out like transposed, and db; empty when not wanted
	lists      [][]product
}

func (s *sparsePart) run(dx, dy, y []float32, choice []uint8, x []float32) {
	scratch := borrow()
	defer scratch.back()
	clear(s.sum)
	clear(s.bias)
	image, in := s.pooledImage(), s.imageIn()
	buf := scratch.take(image + 2*s.paddedImage())
	g, px, pdx := buf[:image], buf[image:image+s.paddedImage()], buf[image+s.paddedImage():]
	for n := s.n0; n < s.n1; n++ {
		from := dy[n*image : (n+1)*image]
		if s.ReLU {
			reluBackwardRun(g, from, y[n*image:])
			from = g
		}
		if len(s.bias) > 0 {
			for i := 0; i < image; i += s.Out {
				addRun(s.bias, s.bias, from[i:])
			}
		}
		if len(s.sum) > 0 {
			s.toKernel(from, choice[n*image:], s.pad(px, x[n*in:(n+1)*in]))
		}
		if dx != nil {
			s.toInput(dx[n*in:(n+1)*in], pdx, from, choice[n*image:])
		}
	}
}

// pad returns the image with its padding.
func (s *sparse) pad(to, x []float32) []float32 {
	if !s.padded() {
		return x
	}
	clear(to)
	for i := range s.Height {
		copy(to[((i+s.Top)*s.width+s.Left)*s.In:], x[i*s.Width*s.In:(i+1)*s.Width*s.In])
	}
	return to
}

// corner is the offset in the padded image of the patch of pooled pixel (i, j) and choice k.
func (s *sparse) corner(i, j, k int) int {
	return ((2*i+k/2)*s.stride()*s.width + (2*j+k%2)*s.stride()) * s.In
}

// toKernel adds one image's gradients of the kernel.
func (s *sparsePart) toKernel(g []float32, choice []uint8, x []float32) {
	scratch := borrow()
	defer scratch.back()
	r := run{src: x, rows: s.Rows, dstRow: s.Cols * s.In, srcRow: s.width * s.In, cols: s.Cols * s.In}
	for o := range s.Out {
		r.list = r.list[:0]
		for p := range s.ph * s.pw {
			if v := g[p*s.Out+o]; v != 0 {
				r.list = append(r.list, product{int32(s.corner(p/s.pw, p%s.pw, int(choice[p*s.Out+o]))), v})
			}
		}
		if len(r.list) > 0 {
			r.dst = s.sum[o*s.depth():]
			r.add()
		}
	}
}

// toInput computes one image's gradient of the input.
func (s *sparsePart) toInput(dx, padded, g []float32, choice []uint8) {
	to := dx
	if s.padded() {
		to = padded[:s.paddedImage()]
	}
	clear(to)
	r := run{src: s.transposed, rows: s.Rows, dstRow: s.width * s.In, srcRow: s.Cols * s.In, cols: s.Cols * s.In}
	for p := range s.ph * s.pw {
		for k := range 4 {
			r.list = r.list[:0]
			for o := range s.Out {
				if v := g[p*s.Out+o]; v != 0 && int(choice[p*s.Out+o]) == k {
					r.list = append(r.list, product{int32(o * s.depth()), v})
				}
			}
			if len(r.list) > 0 {
				r.dst = to[s.corner(p/s.pw, p%s.pw, k):]
				r.add()
			}
		}
	}
	if s.padded() {
		for i := range s.Height {
			copy(dx[i*s.Width*s.In:(i+1)*s.Width*s.In], to[((i+s.Top)*s.width+s.Left)*s.In:])
		}
	}
}
