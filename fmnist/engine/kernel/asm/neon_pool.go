package main

// neonPixels turns bytes into quotients by 255, four at a time.
func neonPixels(f *file) {
	f.text("computes dst = src/255 for n elements, a multiple of the vector.", "pixelsNEON",
		"dst *float32, src *uint8, n int", 0, 24)
	f.p("MOVD dst+0(FP), R0")
	f.p("MOVD src+8(FP), R1")
	f.p("MOVD n+16(FP), R8")
	f.p("MOVD $constants<>(SB), %s", neonTable)
	set(f, neon, 255, 1)
	f.l("vector")
	f.p("FMOVS (R1), F0")
	f.p("ADD $4, R1")
	f.p("VUXTL V0.B8, V0.H8")
	f.p("VUXTL V0.H4, V0.S4")
	f.word("ucvtf", 0, 0)
	f.word("fdiv", 0, 0, 1)
	f.p("FMOVQ.P F0, 16(R0)")
	f.p("SUBS $4, R8, R8")
	f.p("BNE vector")
	f.p("RET")
}

// neonMaxPool takes maxima of 2×2 windows, channels as lanes, and notes which of the four was the first maximum. The
// window's pixels are at R1, R11, R10 and R12, y is R0, choice R2 (nil for none), the channels left are R8.
func neonMaxPool(f *file) {
	f.text("takes the maxima of count 2×2 windows of n channels, and unless choice is nil their positions.",
		"maxPoolRowNEON", "y *float32, choice *uint8, x *float32, row, channels, n, count int", 0, 56)
	f.p("MOVD y+0(FP), R3")
	f.p("MOVD choice+8(FP), R4")
	f.p("MOVD x+16(FP), R5")
	f.p("MOVD row+24(FP), R6")
	f.p("ADD R6<<2, R5, R6") // second row
	f.p("MOVD channels+32(FP), R7")
	f.p("MOVD count+48(FP), R13")
	for n := range 3 {
		f.p("MOVW $%d, R8", n+1)
		f.p("VDUP R8, V%d.S4", 16+n)
	}
	f.l("window")
	f.p("MOVD R3, R0")
	f.p("MOVD R4, R2")
	f.p("MOVD R5, R1")
	f.p("MOVD R6, R10")
	f.p("ADD R7<<2, R5, R11")
	f.p("ADD R7<<2, R6, R12")
	f.p("MOVD n+40(FP), R8")
	f.p("SUBS $4, R8, R8")
	f.p("BLT rest")
	f.l("vector")
	for n, at := range maxPoolPixels {
		f.p("FMOVQ.P 16(R%d), F%d", at, n)
	}
	neonMaximum(f)
	f.p("FMOVQ.P F0, 16(R0)")
	f.p("CBZ R2, stored")
	neonNarrow(f)
	f.p("FMOVS.P F4, 4(R2)")
	f.l("stored")
	f.p("SUBS $4, R8, R8")
	f.p("BGE vector")
	f.l("rest")
	f.p("ADDS $4, R8, R8")
	f.p("BEQ next")
	neonMaxPoolRest(f)
	f.l("next")
	f.p("ADD R7<<2, R3, R3")
	f.p("ADD R7<<3, R5, R5")
	f.p("ADD R7<<3, R6, R6")
	f.p("CBZ R4, unchosen")
	f.p("ADD R7, R4, R4")
	f.l("unchosen")
	f.p("SUBS $1, R13, R13")
	f.p("BNE window")
	f.p("RET")
}

// maxPoolPixels are the general registers with the addresses of a window's pixels.
var maxPoolPixels = []int{1, 11, 10, 12}

// neonMaximum leaves the largest of registers 0 to 3 in 0 and its number in 4: the first of equal ones.
func neonMaximum(f *file) {
	zero(f, neon, 4)
	for n := 1; n < 4; n++ {
		f.word("fcmgt", 5, n, 0)
		f.p("VBIT V5.B16, V%d.B16, V0.B16", n)
		f.p("VBIT V5.B16, V%d.B16, V4.B16", 15+n)
	}
}

// neonNarrow turns register 4's words into bytes.
func neonNarrow(f *file) {
	f.p("VUZP1 V4.B16, V4.B16, V4.B16")
	f.p("VUZP1 V4.B16, V4.B16, V4.B16")
}

// neonMaxPoolRest handles the one to three channels that are left.
func neonMaxPoolRest(f *file) {
	f.p("MOVD R10, R14") // R10 is loadRest's scratch register
	for n, at := range []int{1, 11, 14, 12} {
		f.loadRest(n, at, "pixel"+string(rune('0'+n)))
	}
	neonMaximum(f)
	f.storeRest(0, 0, "maximum")
	f.p("CBZ R2, next")
	neonNarrow(f)
	f.p("VMOV V4.S[0], R10")
	f.l("byte")
	f.p("MOVB R10, (R2)")
	f.p("ADD $1, R2")
	f.p("LSR $8, R10")
	f.p("SUBS $1, R8, R8")
	f.p("BNE byte")
}
