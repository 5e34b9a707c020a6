package kernel

// transpose writes src [rows, cols], rows srcStride apart, as dst [cols, rows], rows dstStride apart.
func transpose(dst, src []float32, dstStride, srcStride, rows, cols int) {
	side := simd.square()
	for j := 0; j < cols; j += side {
		for i := 0; i < rows; i += side {
			transposeBlock(dst[j*dstStride+i:], src[i*srcStride+j:], dstStride, srcStride, min(side, rows-i),
				min(side, cols-j))
		}
	}
}

func transposeScalar(dst, src []float32, dstStride, srcStride, rows, cols int) {
	for i := range rows {
		for j, v := range src[i*srcStride:][:cols] {
			dst[j*dstStride+i] = v
		}
	}
}

// packPanel copies columns of b [k, ...], rows ldb apart, into a panel of k rows of level.tileCols() elements, the
// missing ones zero. With trans b is stored as [columns, ...], columns ldb apart.
func packPanel(dst, b []float32, ldb, k, cols int, trans bool) {
	width := simd.tileCols()
	if !trans {
		packRows(dst, b, ldb, k, cols)
		return
	}
	if cols < width {
		clear(dst[:k*width])
	}
	transpose(dst, b, width, ldb, cols, k)
}

func packRowsScalar(dst, src []float32, width, srcStride, rows, cols int) {
	for i := range rows {
		n := copy(dst[i*width:][:width], src[i*srcStride:][:cols])
		clear(dst[i*width+n:][:width-n])
	}
}
