package kernel

// Backward computes the gradients with respect to x, w and b from dy, the gradient of the output y; each of dx, dw, db
// may be nil when it is not wanted. y is needed with ReLU, whose gradient at 0 is 0, and choice with MaxPool.
func (c Conv) Backward(dx, dw, db, dy, y []float32, choice []uint8, x, w []float32) {
	dx, dw, db = c.checkBackward(dx, dw, db, dy, y, choice, x, w)
	h, wd := c.OutSize()
	if c.Batch*h*wd == 0 {
		clear(dx)
		clear(dw)
		clear(db)
		return
	}
	dy = dy[:c.Batch*h*wd*c.Out]
	switch {
	case c.MaxPool:
		newSparse(c).backward(dx, dw, db, dy, y, choice, x, w)
	case c.Rows == 1 && c.Cols == 1 && c.stride() == 1 && c.Top+c.Bottom+c.Left+c.Right == 0:
		d := Dense{Batch: c.Batch * c.Height * c.Width, In: c.In, Out: c.Out, ReLU: c.ReLU}
		d.Backward(dx, dw, db, dy, y, x, w)
	default:
		c.denseBackward(dx, dw, db, dy, y, x, w)
	}
}

// checkBackward checks all lengths and cuts the results to theirs.
func (c Conv) checkBackward(dx, dw, db, dy, y []float32, choice []uint8, x, w []float32) (dxTo, dwTo, dbTo []float32) {
	const operation = "Conv gradient"
	h, wd := c.OutSize()
	out, in, taps := c.Batch*h*wd*c.Out, c.Batch*c.Height*c.Width*c.In, c.Rows*c.Cols*c.In*c.Out
	need(operation, "dy", len(dy), out)
	if c.ReLU {
		need(operation, "y", len(y), out)
	}
	if c.MaxPool {
		need(operation, "choice", len(choice), out)
	}
	if dx != nil {
		need(operation, "dx", len(dx), in)
		need(operation, "w", len(w), taps)
		dx = dx[:in]
	}
	if dw != nil {
		need(operation, "dw", len(dw), taps)
		need(operation, "x", len(x), in)
		dw = dw[:taps]
	}
	if db != nil {
		need(operation, "db", len(db), c.Out)
		db = db[:c.Out]
	}
	return dx, dw, db
}

// denseBackward is the gradient of a convolution without pooling.
func (c Conv) denseBackward(dx, dw, db, dy, y, x, w []float32) {
	p := c.plan()
	scratch := borrow()
	defer scratch.back()
	g := dy
	if c.ReLU || simd == avx2 { // whose tiles read whole vectors, past the end of the last row
		g = scratch.take(len(dy) + simd.tileCols())[:len(dy)]
		if c.ReLU {
			ReLUBackward(g, dy, y[:len(dy)])
		} else {
			copy(g, dy)
		}
	}
	if dx != nil {
		p.inputGradient(dx, g, w)
	}
	if dw != nil {
		p.kernelGradient(dw, g, x)
	}
	if db != nil {
		columnSums(db, g, len(g)/c.Out)
	}
}
