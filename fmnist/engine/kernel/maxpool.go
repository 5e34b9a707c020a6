package kernel

// pool writes the maxima of the 2×2 windows of images n0…n1, whose unpooled output full is, for output columns
// col0…col1 of the plan (which may be groups of pixels: a group's columns are then all there).
func (f *forward) pool(full []float32, n0, n1, col0, col1 int) {
	h, w := f.conv.convSize()
	ph, pw := h/2, w/2
	channels := f.conv.Out
	if f.out != channels { // groups of pixels have one panel: all columns
		col0, col1 = 0, channels
	}
	row := w * channels
	for n := n0; n < n1; n++ {
		for i := range ph {
			at := (n*ph+i)*pw*channels + col0
			var choice []uint8
			if f.choice != nil {
				choice = f.choice[at:]
			}
			maxPoolRow(f.y[at:], choice, full[((n-n0)*h+2*i)*row+col0:], row, channels, col1-col0, pw)
		}
	}
}

// maxPoolRowScalar computes count windows of n channels; x's pixels are channels apart, its rows row apart.
func maxPoolRowScalar(y []float32, choice []uint8, x []float32, row, channels, n, count int) {
	for j := range count {
		a := x[2*j*channels:][:n]
		b := x[(2*j+1)*channels:][:n]
		c := x[2*j*channels+row:][:n]
		d := x[(2*j+1)*channels+row:][:n]
		out := y[j*channels:][:n]
		for o, best := range a {
			at := uint8(0)
			if b[o] > best {
				best, at = b[o], 1
			}
			if c[o] > best {
				best, at = c[o], 2
			}
			if d[o] > best {
				best, at = d[o], 3
			}
			out[o] = best
			if choice != nil {
				choice[j*channels+o] = at
			}
		}
	}
}
