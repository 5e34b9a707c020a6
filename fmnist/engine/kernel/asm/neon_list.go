package main

// neonListByFilter and neonListByChoice write the kernels that sort gradients into lists, without a branch: an entry is
// always written, and counted only if its value is not zero. They use no vectors.
func neonListByFilter(f *file) {
	f.text("appends (corner[choice[j]], values[j]) to list j, which continues at list[ends[j]], where values[j] is not zero.",
		"listByFilterNEON", "list *product, ends *int32, values *float32, choice *uint8, corner *[4]int32, n int", 0, 48)
	f.p("MOVD list+0(FP), R0")
	f.p("MOVD ends+8(FP), R1")
	f.p("MOVD values+16(FP), R2")
	f.p("MOVD choice+24(FP), R3")
	f.p("MOVD corner+32(FP), R4")
	f.p("MOVD n+40(FP), R5")
	f.l("filter")
	f.p("MOVWU.P 4(R2), R6")
	f.p("MOVBU.P 1(R3), R7")
	f.p("MOVWU (R4)(R7<<2), R7")
	f.p("MOVW (R1), R8")
	f.p("ADD R8<<3, R0, R9")
	f.p("STPW (R7, R6), (R9)")
	neonCount(f)
	f.p("MOVW.P R8, 4(R1)")
	f.p("SUBS $1, R5, R5")
	f.p("BNE filter")
	f.p("RET")
}

func neonListByChoice(f *file) {
	f.text("appends (j·step, values[j]) to list choice[j], which continues at list[ends[choice[j]]], where values[j] is not zero.",
		"listByChoiceNEON", "list *product, ends *[4]int32, values *float32, choice *uint8, step, n int", 0, 48)
	f.p("MOVD list+0(FP), R0")
	f.p("MOVD ends+8(FP), R1")
	f.p("MOVD values+16(FP), R2")
	f.p("MOVD choice+24(FP), R3")
	f.p("MOVD step+32(FP), R4")
	f.p("MOVD n+40(FP), R5")
	f.p("MOVD $0, R10")
	f.l("filter")
	f.p("MOVWU.P 4(R2), R6")
	f.p("MOVBU.P 1(R3), R7")
	f.p("MOVW (R1)(R7<<2), R8")
	f.p("ADD R8<<3, R0, R9")
	f.p("STPW (R10, R6), (R9)")
	neonCount(f)
	f.p("MOVW R8, (R1)(R7<<2)")
	f.p("ADD R4, R10")
	f.p("SUBS $1, R5, R5")
	f.p("BNE filter")
	f.p("RET")
}

// neonCount adds one to R8 unless the value R6 is 0 or -0.
func neonCount(f *file) {
	f.p("LSLW $1, R6, R6") // shifts the sign out
	f.p("CMPW $0, R6")
	f.p("CINC NE, R8, R8")
}
