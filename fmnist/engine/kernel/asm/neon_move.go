package main

import "fmt"

// neonMoves writes the kernels that only rearrange.
func neonMoves(f *file) {
	pause(f, "YIELD")
	neonTranspose(f)
	for vectors := 1; vectors <= 4; vectors++ {
		neonPack(f, vectors)
	}
}

// neonTranspose transposes squares of 4 × 4, all of a matrix whose sides are multiples of four: for each four columns
// of src all its rows.
func neonTranspose(f *file) {
	f.text("writes src [rows, cols] with rows srcStride apart as dst [cols, rows]; rows and cols are multiples of four.",
		"transposeNEON", "dst, src *float32, dstStride, srcStride, rows, cols int", 0, 48)
	f.p("MOVD dst+0(FP), R0")
	f.p("MOVD src+8(FP), R1")
	f.p("MOVD dstStride+16(FP), R2")
	f.p("LSL $2, R2")
	f.p("MOVD srcStride+24(FP), R3")
	f.p("LSL $2, R3")
	f.p("MOVD cols+40(FP), R5")
	f.l("columns")
	f.p("MOVD rows+32(FP), R4")
	f.p("MOVD R0, R6")
	f.p("MOVD R1, R7")
	f.l("square")
	for row := range 4 {
		f.p("FMOVQ (R7), F%d", row)
		f.p("ADD R3, R7")
	}
	for n := 0; n < 4; n += 2 { // pairs of words, then pairs of double words
		f.p("VTRN1 V%d.S4, V%d.S4, V%d.S4", n+1, n, 4+n)
		f.p("VTRN2 V%d.S4, V%d.S4, V%d.S4", n+1, n, 5+n)
	}
	for n := range 2 {
		f.p("VTRN1 V%d.D2, V%d.D2, V%d.D2", 6+n, 4+n, n)
		f.p("VTRN2 V%d.D2, V%d.D2, V%d.D2", 6+n, 4+n, 2+n)
	}
	f.p("MOVD R6, R8")
	for col := range 4 {
		f.p("FMOVQ F%d, (R8)", col)
		if col < 3 {
			f.p("ADD R2, R8")
		}
	}
	f.p("ADD $16, R6")
	f.p("SUBS $4, R4, R4")
	f.p("BNE square")
	f.p("ADD R2<<2, R0, R0")
	f.p("ADD $16, R1")
	f.p("SUBS $4, R5, R5")
	f.p("BNE columns")
	f.p("RET")
}

// neonPack copies rows into a panel of four vectors: zeros first, then all vectors but the last, which ends with the
// row.
func neonPack(f *file, vectors int) {
	f.text(fmt.Sprintf("copies rows of cols elements (%d to %d), srcStride apart, to rows of 16, filled up with zeros.",
		max(4, 4*vectors-3), 4*vectors),
		fmt.Sprintf("packRows%dNEON", 4*vectors), "dst, src *float32, srcStride, rows, cols int", 0, 40)
	f.p("MOVD dst+0(FP), R0")
	f.p("MOVD src+8(FP), R1")
	f.p("MOVD srcStride+16(FP), R2")
	f.p("LSL $2, R2")
	f.p("MOVD rows+24(FP), R3")
	f.p("MOVD cols+32(FP), R4")
	f.p("SUB $4, R4")
	f.p("LSL $2, R4")
	f.p("VEOR V4.B16, V4.B16, V4.B16")
	f.l("row")
	for v := range vectors - 1 {
		f.p("FMOVQ %d(R1), F%d", 16*v, v)
	}
	f.loadAt(vectors-1, 1, 4)
	for v := range vectors - 1 {
		f.p("FMOVQ F%d, %d(R0)", v, 16*v)
	}
	for v := vectors - 1; v < 4; v++ {
		f.p("FMOVQ F4, %d(R0)", 16*v)
	}
	f.storeAt(vectors-1, 0, 4)
	f.p("ADD R2, R1")
	f.p("ADD $64, R0")
	f.p("SUBS $1, R3, R3")
	f.p("BNE row")
	f.p("RET")
}
