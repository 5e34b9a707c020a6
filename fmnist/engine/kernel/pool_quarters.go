package kernel

// tiled says that the windows are the 2×2 tiles of an image without padding.
func (p Pool) tiled() bool {
	h, w := p.OutSize()
	return p.Window == 2 && p.stride() == 2 && p.Top+p.Left == 0 && 2*h <= p.Height && 2*w <= p.Width
}

// quarters says that tiles are averaged: then whole rows of pixels are added at a time, since single pixels of few
// channels are too short for vectors.
func (p Pool) quarters() bool { return p.tiled() && p.Mean }

// meanOfQuarters is Forward for quarters.
func (p Pool) meanOfQuarters(y, x []float32) {
	h, w := p.OutSize()
	n, row := p.Channels, p.Width*p.Channels
	eachRow(p.Batch*h, 2*row, func(from, to int) {
		scratch := borrow()
		defer scratch.back()
		sums := scratch.take(row)
		for i := from; i < to; i++ {
			upper := x[i/h*p.Height*row+i%h*2*row:]
			addRun(sums, upper, upper[row:])
			scaleRun(sums, sums, 0.25)
			for j := range w {
				left, right := sums[2*j*n:][:n], sums[(2*j+1)*n:][:n]
				for o, v := range left {
					y[(i*w+j)*n+o] = v + right[o]
				}
			}
		}
	})
}

// spreadToQuarters is Backward for quarters.
func (p Pool) spreadToQuarters(dx, dy []float32) {
	h, w := p.OutSize()
	n, row := p.Channels, p.Width*p.Channels
	eachRow(p.Batch, p.Height*row, func(from, to int) {
		for image := from; image < to; image++ {
			dx := dx[image*p.Height*row : (image+1)*p.Height*row]
			clear(dx[2*h*row:])
			for i := range h {
				upper, lower := dx[2*i*row:(2*i+1)*row], dx[(2*i+1)*row:(2*i+2)*row]
				clear(upper[2*w*n:])
				for j := range w {
					left, right := upper[2*j*n:][:n], upper[(2*j+1)*n:][:n]
					for o, g := range dy[((image*h+i)*w+j)*n:][:n] {
						left[o], right[o] = 0.25*g, 0.25*g
					}
				}
				copy(lower, upper)
			}
		}
	})
}
