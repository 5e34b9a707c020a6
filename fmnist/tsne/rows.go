package tsne

// The steps between the transforms, on rows of lanes values: each in plain Go here and with vector instructions in
// convolve_amd64.s, with the same arithmetic.

// spectraRow is a row of the kernels' spectra: lanes values of the scalar kernel, of x and of y.
const spectraRow = 3 * lanes

// sumParts adds up n rows of the partial grids, from parts[…][at] on and stride apart.
func sumParts(dst []float32, parts [][]float32, at, stride, n int) {
	if sumPartsVector(dst, parts, at, stride, n) {
		return
	}
	for row := range n {
		sum := line(dst, row)
		*sum = *lineAt(parts[0], at)
		for _, part := range parts[1:] {
			for j, v := range lineAt(part, at) {
				sum[j] += v
			}
		}
		at += stride
	}
}

// twist multiplies row t of src by exp(-πi·t/n), into dst.
func twist(dst, src *block, n int, table []float32) {
	if twistVector(dst, src, n, table) {
		return
	}
	for t := range n {
		c, s := table[2*t], table[2*t+1]
		sr, si := line(src.re, t), line(src.im, t)
		dr, di := line(dst.re, t), line(dst.im, t)
		for j := range lanes {
			dr[j], di[j] = float32(sr[j]*c)+float32(si[j]*s), float32(si[j]*c)-float32(sr[j]*s)
		}
	}
}

// join adds row t of odd, multiplied by exp(πi·t/n), to that of even.
func join(even, odd *block, n int, table []float32) {
	if joinVector(even, odd, n, table) {
		return
	}
	for t := range n {
		c, s := table[2*t], table[2*t+1]
		er, ei := line(even.re, t), line(even.im, t)
		or, oi := line(odd.re, t), line(odd.im, t)
		for j := range lanes {
			er[j] = er[j] + float32(or[j]*c) - float32(oi[j]*s)
			ei[j] = ei[j] + float32(or[j]*s) + float32(oi[j]*c)
		}
	}
}

// multiply adds scalar spectrum × |b|² to sums and multiplies n rows of b by i·spectrum (the vector kernel is odd, so
// its spectrum is imaginary): that of x into work, that of y in b itself.
func multiply(work, b *block, spectra []float32, sums *[lanes]float32, n int) {
	if multiplyVector(work, b, spectra, sums, n) {
		return
	}
	for t := range n {
		re, im, wr, wi := line(b.re, t), line(b.im, t), line(work.re, t), line(work.im, t)
		by := (*[spectraRow]float32)(spectra[t*spectraRow:])
		for j := range lanes {
			a, minus, x, y := re[j], -im[j], by[lanes+j], by[2*lanes+j]
			sums[j] += float32(by[j] * (float32(a*a) + float32(minus*minus)))
			wr[j], wi[j] = minus*x, a*x
			re[j], im[j] = minus*y, a*y
		}
	}
}

// transposeRows writes row t of src to column t of dst, whose rows are stride apart, for n rows, a multiple of rowUnit.
func transposeRows(dst []float32, stride int, src []float32, n int) {
	if transposeVector(dst, stride, src, n) {
		return
	}
	for t := range n {
		for j, v := range line(src, t) {
			dst[j*stride+t] = v
		}
	}
}

// split separates the columns at n frequencies of b, from row t upwards with mirrors from row mirror downwards, into
// every second row of columns from row first on.
func split(columns *[4][]float32, first int, b *block, t, mirror, n int) {
	if splitVector(columns, first, b, t, mirror, n) {
		return
	}
	for i := range n {
		zr, zi := line(b.re, t+i), line(b.im, t+i)
		mr, mi := line(b.re, mirror-i), line(b.im, mirror-i)
		var to [4]*[lanes]float32
		for c := range to {
			to[c] = line(columns[c], first+2*i)
		}
		for j := range lanes {
			to[0][j], to[1][j] = (zr[j]+mr[j])*0.5, (zi[j]-mi[j])*0.5
			to[2][j], to[3][j] = (zi[j]+mi[j])*0.5, (mr[j]-zr[j])*0.5
		}
	}
}

// pairFields writes X + iY, or with sign -1 conj X + i·conj Y, into n rows of dst from row t on; the frequencies begin
// at the place at and lie stride apart.
func (r *repulsion) pairFields(dst *block, t, at, stride, n int, sign float32) {
	if n <= 0 || r.pairVector(dst, t, at, stride, n, sign) {
		return
	}
	for i := range n {
		from := at + i*stride
		xr, xi := lineAt(r.forceX[0], from), lineAt(r.forceX[1], from)
		yr, yi := lineAt(r.forceY[0], from), lineAt(r.forceY[1], from)
		dr, di := line(dst.re, t+i), line(dst.im, t+i)
		for j := range lanes {
			dr[j], di[j] = xr[j]-float32(sign*yi[j]), float32(sign*xi[j])+yr[j]
		}
	}
}
