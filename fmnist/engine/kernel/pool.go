package kernel

// window is the part of a pooling window that lies inside the image: the offset of its first pixel, and its size.
type window struct{ at, rows, cols int }

// windows lists one image's windows in the order of the outputs.
func (p Pool) windows() []window {
	h, w := p.OutSize()
	all := make([]window, 0, h*w)
	for _, r := range eachPosition(h, p.Height, p.Window, p.stride(), p.Top) {
		for _, c := range eachPosition(w, p.Width, p.Window, p.stride(), p.Left) {
			all = append(all, window{(r.from*p.Width + c.from) * p.Channels, r.to - r.from, c.to - c.from})
		}
	}
	return all
}

// eachPosition lists for every output of an axis the range of inputs inside the image.
func eachPosition(out, in, window, stride, before int) []span {
	all := make([]span, out)
	for o := range all {
		first := o*stride - before
		all[o] = span{from: max(first, 0), to: min(first+window, in)}
	}
	return all
}

func (p Pool) check(operation string, y, x []float32) (h, w int) {
	h, w = p.OutSize()
	need(operation, "y", len(y), p.Batch*h*w*p.Channels)
	need(operation, "x", len(x), p.Batch*p.Height*p.Width*p.Channels)
	return h, w
}

// Forward computes y [Batch, rows, columns, Channels] from x.
func (p Pool) Forward(y, x []float32) {
	h, w := p.check("Pool", y, x)
	n, in := p.Channels, p.Height*p.Width*p.Channels
	if p.tiled() && !p.Mean {
		eachRow(p.Batch*h, 2*p.Width*n, func(from, to int) {
			for i := from; i < to; i++ {
				maxPoolRow(y[i*w*n:], nil, x[i/h*in+i%h*2*p.Width*n:], p.Width*n, n, n, w)
			}
		})
		return
	}
	if p.quarters() {
		p.meanOfQuarters(y, x)
		return
	}
	windows := p.windows()
	eachRow(p.Batch, in, func(from, to int) {
		for image := from; image < to; image++ {
			for i, win := range windows {
				at := (image*h*w + i) * n
				p.reduce(y[at:at+n], x[image*in+win.at:], win)
			}
		}
	})
}

// reduce computes one output pixel.
func (p Pool) reduce(y, x []float32, win window) {
	copy(y, x)
	combine := maxRun
	if p.Mean {
		combine = addRun
	}
	for r := range win.rows {
		for c := range win.cols {
			if r+c > 0 {
				combine(y, x[(r*p.Width+c)*p.Channels:], y)
			}
		}
	}
	if p.Mean {
		scaleRun(y, y, 1/float32(win.rows*win.cols))
	}
}

// Backward computes dx from dy, the gradient of the output y; a maximum's gradient goes to its first pixel along rows.
func (p Pool) Backward(dx, dy, y, x []float32) {
	h, w := p.OutSize()
	n, in := p.Channels, p.Height*p.Width*p.Channels
	need("Pool gradient", "dx", len(dx), p.Batch*in)
	need("Pool gradient", "dy", len(dy), p.Batch*h*w*n)
	if !p.Mean {
		p.check("Pool gradient", y, x)
	}
	if p.quarters() {
		p.spreadToQuarters(dx, dy)
		return
	}
	windows := p.windows()
	eachRow(p.Batch, in, func(from, to int) {
		scratch := borrow()
		defer scratch.back()
		share := scratch.take(n)
		for image := from; image < to; image++ {
			clear(dx[image*in : (image+1)*in])
			for i, win := range windows {
				at := (image*h*w + i) * n
				if p.Mean {
					scaleRun(share, dy[at:], 1/float32(win.rows*win.cols))
					p.spread(dx[image*in+win.at:], share, win)
				} else {
					p.sendToMaximum(dx[image*in+win.at:], dy[at:at+n], y[at:], x[image*in+win.at:], win)
				}
			}
		}
	})
}

// spread adds one pixel's share of the gradient to each pixel of its window.
func (p Pool) spread(dx, share []float32, win window) {
	for r := range win.rows {
		for c := range win.cols {
			at := (r*p.Width + c) * p.Channels
			addRun(dx[at:at+p.Channels], dx[at:], share)
		}
	}
}

// sendToMaximum adds one pixel's gradient to the first maximum of its window.
func (p Pool) sendToMaximum(dx, dy, y, x []float32, win window) {
	for o, g := range dy {
	search:
		for r := range win.rows {
			for c := range win.cols {
				if at := (r*p.Width+c)*p.Channels + o; x[at] == y[o] {
					dx[at] += g
					break search
				}
			}
		}
	}
}
