package tsne

// densityAlongY adds the partial grids and transforms the columns, padded to 2·my. Two real columns go as one complex
// one; frequencies 0 … my are kept, transposed for the transform along x.
func (r *repulsion) densityAlongY() {
	parallel(r.gridWidth/(2*lanes), func(worker, strip int) {
		s := &r.scratch[worker]
		first := strip * 2 * lanes
		for row := range r.my {
			at := row*r.gridWidth + first
			sumParts(line(s.even.re, row), r.parts, at)
			sumParts(line(s.even.im, row), r.parts, at+lanes)
		}
		r.transformHalves(s, r.planY, r.twistY)
		for k := range r.my + 1 {
			r.splitColumns(s, first, k)
		}
	})
}

func sumParts(dst *[lanes]float32, parts [][]float32, at int) {
	*dst = *lineAt(parts[0], at)
	for _, part := range parts[1:] {
		for j, v := range lineAt(part, at) {
			dst[j] += v
		}
	}
}

// transformHalves turns s.even, a padded input's first half, into the even (s.even) and odd (s.odd) frequencies.
func (r *repulsion) transformHalves(s *stripScratch, plan *fftPlan, table []float32) {
	twist(&s.odd, &s.even, plan.n, table, -1)
	plan.forward(&s.even)
	plan.forward(&s.odd)
}

// splitColumns separates frequency k of the two real columns that were transformed as one: with Z the transform and
// Z' its value at -k, the columns have (Z + conj Z')/2 and (Z - conj Z')/2i.
func (r *repulsion) splitColumns(s *stripScratch, first, k int) {
	half, t, mirror := &s.even, k/2, (r.my-k/2)%r.my
	if k%2 == 1 {
		half, mirror = &s.odd, r.my-1-k/2
	}
	t %= r.my // k = 2·my, reached only when my is 1, is frequency 0 again.
	zr, zi := line(half.re, t), line(half.im, t)
	mr, mi := line(half.re, mirror), line(half.im, mirror)
	for j := range lanes {
		a, b := (first+j)*r.specWidth+k, (first+lanes+j)*r.specWidth+k
		r.halfRe[a], r.halfIm[a] = (zr[j]+mr[j])/2, (zi[j]-mi[j])/2
		r.halfRe[b], r.halfIm[b] = (zi[j]+mi[j])/2, (mr[j]-zr[j])/2
	}
}

// convolveAlongX transforms along x, multiplies with the kernels' spectra and transforms back, strip by strip. It
// returns the sum over all pairs of the scalar kernel, which by Parseval's theorem is its spectrum against |density|².
func (r *repulsion) convolveAlongX() float64 {
	parallel(r.specWidth/lanes, func(worker, strip int) {
		s := &r.scratch[worker]
		first := strip * lanes
		for col := range r.mx {
			at := col*r.specWidth + first
			*line(s.even.re, col), *line(s.even.im, col) = *lineAt(r.halfRe, at), *lineAt(r.halfIm, at)
		}
		r.transformHalves(s, r.planX, r.twistX)
		r.partSums[strip] = r.pairSum(s, first)
		r.backAlongX(s, r.spectra.x, r.forceX, first)
		r.backAlongX(s, r.spectra.y, r.forceY, first)
	})
	var sum float64
	for _, part := range r.partSums {
		sum += part
	}
	return sum
}

// pairSum adds up spectrum × |density|² for the strip's frequencies along y; those between 0 and my stand for -k too.
func (r *repulsion) pairSum(s *stripScratch, first int) float64 {
	var lane [lanes]float64
	for t := range r.mx {
		for half, b := range [2]*block{&s.even, &s.odd} {
			re, im := line(b.re, t), line(b.im, t)
			spectrum := lineAt(r.spectra.scalar, (2*t+half)*r.specWidth+first)
			for j := range lanes {
				lane[j] += float64(spectrum[j] * (float32(re[j]*re[j]) + float32(im[j]*im[j])))
			}
		}
	}
	var sum float64
	for j := range lanes {
		switch k := first + j; {
		case k == 0 || k == r.my:
			sum += lane[j]
		case k < r.my:
			sum += float64(2 * lane[j])
		}
	}
	return sum
}

// backAlongX multiplies the strip by i·spectrum (the vector kernel is odd, so its spectrum is imaginary), transforms
// back along x and stores the first mx results, transposed again.
func (r *repulsion) backAlongX(s *stripScratch, spectrum []float32, out [2][]float32, first int) {
	for t := range r.mx {
		timesImaginary(&s.work1, &s.even, lineAt(spectrum, 2*t*r.specWidth+first), t)
		timesImaginary(&s.work2, &s.odd, lineAt(spectrum, (2*t+1)*r.specWidth+first), t)
	}
	r.joinHalves(s, r.planX, r.twistX)
	for x := range r.mx {
		re, im := line(s.work1.re, x), line(s.work1.im, x)
		for j := range lanes {
			at := (first+j)*r.gridWidth + x
			out[0][at], out[1][at] = re[j], im[j]
		}
	}
}

func timesImaginary(dst, src *block, spectrum *[lanes]float32, t int) {
	sr, si := line(src.re, t), line(src.im, t)
	dr, di := line(dst.re, t), line(dst.im, t)
	for j := range lanes {
		dr[j], di[j] = -si[j]*spectrum[j], sr[j]*spectrum[j]
	}
}

// joinHalves turns even (work1) and odd (work2) frequencies into the first half of the padded result, in work1.
func (r *repulsion) joinHalves(s *stripScratch, plan *fftPlan, table []float32) {
	plan.inverse(&s.work1)
	plan.inverse(&s.work2)
	for t := range plan.n {
		c, sn := table[2*t], table[2*t+1]
		er, ei := line(s.work1.re, t), line(s.work1.im, t)
		or, oi := line(s.work2.re, t), line(s.work2.im, t)
		for j := range lanes {
			er[j], ei[j] = er[j]+float32(or[j]*c)-float32(oi[j]*sn), ei[j]+float32(or[j]*sn)+float32(oi[j]*c)
		}
	}
}

// fieldAlongY transforms both components back along y as one complex column: the real part is x, the imaginary y.
func (r *repulsion) fieldAlongY() {
	parallel(r.gridWidth/lanes, func(worker, strip int) {
		s := &r.scratch[worker]
		first := strip * lanes
		for t := range r.my {
			r.pairFields(&s.work1, t, 2*t, first)
			r.pairFields(&s.work2, t, 2*t+1, first)
		}
		r.joinHalves(s, r.planY, r.twistY)
		for row := range r.my {
			re, im := line(s.work1.re, row), line(s.work1.im, row)
			out := (*[2 * lanes]float32)(r.field[2*(row*r.gridWidth+first):])
			for j := range lanes {
				out[2*j], out[2*j+1] = re[j], im[j]
			}
		}
	})
}

// pairFields writes X + iY at frequency k into row t; beyond my it is conj X + i·conj Y at 2·my-k.
func (r *repulsion) pairFields(dst *block, t, k, first int) {
	sign := float32(1)
	if k > r.my {
		k, sign = 2*r.my-k, -1
	}
	at := k*r.gridWidth + first
	xr, xi := lineAt(r.forceX[0], at), lineAt(r.forceX[1], at)
	yr, yi := lineAt(r.forceY[0], at), lineAt(r.forceY[1], at)
	dr, di := line(dst.re, t), line(dst.im, t)
	for j := range lanes {
		dr[j], di[j] = xr[j]-float32(sign*yi[j]), float32(sign*xi[j])+yr[j]
	}
}
