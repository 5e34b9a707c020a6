package tsne

// densityAlongY adds the partial grids and transforms the columns, padded to 2·my. Two real columns go as one complex
// one; frequencies 0 … my are kept, transposed for the transform along x.
func (r *repulsion) densityAlongY() {
	parallel(r.gridWidth/(2*lanes), func(worker, strip int) {
		s := &r.scratch[worker]
		first := strip * 2 * lanes
		sumParts(s.even.re, r.parts, first, r.gridWidth, r.my)
		sumParts(s.even.im, r.parts, first+lanes, r.gridWidth, r.my)
		r.transformHalves(s, r.planY, r.twistY)
		r.splitColumns(s)
		transposeRows(r.halfRe[first*r.specWidth:], r.specWidth, s.columns[0], r.specWidth)
		transposeRows(r.halfIm[first*r.specWidth:], r.specWidth, s.columns[1], r.specWidth)
		transposeRows(r.halfRe[(first+lanes)*r.specWidth:], r.specWidth, s.columns[2], r.specWidth)
		transposeRows(r.halfIm[(first+lanes)*r.specWidth:], r.specWidth, s.columns[3], r.specWidth)
	})
}

// transformHalves turns s.even, a padded input's first half, into the even (s.even) and odd (s.odd) frequencies.
func (r *repulsion) transformHalves(s *stripScratch, plan *fftPlan, table []float32) {
	twist(&s.odd, &s.even, plan.n, table)
	plan.forward(&s.even)
	plan.forward(&s.odd)
}

// splitColumns separates the frequencies of the two real columns that were transformed as one: with Z the transform
// and Z' its value at -k, the columns have (Z + conj Z')/2 and (Z - conj Z')/2i. Row k of s.columns is frequency k,
// from 0 to my: real and imaginary part of the first, then of the second.
func (r *repulsion) splitColumns(s *stripScratch) {
	// Frequency 2t is row t of the even ones and has its mirror in row my-t, frequency 2t+1 of the odd ones in my-1-t.
	split(&s.columns, 0, &s.even, 0, 0, 1)
	split(&s.columns, 2, &s.even, 1, r.my-1, r.my/2)
	split(&s.columns, 1, &s.odd, 0, r.my-1, (r.my+1)/2)
	for _, c := range s.columns {
		clear(c[(r.my+1)*lanes : r.specWidth*lanes])
	}
}

// loadStrip copies the density's frequencies first, first+1 … along y into s.even, a row for each column of the grid.
func (r *repulsion) loadStrip(s *stripScratch, first int) {
	for col := range r.mx {
		at := col*r.specWidth + first
		*line(s.even.re, col), *line(s.even.im, col) = *lineAt(r.halfRe, at), *lineAt(r.halfIm, at)
	}
}

// convolveAlongX transforms along x, multiplies with the kernels' spectra and transforms back, strip by strip. It
// returns the sum over all pairs of the scalar kernel, which by Parseval's theorem is its spectrum against |density|².
func (r *repulsion) convolveAlongX() float64 {
	parallel(r.specWidth/lanes, func(worker, strip int) {
		s := &r.scratch[worker]
		first := strip * lanes
		r.loadStrip(s, first)
		r.transformHalves(s, r.planX, r.twistX)
		var sums [lanes]float32
		spectra := r.spectra.values[strip*2*r.mx*spectraRow:]
		multiply(&s.work1, &s.even, spectra, &sums, r.mx)
		multiply(&s.work2, &s.odd, spectra[r.mx*spectraRow:], &sums, r.mx)
		r.partSums[strip] = r.fold(&sums, first)
		r.backAlongX(&s.work1, &s.work2, &r.forceX, first)
		r.backAlongX(&s.even, &s.odd, &r.forceY, first)
	})
	var sum float64
	for _, part := range r.partSums {
		sum += part
	}
	return sum
}

// backAlongX transforms a strip back along x and stores the first mx results, transposed again.
func (r *repulsion) backAlongX(even, odd *block, out *[2][]float32, first int) {
	joinHalves(even, odd, r.planX, r.twistX)
	transposeRows(out[0][first*r.gridWidth:], r.gridWidth, even.re, roundUp(r.mx, rowUnit))
	transposeRows(out[1][first*r.gridWidth:], r.gridWidth, even.im, roundUp(r.mx, rowUnit))
}

// fold adds up the lanes of frequencies first, first+1 … along y; those between 0 and my stand for -k too.
func (r *repulsion) fold(lane *[lanes]float32, first int) (sum float64) {
	for j, v := range lane {
		switch k := first + j; {
		case k == 0 || k == r.my:
			sum += float64(v)
		case k < r.my:
			sum += float64(2 * float64(v))
		}
	}
	return sum
}

// joinHalves turns even and odd frequencies into the first half of the padded result, in even.
func joinHalves(even, odd *block, plan *fftPlan, table []float32) {
	plan.inverse(even)
	plan.inverse(odd)
	join(even, odd, plan.n, table)
}

// fieldAlongY transforms both components back along y as one complex column: the real part is x, the imaginary y.
func (r *repulsion) fieldAlongY() {
	parallel(r.gridWidth/lanes, func(worker, strip int) {
		s := &r.scratch[worker]
		first := strip * lanes
		// Frequency k is X + iY up to my, beyond it conj X + i·conj Y at 2·my-k.
		below, above := r.my/2+1, r.my-r.my/2-1
		r.pairFields(&s.work1, 0, first, 2*r.gridWidth, below, 1)
		r.pairFields(&s.work1, below, (2*r.my-2*below)*r.gridWidth+first, -2*r.gridWidth, above, -1)
		below = (r.my + 1) / 2
		r.pairFields(&s.work2, 0, r.gridWidth+first, 2*r.gridWidth, below, 1)
		r.pairFields(&s.work2, below, (2*r.my-2*below-1)*r.gridWidth+first, -2*r.gridWidth, r.my-below, -1)
		joinHalves(&s.work1, &s.work2, r.planY, r.twistY)
		for row := range r.my {
			at := row*r.gridWidth + first
			*lineAt(r.fieldX, at), *lineAt(r.fieldY, at) = *line(s.work1.re, row), *line(s.work1.im, row)
		}
	})
}
