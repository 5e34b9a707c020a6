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
func attractAVX2(points *float32, column *int32, value *float32, groups int, x, y float32) (ax, ay float32)

//go:noescape
func logAVX2(points *float32, column *int32, value *float32, groups int, x, y float32) float32

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

// attract is Σ p·(yi-yj)/(1+|yi-yj|²) over point i's neighbours, a multiple of rowUnit of them. The columns were
// checked when the affinities were made: all lie in the points.
func attract(points []float32, i int, column []int32, value []float32) (ax, ay float32) {
	if !vectors || len(column) == 0 {
		return attractScalar(points, i, column, value)
	}
	value = value[:len(column)]
	return attractAVX2(&points[0], &column[0], &value[0], len(column)/rowUnit, points[2*i], points[2*i+1])
}

// logDistance is Σ p·ln(1+|yi-yj|²) over point i's neighbours.
func logDistance(points []float32, i int, column []int32, value []float32) float32 {
	if !vectors || len(column) == 0 {
		return logDistanceScalar(points, i, column, value)
	}
	value = value[:len(column)]
	return logAVX2(&points[0], &column[0], &value[0], len(column)/rowUnit, points[2*i], points[2*i+1])
}
