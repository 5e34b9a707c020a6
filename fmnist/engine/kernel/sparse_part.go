package kernel

// sparsePart is the work on one group of images.
type sparsePart struct {
	*sparse
	n0, n1             int
	transposed         []float32 // the kernel as [out, rows, columns, in], rows kernelRow apart
	sum                []float32 // this part's dw, laid out like transposed; empty when not wanted
	bias               []float32 // this part's db, for pixels pixels side by side; empty when not wanted
	masked, px, pdx    []float32 // scratch: masked gradients, input and its gradient with padding
	byFilter, byChoice run
}

// batchImages is the number of images whose gradients of the kernel are listed together.
func (s *sparse) batchImages() int {
	const memory = 128 << 10 // half of what a small second-level cache holds, for the lists and for the input
	return max(1, min(s.imgs, memory/(8*s.pooledImage()), memory/(4*s.paddedImage())))
}

func (s *sparsePart) run(dx, dy, y []float32, choice []uint8, x []float32) {
	scratch := borrow()
	defer scratch.back()
	group := s.batchImages()
	s.prepare(scratch, group)
	clear(s.sum)
	clear(s.bias)
	image := s.pooledImage()
	for n := s.n0; n < s.n1; n += group {
		count := min(group, s.n1-n)
		g := dy[n*image : (n+count)*image]
		if s.ReLU {
			reluBackwardRun(s.masked[:len(g)], g, y[n*image:])
			g = s.masked[:len(g)]
		}
		addColumns(s.bias, g)
		if len(s.sum) > 0 {
			s.toKernel(g, choice[n*image:], s.pad(x[n*s.imageIn():], count), count)
		}
		if dx != nil {
			for i := range count {
				at := (n + i) * s.imageIn()
				s.toInput(dx[at:at+s.imageIn()], g[i*image:(i+1)*image], choice[(n+i)*image:])
			}
		}
	}
}

// prepare lays out the scratch memory of group images.
func (s *sparsePart) prepare(scratch *buffer, group int) {
	image, padded := s.pooledImage(), s.paddedImage()
	floats := scratch.take(group*(image+padded) + padded)
	s.masked, s.px, s.pdx = floats[:group*image], floats[group*image:group*(image+padded)],
		floats[group*(image+padded):]
	lists := max(s.Out, 4*s.pw)
	ints := scratch.offsets32(4 * lists)
	run := s.Cols * s.In
	space := group*s.ph*s.pw + 1 // one entry more than there can be, for the kernel that writes before it counts
	entries := scratch.products(s.Out*space + 4*s.pw*(s.Out+1))
	s.byFilter = newRun(s.sum, nil, entries[:s.Out*space], ints[:lists], ints[lists:2*lists], s.Out, space)
	s.byFilter.rows, s.byFilter.dstRow, s.byFilter.srcRow, s.byFilter.cols = s.Rows, run, s.width*s.In, run
	for o := range s.Out {
		s.byFilter.dstAt[o] = int32(o * s.depth())
	}
	s.byChoice = newRun(nil, s.transposed, entries[s.Out*space:], ints[2*lists:3*lists], ints[3*lists:], 4*s.pw,
		s.Out+1)
	s.byChoice.rows, s.byChoice.dstRow, s.byChoice.srcRow, s.byChoice.cols = s.Rows, s.width*s.In,
		s.kernelRow(), run
	for l := range 4 * s.pw {
		s.byChoice.dstAt[l] = s.corners[l%4] + int32(l/4*s.windowCol)
	}
}

// newRun returns a run with its lists, still without a shape.
func newRun(dst, src []float32, list []product, ends, dstAt []int32, lists, space int) run {
	return run{dst: dst, src: src, list: list, ends: ends, dstAt: dstAt, lists: lists, space: space}
}

// pad returns the images with their padding.
func (s *sparsePart) pad(x []float32, count int) []float32 {
	if !s.padded() {
		return x
	}
	clear(s.px)
	row := s.Width * s.In
	for i := range count * s.Height {
		to := (i/s.Height*s.height+i%s.Height+s.Top)*s.width + s.Left
		copy(s.px[to*s.In:][:row], x[i*row:])
	}
	return s.px
}

// toKernel adds some images' gradients of the kernel.
func (s *sparsePart) toKernel(g []float32, choice []uint8, x []float32, count int) {
	r := &s.byFilter
	r.src = x
	r.start()
	size := s.pw * s.Out
	for i := range count * s.ph {
		row := i/s.ph*s.paddedImage() + i%s.ph*s.windowRow
		r.appendByFilter(g[i*size:(i+1)*size], choice[i*size:], &s.corners, s.pw, s.windowCol, row)
	}
	r.add(rows5)
}

// toInput computes one image's gradient of the input.
func (s *sparsePart) toInput(dx, g []float32, choice []uint8) {
	to := dx
	if s.padded() {
		to = s.pdx
	}
	clear(to)
	r := &s.byChoice
	for i := range s.ph {
		r.start()
		for j := range s.pw {
			at := (i*s.pw + j) * s.Out
			r.appendByChoice(4*j, g[at:at+s.Out], choice[at:], s.Rows*s.kernelRow())
		}
		r.dst = to[i*s.windowRow:]
		r.add(s.inputRows())
	}
	if s.padded() {
		for i := range s.Height {
			copy(dx[i*s.Width*s.In:(i+1)*s.Width*s.In], to[((i+s.Top)*s.width+s.Left)*s.In:])
		}
	}
}

// inputRows bounds the rows of a block, so that what the block reads of the kernel stays in the first-level cache.
func (s *sparse) inputRows() int {
	const memory = 24 << 10
	for _, rows := range []int{rows5, rows3} {
		if 4*s.Out*s.Cols*s.In*rows <= memory {
			return rows
		}
	}
	return 1
}
