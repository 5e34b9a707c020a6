package kernel

// MatMul computes c [m, n] = op(a) · op(b) with op(a) [m, k] and op(b) [k, n]: transA says that a is stored as [k, m],
// transB that b is stored as [n, k].
func MatMul(c, a, b []float32, m, n, k int, transA, transB bool) {
	for i := 0; i < m; i++ {
		row := c[i*n : (i+1)*n]
		clear(row)
		for p := 0; p < k; p++ {
			v := a[i*k+p]
			if transA {
				v = a[p*m+i]
			}
			for j := range row {
				if transB {
					row[j] += v * b[j*k+p]
				} else {
					row[j] += v * b[p*n+j]
				}
			}
		}
	}
}

// Forward computes y [Batch, Out] = x [Batch, In] · w [In, Out] + b, then ReLU if set; b may be nil.
func (d Dense) Forward(y, x, w, b []float32) {
	MatMul(y, x, w, d.Batch, d.Out, d.In, false, false)
	for i := range y[:d.Batch*d.Out] {
		if b != nil {
			y[i] += b[i%d.Out]
		}
		if d.ReLU {
			y[i] = max(y[i], 0)
		}
	}
}

// Backward computes the gradients with respect to x, w and b (each nil when not wanted) from dy; y is needed with ReLU.
func (d Dense) Backward(dx, dw, db, dy, y, x, w []float32) {
	g := append([]float32(nil), dy[:d.Batch*d.Out]...)
	for i := range g {
		if d.ReLU && y[i] <= 0 {
			g[i] = 0
		}
	}
	if dx != nil {
		MatMul(dx, g, w, d.Batch, d.In, d.Out, false, true)
	}
	if dw != nil {
		MatMul(dw, x, g, d.In, d.Out, d.Batch, true, false)
	}
	if db != nil {
		clear(db)
		for i := range g {
			db[i%d.Out] += g[i]
		}
	}
}
