package kernel

import "math"

func (p Pool) each(f func(iy int, xs []int)) {
	h, w := p.OutSize()
	var xs []int
	for n := 0; n < p.Batch; n++ {
		for i := 0; i < h; i++ {
			for j := 0; j < w; j++ {
				xs = xs[:0]
				for r := 0; r < p.Window; r++ {
					for q := 0; q < p.Window; q++ {
						xi, xj := i*p.stride()+r-p.Top, j*p.stride()+q-p.Left
						if xi >= 0 && xi < p.Height && xj >= 0 && xj < p.Width {
							xs = append(xs, ((n*p.Height+xi)*p.Width+xj)*p.Channels)
						}
					}
				}
				f(((n*h+i)*w+j)*p.Channels, xs)
			}
		}
	}
}

// Forward computes y [Batch, rows, columns, Channels] from x.
func (p Pool) Forward(y, x []float32) {
	p.each(func(iy int, xs []int) {
		for o := 0; o < p.Channels; o++ {
			best, sum := float32(math.Inf(-1)), float32(0)
			for _, ix := range xs {
				best, sum = max(best, x[ix+o]), sum+x[ix+o]
			}
			y[iy+o] = best
			if p.Mean {
				y[iy+o] = sum / float32(len(xs))
			}
		}
	})
}

// Backward computes dx from dy, the gradient of the output y; a maximum's gradient goes to its first pixel along rows.
func (p Pool) Backward(dx, dy, y, x []float32) {
	clear(dx[:p.Batch*p.Height*p.Width*p.Channels])
	p.each(func(iy int, xs []int) {
		for o := 0; o < p.Channels; o++ {
			for _, ix := range xs {
				if p.Mean {
					dx[ix+o] += dy[iy+o] / float32(len(xs))
				} else if x[ix+o] == y[iy+o] {
					dx[ix+o] += dy[iy+o]
					break
				}
			}
		}
	})
}

// GlobalMean reduces x [batch, pixels, channels] to its mean over pixels, y [batch, channels].
func GlobalMean(y, x []float32, batch, pixels, channels int) {
	Pool{Batch: batch, Height: pixels, Width: 1, Channels: channels}.global(y, x, true)
}

// GlobalMax reduces x [batch, pixels, channels] to its maximum over pixels, y [batch, channels].
func GlobalMax(y, x []float32, batch, pixels, channels int) {
	Pool{Batch: batch, Height: pixels, Width: 1, Channels: channels}.global(y, x, false)
}

func (p Pool) global(y, x []float32, mean bool) {
	for n := 0; n < p.Batch; n++ {
		for o := 0; o < p.Channels; o++ {
			best, sum := float32(math.Inf(-1)), float32(0)
			for i := 0; i < p.Height; i++ {
				v := x[(n*p.Height+i)*p.Channels+o]
				best, sum = max(best, v), sum+v
			}
			y[n*p.Channels+o] = best
			if mean {
				y[n*p.Channels+o] = sum / float32(p.Height)
			}
		}
	}
}

// GlobalMeanBackward spreads dy [batch, channels] over dx [batch, pixels, channels].
func GlobalMeanBackward(dx, dy []float32, batch, pixels, channels int) {
	for n := 0; n < batch; n++ {
		for i := 0; i < pixels; i++ {
			for o := 0; o < channels; o++ {
				dx[(n*pixels+i)*channels+o] = dy[n*channels+o] / float32(pixels)
			}
		}
	}
}

// GlobalMaxBackward sends dy [batch, channels] to the first pixel of x that equals the maximum y.
func GlobalMaxBackward(dx, dy, y, x []float32, batch, pixels, channels int) {
	clear(dx[:batch*pixels*channels])
	for n := 0; n < batch; n++ {
		for o := 0; o < channels; o++ {
			for i := 0; i < pixels; i++ {
				if at := (n*pixels+i)*channels + o; x[at] == y[n*channels+o] {
					dx[at] = dy[n*channels+o]
					break
				}
			}
		}
	}
}
