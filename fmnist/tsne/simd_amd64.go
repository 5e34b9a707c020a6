package tsne

import "github.com/gofmnist/gofmnist/fmnist/engine/kernel"

// vectors says whether the AVX2 versions of the inner loops run: where package kernel has AVX2 or more, unless
// FMNIST_SIMD is none. A test turns it off to compare.
var vectors = kernel.SIMD() != "none"

//go:noescape
func radix4AVX2(dstRe, dstIm, srcRe, srcIm, twiddle *float32, groups, width int)

//go:noescape
func radix3AVX2(dstRe, dstIm, srcRe, srcIm, twiddle *float32, groups, width int)

//go:noescape
func radix2AVX2(dstRe, dstIm, srcRe, srcIm, twiddle *float32, groups, width int)

//go:noescape
func attract16AVX2(points *float32, column *uint16, value *float32, groups int, x, y float32) (ax, ay float32)

//go:noescape
func attract32AVX2(points *float32, column *int32, value *float32, groups int, x, y float32) (ax, ay float32)

//go:noescape
func log16AVX2(points *float32, column *uint16, value *float32, groups int, x, y float32) float32

//go:noescape
func log32AVX2(points *float32, column *int32, value *float32, groups int, x, y float32) float32

//go:noescape
func moveAVX2(position, update, gain *float64, next, attraction, repulsion *float32, groups int, by *phase,
	inverseZ float64)

//go:noescape
func skipAVX2(scores *float32, n int, threshold float32) int

// skip is the number of leading scores, a multiple of skipUnit, that are all at or below the threshold; it may stop
// early.
func skip(scores []float32, threshold float32) int {
	if !vectors || len(scores) < skipUnit {
		return 0
	}
	return skipAVX2(&scores[0], len(scores), threshold)
}

// runVector does the step with vector instructions where there are some for it.
func (s *fftStep) runVector(dstRe, dstIm, srcRe, srcIm []float32) bool {
	if !vectors {
		return false
	}
	width := s.stride * lanes
	total := s.groups * s.radix * width
	// The slice expressions check the lengths before any instruction reads or writes.
	dstRe, dstIm, srcRe, srcIm = dstRe[:total], dstIm[:total], srcRe[:total], srcIm[:total]
	switch s.radix {
	case 4:
		radix4AVX2(&dstRe[0], &dstIm[0], &srcRe[0], &srcIm[0], &s.twiddle[0], s.groups, width)
	case 3:
		radix3AVX2(&dstRe[0], &dstIm[0], &srcRe[0], &srcIm[0], &s.twiddle[0], s.groups, width)
	default:
		radix2AVX2(&dstRe[0], &dstIm[0], &srcRe[0], &srcIm[0], &s.twiddle[0], s.groups, width)
	}
	return true
}

// attract is Σ p·(yi-yj)/(1+|yi-yj|²) over point i's neighbours, a multiple of rowUnit of them. No instruction checks
// the columns: symmetrise and arranged write only numbers of points, and 16 bits only where they hold all.
func attract[C column](points []float32, i int, columns []C, value []float32) (ax, ay float32) {
	if !vectors || len(columns) < rowUnit {
		return attractScalar(points, i, columns, value)
	}
	x, y, p, groups := points[2*i], points[2*i+1], &value[:len(columns)][0], len(columns)/rowUnit
	switch c := any(&columns[0]).(type) {
	case *uint16:
		return attract16AVX2(&points[0], c, p, groups, x, y)
	case *int32:
		return attract32AVX2(&points[0], c, p, groups, x, y)
	}
	return 0, 0 // There are no other columns.
}

// logDistance is Σ p·ln(1+|yi-yj|²) over point i's neighbours.
func logDistance[C column](points []float32, i int, columns []C, value []float32) float32 {
	if !vectors || len(columns) < rowUnit {
		return logDistanceScalar(points, i, columns, value)
	}
	x, y, p, groups := points[2*i], points[2*i+1], &value[:len(columns)][0], len(columns)/rowUnit
	switch c := any(&columns[0]).(type) {
	case *uint16:
		return log16AVX2(&points[0], c, p, groups, x, y)
	case *int32:
		return log32AVX2(&points[0], c, p, groups, x, y)
	}
	return 0
}

// moveVector moves the coordinates from number first on, four at a time, and returns how many.
func (d *descent) moveVector(first int, f *forces, n int, ph *phase, inverseZ float64) int {
	groups := n / 4
	if !vectors || groups == 0 {
		return 0
	}
	last := first + 4*groups
	moveAVX2(&d.position[first:last][0], &d.update[first:last][0], &d.gain[first:last][0], &d.next[first:last][0],
		&f.attraction[0], &f.repulsion[0], groups, ph, inverseZ)
	return 4 * groups
}
