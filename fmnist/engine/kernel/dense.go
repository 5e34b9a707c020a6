package kernel

// Forward computes y [Batch, Out] = x [Batch, In] · w [In, Out] + b, then ReLU if set; b may be nil.
func (d Dense) Forward(y, x, w, b []float32) {
	need("Dense", "y", len(y), d.Batch*d.Out)
	need("Dense", "x", len(x), d.Batch*d.In)
	need("Dense", "w", len(w), d.In*d.Out)
	if b != nil {
		need("Dense", "b", len(b), d.Out)
	}
	g := gemm{m: d.Batch, n: d.Out, k: d.In, a: matrix{x, d.In, 1}, c: y, ldc: d.Out, bias: b, floor: relu(d.ReLU)}
	g.run(w, d.Out, false)
}

// Backward computes the gradients with respect to x, w and b (each nil when not wanted) from dy; y is needed with ReLU.
func (d Dense) Backward(dx, dw, db, dy, y, x, w []float32) {
	need("Dense gradient", "dy", len(dy), d.Batch*d.Out)
	g := dy[:d.Batch*d.Out]
	if d.ReLU {
		need("Dense gradient", "y", len(y), d.Batch*d.Out)
		scratch := borrow()
		defer scratch.back()
		g = scratch.take(d.Batch * d.Out)
		ReLUBackward(g, dy[:len(g)], y[:len(g)])
	}
	if dx != nil {
		MatMul(dx, g, w, d.Batch, d.In, d.Out, false, true)
	}
	if dw != nil {
		MatMul(dw, x, g, d.In, d.Out, d.Batch, true, false)
	}
	if db != nil {
		BiasGradient(db[:d.Out], g)
	}
}
