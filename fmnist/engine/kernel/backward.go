package kernel

func (c Conv) each(f func(iy, ix, iw int), before func()) {
	before()
	h, w := c.convSize()
	for n := 0; n < c.Batch; n++ {
		for i := 0; i < h; i++ {
			for j := 0; j < w; j++ {
				for r := 0; r < c.Rows; r++ {
					for q := 0; q < c.Cols; q++ {
						xi, xj := i*c.stride()+r-c.Top, j*c.stride()+q-c.Left
						if xi < 0 || xi >= c.Height || xj < 0 || xj >= c.Width {
							continue
						}
						for in := 0; in < c.In; in++ {
							f(((n*h+i)*w+j)*c.Out, ((n*c.Height+xi)*c.Width+xj)*c.In+in, ((r*c.Cols+q)*c.In+in)*c.Out)
						}
					}
				}
			}
		}
	}
}

// Backward computes the gradients with respect to x, w and b from dy, the gradient of the output y; each of dx, dw, db
// may be nil when it is not wanted. y is needed with ReLU, whose gradient at 0 is 0, and choice with MaxPool.
func (c Conv) Backward(dx, dw, db, dy, y []float32, choice []uint8, x, w []float32) {
	h, wd := c.convSize()
	full := make([]float32, c.Batch*h*wd*c.Out)
	ph, pw := c.OutSize()
	for i, g := range dy[:c.Batch*ph*pw*c.Out] {
		if c.ReLU && y[i] <= 0 {
			continue
		}
		if !c.MaxPool {
			full[i] = g
			continue
		}
		o, p := i%c.Out, i/c.Out
		n, r, q := p/(ph*pw), p/pw%ph, p%pw
		k := int(choice[i])
		full[((n*h+2*r+k/2)*wd+2*q+k%2)*c.Out+o] = g
	}
	c.each(func(iy, ix, iw int) {
		for o := 0; o < c.Out; o++ {
			if dx != nil {
				dx[ix] += full[iy+o] * w[iw+o]
			}
			if dw != nil {
				dw[iw+o] += full[iy+o] * x[ix]
			}
		}
	}, func() { clear(dx); clear(dw); clear(db) })
	if db != nil {
		for i, g := range full {
			db[i%c.Out] += g
		}
	}
}
