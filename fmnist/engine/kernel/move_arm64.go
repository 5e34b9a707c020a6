package kernel

// transposeBlock leaves the rows and columns beyond a multiple of four to plain Go.
func transposeBlock(dst, src []float32, dstStride, srcStride, rows, cols int) {
	wholeRows, wholeCols := rows&^3, cols&^3
	if simd == scalar || wholeRows == 0 || wholeCols == 0 {
		transposeScalar(dst, src, dstStride, srcStride, rows, cols)
		return
	}
	transposeNEON(&dst[0], &src[0], dstStride, srcStride, wholeRows, wholeCols)
	if wholeRows < rows {
		transposeScalar(dst[wholeRows:], src[wholeRows*srcStride:], dstStride, srcStride, rows-wholeRows, cols)
	}
	if wholeCols < cols {
		transposeScalar(dst[wholeCols*dstStride:], src[wholeCols:], dstStride, srcStride, wholeRows, cols-wholeCols)
	}
}

func packRows(dst, src []float32, srcStride, rows, cols int) {
	if simd == scalar || cols < 4 {
		packRowsScalar(dst, src, simd.tileCols(), srcStride, rows, cols)
		return
	}
	[5]func(dst, src *float32, srcStride, rows, cols int){1: packRows4NEON, 2: packRows8NEON, 3: packRows12NEON,
		4: packRows16NEON}[chunks(cols, 4)](
		&dst[0], &src[0], srcStride, rows, cols)
}

// packWide is packRows with rows of backCols elements.
func packWide(dst, src []float32, srcStride, rows, cols int) {
	packRowsScalar(dst, src, backCols, srcStride, rows, cols)
}
