package main

// maxPoolPairs takes maxima of 2×2 windows of at most eight channels, two windows side by side as lanes: the four
// pixels of a row that they see lie one after the other on two registers, from which order picks the left and the right
// ones.
func maxPoolPairs(f *file) {
	f.text("is maxPoolRowAVX512 for pairs of neighbouring windows of n ≤ 8 channels, no others between them.",
		"maxPoolPairsAVX512", "y *float32, choice *uint8, x *float32, row, n, pairs int, order *[32]int32", 0, 56)
	f.p("MOVQ y+0(FP), DI")
	f.p("MOVQ choice+8(FP), DX")
	f.p("MOVQ x+16(FP), SI")
	f.p("MOVQ row+24(FP), R11")
	f.p("LEAQ (SI)(R11*4), R11") // second row
	f.p("MOVQ n+32(FP), R8")
	f.p("MOVQ pairs+40(FP), R13")
	f.p("MOVQ order+48(FP), R9")
	f.p("VMOVDQU32 (R9), Z12")   // left pixels
	f.p("VMOVDQU32 64(R9), Z13") // right pixels
	f.p("LEAQ (R8*4), CX")
	f.p("MOVQ $1, AX")
	f.p("SHLQ CX, AX")
	f.p("DECQ AX")
	f.p("KMOVW AX, K1") // pixels on the first register
	f.p("SHRQ $16, AX")
	f.p("KMOVW AX, K3") // and on the second
	f.p("LEAQ (R8*2), CX")
	f.p("MOVQ $1, AX")
	f.p("SHLQ CX, AX")
	f.p("DECQ AX")
	f.p("KMOVW AX, K4") // results
	for n := range 3 {
		f.p("MOVL $%d, AX", n+1)
		f.p("VPBROADCASTD AX, Z%d", 8+n)
	}
	f.p("MOVQ R8, R10")
	f.p("SHLQ $4, R10") // bytes of four pixels
	f.l("pair")
	pixels := [4]int{5, 6, 7, 11}
	for row, at := range []string{"SI", "R11"} {
		f.p("VMOVUPS.Z (%s), K1, Z0", at)
		f.p("VMOVUPS.Z 64(%s), K3, Z1", at)
		for side, to := range pixels[2*row : 2*row+2] {
			f.p("VMOVDQA32 Z%d, Z%d", 12+side, to)
			f.p("VPERMI2PS Z1, Z0, Z%d", to)
		}
		f.p("ADDQ R10, %s", at)
	}
	f.p("VPXORD Z4, Z4, Z4")
	for n, pixel := range pixels[1:] {
		f.p("VCMPPS $0x1e, Z5, Z%d, K2", pixel)
		f.p("VMOVAPS Z%d, K2, Z5", pixel)
		f.p("VMOVDQA32 Z%d, K2, Z4", 8+n)
	}
	f.p("VMOVUPS Z5, K4, (DI)")
	f.p("LEAQ (DI)(R8*8), DI")
	f.p("TESTQ DX, DX")
	f.p("JZ unchosen")
	f.p("VPMOVDB Z4, X4")
	f.p("VMOVDQU8 X4, K4, (DX)")
	f.p("LEAQ (DX)(R8*2), DX")
	f.l("unchosen")
	f.p("DECQ R13")
	f.p("JNZ pair")
	f.p("VZEROUPPER")
	f.p("RET")
}
