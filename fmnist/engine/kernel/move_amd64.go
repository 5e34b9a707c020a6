package kernel

func transposeBlock(dst, src []float32, dstStride, srcStride, rows, cols int) {
	switch simd {
	case avx512:
		transposeBlockAVX512(&dst[0], &src[0], dstStride, srcStride, rows, cols)
	case avx2:
		transposeBlockAVX2(&dst[0], &src[0], dstStride, srcStride, rows, cols)
	default:
		transposeScalar(dst, src, dstStride, srcStride, rows, cols)
	}
}

func packRows(dst, src []float32, srcStride, rows, cols int) {
	switch simd {
	case avx512:
		packRowsAVX512(&dst[0], &src[0], srcStride, rows, cols)
	case avx2:
		packRowsAVX2(&dst[0], &src[0], srcStride, rows, cols)
	default:
		packRowsScalar(dst, src, srcStride, rows, cols)
	}
}
