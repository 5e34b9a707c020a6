package main

// pixels turns bytes into quotients by 255: a product and its correction, which for all 256 bytes is what a division
// gives, and takes less than half its time.
func pixels(f *file, i isa) {
	f.text("computes dst = src/255 for n elements, a multiple of the vector.", "pixels"+i.name,
		"dst *float32, src *uint8, n int", 0, 24)
	f.p("MOVQ dst+0(FP), DI")
	f.p("MOVQ src+8(FP), SI")
	f.p("MOVQ n+16(FP), CX")
	f.p("VMOVUPS %s, %s", constant(255), i.r(1))
	f.p("VMOVUPS %s, %s", constant(1.0/255), i.r(2))
	f.l("vector")
	f.p("VPMOVZXBD (SI), %s", i.r(0))
	f.p("VCVTDQ2PS %s, %s", i.r(0), i.r(0))
	op(f, i, "VMULPS", 2, 0, 3)
	op(f, i, "VFNMADD231PS", 1, 3, 0) // what the product with the rounded 1/255 leaves
	op(f, i, "VFMADD231PS", 2, 0, 3)
	f.p("VMOVUPS %s, (DI)", i.r(3))
	f.p("ADDQ $%d, SI", i.lanes)
	f.p("ADDQ $%d, DI", i.bytes())
	f.p("SUBQ $%d, CX", i.lanes)
	f.p("JNZ vector")
	f.p("VZEROUPPER")
	f.p("RET")
}

// maxPool takes maxima of 2×2 windows, channels as lanes, and notes which of the four was the first maximum.
func maxPool(f *file, i isa) {
	maxPoolArguments(f, i)
	f.l("window")
	f.p("LEAQ (SI)(R8*4), R10")  // second pixel of the first row
	f.p("LEAQ (R11)(R8*4), R12") // second pixel of the second row
	f.p("XORL BX, BX")
	f.p("MOVQ n+40(FP), R15")
	f.p("SUBQ $%d, R15", i.lanes)
	f.p("JL rest")
	f.l("vector")
	maxPoolVector(f, i, false)
	f.p("ADDQ $%d, BX", i.lanes)
	f.p("SUBQ $%d, R15", i.lanes)
	f.p("JGE vector")
	f.l("rest")
	f.p("ADDQ $%d, R15", i.lanes)
	f.p("JZ next")
	maxPoolVector(f, i, true)
	f.l("next")
	f.p("LEAQ (DI)(R8*4), DI")
	f.p("LEAQ (SI)(R8*8), SI")
	f.p("LEAQ (R11)(R8*8), R11")
	f.p("TESTQ DX, DX")
	f.p("JZ unchosen")
	f.p("ADDQ R8, DX")
	f.l("unchosen")
	f.p("DECQ R13")
	f.p("JNZ window")
	f.p("VZEROUPPER")
	f.p("RET")
}

// maxPoolArguments opens the function; registers 8 to 10 get the positions 1 to 3.
func maxPoolArguments(f *file, i isa) {
	f.text("takes the maxima of count 2×2 windows of n channels, and unless choice is nil their positions.",
		"maxPoolRow"+i.name, "y *float32, choice *uint8, x *float32, row, channels, n, count int", 0, 56)
	f.p("MOVQ y+0(FP), DI")
	f.p("MOVQ choice+8(FP), DX")
	f.p("MOVQ x+16(FP), SI")
	f.p("MOVQ row+24(FP), R11")
	f.p("LEAQ (SI)(R11*4), R11") // second row
	f.p("MOVQ channels+32(FP), R8")
	f.p("MOVQ count+48(FP), R13")
	f.p("MOVQ n+40(FP), R9")
	f.p("ANDQ $%d, R9", i.lanes-1)
	lanesOf(f, i, "R9", "mapMask", i.r(i.regs-1))
	for n := range 3 {
		f.p("MOVL $%d, AX", n+1)
		f.p("VMOVD AX, X%d", 8+n)
		f.p("VPBROADCASTD X%d, %s", 8+n, i.r(8+n))
	}
}

// maxPoolVector handles one vector of channels: best in register 0, its position in register 4.
func maxPoolVector(f *file, i isa, partial bool) {
	load(f, i, "(SI)(BX*4)", i.r(0), partial)
	f.p("VPXOR X4, X4, X4")
	for n, at := range []string{"R10", "R11", "R12"} {
		load(f, i, "("+at+")(BX*4)", i.r(1), partial)
		if i.regs == 32 {
			f.p("VCMPPS $0x1e, Z0, Z1, K2")
			f.p("VMOVAPS Z1, K2, Z0")
			f.p("VMOVDQA32 Z%d, K2, Z4", 8+n)
		} else {
			f.p("VCMPPS $0x1e, Y0, Y1, Y2")
			f.p("VBLENDVPS Y2, Y1, Y0, Y0")
			f.p("VBLENDVPS Y2, Y%d, Y4, Y4", 8+n)
		}
	}
	store(f, i, i.r(0), "(DI)(BX*4)", partial)
	done := map[bool]string{false: "stored", true: "storedPartial"}[partial]
	f.p("TESTQ DX, DX")
	f.p("JZ %s", done)
	maxPoolChoice(f, i, partial)
	f.l(done)
}

// maxPoolChoice narrows the positions to bytes and stores them.
func maxPoolChoice(f *file, i isa, partial bool) {
	switch {
	case i.regs == 32 && partial:
		f.p("VPMOVDB Z4, X4")
		f.p("VMOVDQU8 X4, K1, (DX)(BX*1)")
		return
	case i.regs == 32:
		f.p("VPMOVDB Z4, X4")
		f.p("VMOVDQU X4, (DX)(BX*1)")
		return
	}
	f.p("VEXTRACTI128 $1, Y4, X5")
	f.p("VPACKUSDW X5, X4, X4")
	f.p("VPACKUSWB X4, X4, X4")
	if !partial {
		f.p("VMOVQ X4, (DX)(BX*1)")
		return
	}
	f.p("VMOVQ X4, AX")
	f.p("LEAQ (DX)(BX*1), CX")
	f.l("byte")
	f.p("MOVB AX, (CX)")
	f.p("SHRQ $8, AX")
	f.p("INCQ CX")
	f.p("DECQ R15")
	f.p("JNZ byte")
}
