package main

import "fmt"

// runs writes the weighted sums of runs: rows × vectors accumulators, loaded from dst, gain by·src[at…] for every entry
// of a list, then the next list follows. Few heights are enough: kernels of 3 and 5 rows have their own, others are put
// together from them.
func runs(f *file, i isa) {
	for _, rows := range []int{1, 3, 5} {
		for vectors := 1; vectors <= runVectors(i, rows); vectors++ {
			run{f, i, rows, vectors}.write()
		}
		if i.regs == 32 {
			run{f, half, rows, 1}.write()
		}
	}
	if i.regs == 16 {
		laneMask(f, "runMask")
	} else {
		listByFilter(f)
		listByChoice(f)
	}
}

// runVectors bounds the width of an accumulator block by the registers, of which three hold the factor, a mask and a
// temporary.
func runVectors(i isa, rows int) int { return min((i.regs-3)/rows, 8) }

type run struct {
	*file
	isa
	rows, vectors int
}

// write emits one kernel. BX is src, SI the entry, R10 the start of the list, R11 its number, R12 and R13 the arrays of
// destinations and ends.
func (r run) write() {
	r.text("adds the listed multiples of runs of src to dst.", fmt.Sprintf("run%dx%d%s", r.rows, r.vectors, r.name),
		"r *run", 0, 8)
	mask := r.r(r.regs - 1)
	r.arguments(mask)
	r.l("list")
	if r.regs == 16 { // blocks are as wide as AVX-512's: several turns for each list
		r.p("XORL R14, R14") // bytes from the start of a row to the turn
		full := run{r.file, r.isa, r.rows, runVectors(r.isa, r.rows)}
		r.l("full")
		r.p("CMPQ R14, run_last(R15)")
		r.p("JGE last")
		full.block(mask, "full", false)
		r.p("ADDQ $%d, R14", full.vectors*r.bytes())
		r.p("JMP full")
		r.l("last")
	}
	r.block(mask, "", true)
	r.l("next")
	r.p("INCQ R11")
	r.p("CMPQ R11, run_lists(R15)")
	r.p("JNE list")
	r.p("VZEROUPPER")
	r.p("RET")
}

// block adds the entries of list R11 to one block of columns.
func (r run) block(mask, label string, last bool) {
	r.p("MOVLQSX (R13)(R11*4), CX")
	r.p("MOVQ R11, AX")
	r.p("IMULQ run_space(R15), AX")
	r.p("LEAQ (R10)(AX*8), SI")
	r.p("SUBQ AX, CX") // entries of this list
	r.p("JLE next")
	r.eachAccumulator(func(acc, at string, end bool) { load(r.file, r.isa, at, acc, last && end) })
	r.l("entry" + label)
	r.p("MOVL (SI), AX")
	r.p("VBROADCASTSS 4(SI), %s", r.r(r.regs-2))
	r.p("LEAQ (BX)(AX*4), AX")
	if r.regs == 16 {
		r.p("ADDQ R14, AX")
	}
	r.p("ADDQ $8, SI")
	for row := range r.rows {
		for v := range r.vectors {
			r.product(row, v, mask, last)
		}
	}
	r.p("DECQ CX")
	r.p("JNZ entry" + label)
	r.eachAccumulator(func(acc, at string, end bool) { store(r.file, r.isa, acc, at, last && end) })
}

func (r run) arguments(mask string) {
	r.p("MOVQ r+0(FP), R15")
	r.p("MOVQ run_cols(R15), DX")
	if r.regs == 16 {
		r.p("MOVQ run_last(R15), R14")
		r.p("SHRQ $2, R14")
		r.p("SUBQ R14, DX")
	}
	r.p("SUBQ $%d, DX", (r.vectors-1)*r.lanes)
	lanesOf(r.file, r.isa, "DX", "runMask", mask)
	r.p("MOVQ run_src(R15), BX")
	r.p("MOVQ run_srcRow(R15), DX")
	r.p("SHLQ $2, DX")
	r.p("LEAQ (DX)(DX*2), R8")
	r.p("MOVQ run_dstRow(R15), R9")
	r.p("MOVQ run_list(R15), R10")
	r.p("MOVQ run_dstAt(R15), R12")
	r.p("MOVQ run_ends(R15), R13")
	r.p("XORL R11, R11")
}

func (r run) eachAccumulator(do func(acc, at string, last bool)) {
	r.p("MOVLQSX (R12)(R11*4), AX")
	r.p("MOVQ run_dst(R15), DI")
	r.p("LEAQ (DI)(AX*4), DI")
	if r.regs == 16 {
		r.p("ADDQ R14, DI")
	}
	for row := range r.rows {
		for v := range r.vectors {
			do(r.r(row*r.vectors+v), fmt.Sprintf("%d(DI)", v*r.bytes()), v == r.vectors-1)
		}
		if row < r.rows-1 {
			r.p("LEAQ (DI)(R9*4), DI")
		}
	}
}

func (r run) product(row, v int, mask string, last bool) {
	at := fmt.Sprintf("%d(AX)", v*r.bytes()) + []string{"", "(DX*1)", "(DX*2)", "(R8*1)", "(DX*4)"}[row]
	acc, by, temp := r.r(row*r.vectors+v), r.r(r.regs-2), r.r(r.regs-3)
	switch {
	case v < r.vectors-1 || !last:
		r.p("VFMADD231PS %s, %s, %s", at, by, acc)
	case r.regs == 32:
		r.p("VFMADD231PS %s, %s, K1, %s", at, by, acc)
	default:
		r.p("VMASKMOVPS %s, %s, %s", at, mask, temp)
		r.p("VFMADD231PS %s, %s, %s", temp, by, acc)
	}
}

// listByFilter and listByChoice write the kernels that sort gradients into lists, without a branch: an entry is always
// written, and counted only if its value is not zero. They use no vectors.
func listByFilter(f *file) {
	f.text("appends for every window (corner[choice[j]] + first + window·step, values[j]) to list j, which continues at list[ends[j]], where values[j] is not zero; values and choice go on from window to window.",
		"listByFilter", "list *product, ends *int32, values *float32, choice *uint8, corner *[4]int32, n, windows, step, first int",
		0, 72)
	f.p("MOVQ list+0(FP), DI")
	f.p("MOVQ ends+8(FP), SI")
	f.p("MOVQ values+16(FP), R8")
	f.p("MOVQ choice+24(FP), R9")
	f.p("MOVQ corner+32(FP), R10")
	f.p("MOVQ n+40(FP), CX")
	f.p("MOVQ windows+48(FP), R12")
	f.p("MOVQ step+56(FP), R13")
	f.p("MOVQ first+64(FP), R15") // first + window·step
	f.l("window")
	f.p("XORL BX, BX")
	f.l("filter")
	f.p("MOVL (R8)(BX*4), AX")
	f.p("MOVBLZX (R9)(BX*1), DX")
	f.p("MOVL (R10)(DX*4), DX")
	f.p("ADDL R15, DX")
	f.p("MOVLQSX (SI)(BX*4), R11")
	f.p("MOVL DX, (DI)(R11*8)")
	f.p("MOVL AX, 4(DI)(R11*8)")
	f.p("ADDL AX, AX") // shifts the sign out: -0 is zero too
	f.p("NEGL AX")     // carry: not zero
	f.p("ADCL $0, R11")
	f.p("MOVL R11, (SI)(BX*4)")
	f.p("INCQ BX")
	f.p("CMPQ BX, CX")
	f.p("JNE filter")
	f.p("LEAQ (R8)(CX*4), R8")
	f.p("ADDQ CX, R9")
	f.p("ADDL R13, R15")
	f.p("DECQ R12")
	f.p("JNZ window")
	f.p("RET")
}

func listByChoice(f *file) {
	f.text("appends (j·step, values[j]) to list choice[j], which continues at list[ends[choice[j]]], where values[j] is not zero.",
		"listByChoice", "list *product, ends *[4]int32, values *float32, choice *uint8, step, n int", 0, 48)
	f.p("MOVQ list+0(FP), DI")
	f.p("MOVQ ends+8(FP), SI")
	f.p("MOVQ values+16(FP), R8")
	f.p("MOVQ choice+24(FP), R9")
	f.p("MOVQ step+32(FP), R10")
	f.p("MOVQ n+40(FP), CX")
	f.p("XORL BX, BX")
	f.p("XORL R12, R12")
	f.l("filter")
	f.p("MOVL (R8)(BX*4), AX")
	f.p("MOVBLZX (R9)(BX*1), DX")
	f.p("MOVLQSX (SI)(DX*4), R11")
	f.p("MOVL R12, (DI)(R11*8)")
	f.p("MOVL AX, 4(DI)(R11*8)")
	f.p("ADDL AX, AX")
	f.p("NEGL AX")
	f.p("ADCL $0, R11")
	f.p("MOVL R11, (SI)(DX*4)")
	f.p("ADDQ R10, R12")
	f.p("INCQ BX")
	f.p("CMPQ BX, CX")
	f.p("JNE filter")
	f.p("RET")
}
