package tsne

//go:noescape
func sumPartsAVX2(dst, p0, p1, p2, p3 *float32, stride, n int)

//go:noescape
func twistAVX2(dstRe, dstIm, srcRe, srcIm, table *float32, n int)

//go:noescape
func joinAVX2(evenRe, evenIm, oddRe, oddIm, table *float32, n int)

//go:noescape
func multiplyAVX2(workRe, workIm, re, im, spectra, sums *float32, n int)

//go:noescape
func transposeAVX2(dst *float32, stride int, src *float32, groups int)

//go:noescape
func splitAVX2(aRe, aIm, bRe, bIm, re, im, mirrorRe, mirrorIm *float32, n int)

//go:noescape
func pairAVX2(dstRe, dstIm, xRe, xIm, yRe, yIm *float32, stride, n int, sign float32)

// rows is the address of n rows of v from row first on; the slice expression checks that they are there.
func rows(v []float32, first, n int) *float32 { return &v[first*lanes : (first+n)*lanes][0] }

// strided is the address of v[at], after checks of the first and last of n rows that lie stride apart.
func strided(v []float32, at, stride, n int) *float32 {
	_, _ = lineAt(v, at), lineAt(v, at+(n-1)*stride)
	return &v[at]
}

func sumPartsVector(dst []float32, parts [][]float32, at, stride, n int) bool {
	if !vectors {
		return false
	}
	var from [spreadParts]*float32
	for p, part := range parts {
		from[p] = strided(part, at, stride, n)
	}
	sumPartsAVX2(rows(dst, 0, n), from[0], from[1], from[2], from[3], stride, n)
	return true
}

func twistVector(dst, src *block, n int, table []float32) bool {
	if !vectors {
		return false
	}
	twistAVX2(rows(dst.re, 0, n), rows(dst.im, 0, n), rows(src.re, 0, n), rows(src.im, 0, n), &table[:2*n][0], n)
	return true
}

func joinVector(even, odd *block, n int, table []float32) bool {
	if !vectors {
		return false
	}
	joinAVX2(rows(even.re, 0, n), rows(even.im, 0, n), rows(odd.re, 0, n), rows(odd.im, 0, n), &table[:2*n][0], n)
	return true
}

func multiplyVector(work, b *block, spectra []float32, sums *[lanes]float32, n int) bool {
	if !vectors {
		return false
	}
	multiplyAVX2(rows(work.re, 0, n), rows(work.im, 0, n), rows(b.re, 0, n), rows(b.im, 0, n),
		&spectra[:n*spectraRow][0], &sums[0], n)
	return true
}

func transposeVector(dst []float32, stride int, src []float32, n int) bool {
	if !vectors {
		return false
	}
	_ = dst[:(lanes-1)*stride+n]
	transposeAVX2(&dst[0], stride, rows(src, 0, n), n/rowUnit)
	return true
}

func splitVector(columns *[4][]float32, first int, b *block, t, mirror, n int) bool {
	if !vectors {
		return false
	}
	var to [4]*float32
	for c := range to {
		to[c] = rows(columns[c], first, 2*n-1)
	}
	_, _ = rows(b.re, mirror-n+1, n), rows(b.im, mirror-n+1, n)
	splitAVX2(to[0], to[1], to[2], to[3], rows(b.re, t, n), rows(b.im, t, n), rows(b.re, mirror, 1),
		rows(b.im, mirror, 1), n)
	return true
}

func (r *repulsion) pairVector(dst *block, t, at, stride, n int, sign float32) bool {
	if !vectors {
		return false
	}
	pairAVX2(rows(dst.re, t, n), rows(dst.im, t, n), strided(r.forceX[0], at, stride, n),
		strided(r.forceX[1], at, stride, n), strided(r.forceY[0], at, stride, n), strided(r.forceY[1], at, stride, n),
		stride, n, sign)
	return true
}
