//go:build !amd64 && !arm64

package kernel

func transposeBlock(dst, src []float32, dstStride, srcStride, rows, cols int) {
	transposeScalar(dst, src, dstStride, srcStride, rows, cols)
}

func packRows(dst, src []float32, srcStride, rows, cols int) {
	packRowsScalar(dst, src, simd.tileCols(), srcStride, rows, cols)
}

func packWide(dst, src []float32, srcStride, rows, cols int) {
	packRowsScalar(dst, src, backCols, srcStride, rows, cols)
}

func pause() {}
