package kernel

func (d Depthwise) each(f func(iy, ix, iw int)) {
	h, w := d.OutSize()
	for n := 0; n < d.Batch; n++ {
		for i := 0; i < h; i++ {
			for j := 0; j < w; j++ {
				for r := 0; r < d.Rows; r++ {
					for q := 0; q < d.Cols; q++ {
						xi, xj := i*d.stride()+r-d.Top, j*d.stride()+q-d.Left
						if xi < 0 || xi >= d.Height || xj < 0 || xj >= d.Width {
							continue
						}
						f(((n*h+i)*w+j)*d.Channels, ((n*d.Height+xi)*d.Width+xj)*d.Channels, (r*d.Cols+q)*d.Channels)
					}
				}
			}
		}
	}
}

// Forward computes y [Batch, rows, columns, Channels] from x, w [Rows, Cols, Channels] and the bias b (nil for none).
func (d Depthwise) Forward(y, x, w, b []float32) {
	h, wd := d.OutSize()
	y = y[:d.Batch*h*wd*d.Channels]
	clear(y)
	d.each(func(iy, ix, iw int) {
		for o := 0; o < d.Channels; o++ {
			y[iy+o] += x[ix+o] * w[iw+o]
		}
	})
	for i := range y {
		if b != nil {
			y[i] += b[i%d.Channels]
		}
		if d.ReLU {
			y[i] = max(y[i], 0)
		}
	}
}

// Backward computes the gradients with respect to x, w and b (each nil when not wanted) from dy; y is needed with ReLU.
func (d Depthwise) Backward(dx, dw, db, dy, y, x, w []float32) {
	clear(dx)
	clear(dw)
	clear(db)
	h, wd := d.OutSize()
	g := append([]float32(nil), dy[:d.Batch*h*wd*d.Channels]...)
	for i := range g {
		if d.ReLU && y[i] <= 0 {
			g[i] = 0
		}
		if db != nil {
			db[i%d.Channels] += g[i]
		}
	}
	d.each(func(iy, ix, iw int) {
		for o := 0; o < d.Channels; o++ {
			if dx != nil {
				dx[ix+o] += g[iy+o] * w[iw+o]
			}
			if dw != nil {
				dw[iw+o] += g[iy+o] * x[ix+o]
			}
		}
	})
}
