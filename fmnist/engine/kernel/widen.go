package kernel

// pixelGroup is the number of neighbouring output pixels to compute as one pixel with that many times the channels. A
// vector holds 16 channels; LeNet's first convolution has 6. Two pixels of it are one pixel of 12 channels whose kernel
// is one column wider, each pixel's half having a column of zeros: 30 products of one vector for two pixels instead of
// 50.
func (p *plan) pixelGroup() int {
	vectors := func(n int) int { return chunks(n*p.out, simd.lanes()) * (p.cols + (n-1)*p.strideW) }
	best := 1
	for n := 2; n*p.out <= simd.tileCols(); n++ {
		if p.outW%n == 0 && vectors(n)*best < vectors(best)*n {
			best = n
		}
	}
	return best
}

// widen turns the plan, its weights and its bias into those of groups of n pixels.
func (f *forward) widen(w []float32, n int) []float32 {
	cols, out := f.cols+(n-1)*f.strideW, n*f.out
	wide := make([]float32, f.rows*cols*f.in*out)
	for r := range f.rows {
		for pixel := range n {
			for q := range f.kernelRow() { // tap and input channel
				to := (r*cols+pixel*f.strideW)*f.in + q
				copy(wide[to*out+pixel*f.out:], w[(r*f.kernelRow()+q)*f.out:][:f.out])
			}
		}
	}
	if f.bias != nil {
		bias := make([]float32, 0, out)
		for range n {
			bias = append(bias, f.bias[:f.out]...)
		}
		f.bias = bias
	}
	f.cols, f.out, f.strideW, f.outW = cols, out, n*f.strideW, f.outW/n
	return wide
}
