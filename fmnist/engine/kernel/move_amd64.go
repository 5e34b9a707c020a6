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

// packWide is packRows with rows of backCols elements.
func packWide(dst, src []float32, srcStride, rows, cols int) {
	if simd == avx2 {
		packWideAVX2(&dst[0], &src[0], srcStride, rows, cols)
		return
	}
	packRowsScalar(dst, src, backCols, srcStride, rows, cols)
}

func packRows(dst, src []float32, srcStride, rows, cols int) {
	switch simd {
	case avx512:
		packRowsAVX512(&dst[0], &src[0], srcStride, rows, cols)
	case avx2:
		packRowsAVX2(&dst[0], &src[0], srcStride, rows, cols)
	default:
		packRowsScalar(dst, src, simd.tileCols(), srcStride, rows, cols)
	}
}
