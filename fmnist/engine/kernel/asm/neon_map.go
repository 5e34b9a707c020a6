package main

import "fmt"

// Registers of NEON's maps beside those of the bodies: a comparison's result, a constant, and the constants' address.
const (
	neonMask     = 31
	neonConstant = 26
	neonTable    = "R9"
	neonRow      = 19 // the first general register with where a row begins
)

// neonOffset is where the table of constants holds a word.
func neonOffset(word uint32) int {
	bits(word)
	for n, key := range order {
		if key == fmt.Sprintf("%08x", word) {
			return 16 * n
		}
	}
	panic("not in the table")
}

// neonOp writes what the AVX instruction does to the numbers in three registers: to = second op first.
func neonOp(f *file, name string, first, second, to int) {
	simple := map[string]string{"VADDPS": "fadd", "VSUBPS": "fsub", "VMULPS": "fmul", "VDIVPS": "fdiv"}
	switch name {
	case "VADDPS", "VSUBPS", "VMULPS", "VDIVPS":
		f.word(simple[name], to, second, first)
	case "VMAXPS": // second > first ? second : first; not FMAX, which differs for not-a-number and for zeros
		f.word("fcmgt", neonMask, second, first)
		neonChoose(f, second, first, to)
	case "VMINPS":
		f.word("fcmgt", neonMask, first, second)
		neonChoose(f, second, first, to)
	case "VANDPS":
		f.p("VAND V%d.B16, V%d.B16, V%d.B16", first, second, to)
	case "VFMADD231PS":
		f.p("VFMLA V%d.S4, V%d.S4, V%d.S4", first, second, to)
	case "VFNMADD231PS":
		f.p("VFMLS V%d.S4, V%d.S4, V%d.S4", first, second, to)
	case "VFMADD213PS": // to · second + first, but FMLA overwrites its addend
		sum := first
		if first != neonConstant {
			sum = neonMask
			f.p("VMOV V%d.B16, V%d.B16", first, sum)
		}
		f.p("VFMLA V%d.S4, V%d.S4, V%d.S4", second, to, sum)
		f.p("VMOV V%d.B16, V%d.B16", sum, to)
	default:
		panic("no NEON instructions for " + name)
	}
}

// neonChoose sets to to yes where the mask is set, else to no.
func neonChoose(f *file, yes, no, to int) {
	switch to {
	case no:
		f.p("VBIT V%d.B16, V%d.B16, V%d.B16", neonMask, yes, to)
	case yes:
		f.p("VBIF V%d.B16, V%d.B16, V%d.B16", neonMask, no, to)
	default:
		f.p("VBSL V%d.B16, V%d.B16, V%d.B16", no, yes, neonMask)
		f.p("VMOV V%d.B16, V%d.B16", neonMask, to)
	}
}

func neonMaps(f *file) {
	for _, e := range elementwises() {
		e.writeNEON(f)
	}
	neonPixels(f)
	neonMaxPool(f)
	f.WriteString("\n")
	for n, key := range order {
		for half := range 2 {
			fmt.Fprintf(f, "DATA constants<>+%d(SB)/8, $0x%s%s\n", 16*n+8*half, key, key)
		}
	}
	fmt.Fprintf(f, "GLOBL constants<>(SB), RODATA|NOPTR, $%d\n", 16*len(order))
	table, order = map[string]string{}, nil
}

// writeNEON emits a map: whole vectors, then one of the one to three elements that are left. Pointers are in R0…, the
// number of elements in R8, with rows their number in R11 and the steps at R12.
func (e elementwise) writeNEON(f *file) {
	first := 0
	if e.rows {
		first = neonRow
	}
	pointers := e.signature(f, neon)
	for n, name := range pointers {
		f.p("MOVD %s+%d(FP), R%d", name, 8*n, first+n)
	}
	for n, name := range e.scalars {
		v := neon.regs - 2 - n
		f.p("FMOVS %s+%d(FP), F%d", name, e.fixed()+4*n, v)
		f.p("VDUP V%d.S[0], V%d.S4", v, v)
	}
	f.p("MOVD $constants<>(SB), %s", neonTable)
	if e.rows {
		f.p("MOVD rows+%d(FP), R11", 8*len(pointers)+8)
		f.p("MOVD steps+%d(FP), R12", 8*len(pointers)+16)
		f.l("row")
		for n := range pointers {
			f.p("MOVD R%d, R%d", neonRow+n, n)
		}
	}
	f.p("MOVD n+%d(FP), R8", 8*len(pointers))
	f.p("SUBS $4, R8, R8")
	f.p("BLT rest")
	f.l("vector")
	for n := range e.inputs {
		f.p("FMOVQ.P 16(R%d), F%d", len(e.outputs)+n, n)
	}
	for n, reg := range e.body(f, neon) {
		f.p("FMOVQ.P F%d, 16(R%d)", reg, n)
	}
	f.p("SUBS $4, R8, R8")
	f.p("BGE vector")
	f.l("rest")
	f.p("ADDS $4, R8, R8")
	f.p("BEQ end")
	for n := range e.inputs {
		f.loadRest(n, len(e.outputs)+n, fmt.Sprintf("load%d", n))
	}
	for n, reg := range e.body(f, neon) {
		f.storeRest(reg, n, fmt.Sprintf("store%d", n))
	}
	f.l("end")
	if e.rows {
		for n := range pointers {
			f.p("MOVD %d(R12), R10", 8*n)
			f.p("ADD R10<<2, R%d, R%d", neonRow+n, neonRow+n)
		}
		f.p("SUBS $1, R11, R11")
		f.p("BNE row")
	}
	f.p("RET")
}

// loadRest loads the R8 elements, 1 to 3, at a general register.
func (f *file) loadRest(v, at int, label string) {
	f.p("TBZ $1, R8, %sOne", label)
	f.p("FMOVD (R%d), F%d", at, v)
	f.p("TBZ $0, R8, %sEnd", label)
	f.p("ADD $8, R%d, R10", at)
	f.p("VLD1 (R10), V%d.S[2]", v)
	f.p("JMP %sEnd", label)
	f.l(label + "One")
	f.p("FMOVS (R%d), F%d", at, v)
	f.l(label + "End")
}

func (f *file) storeRest(v, at int, label string) {
	f.p("TBZ $1, R8, %sOne", label)
	f.p("FMOVD F%d, (R%d)", v, at)
	f.p("TBZ $0, R8, %sEnd", label)
	f.p("ADD $8, R%d, R10", at)
	f.p("VST1 V%d.S[2], (R10)", v)
	f.p("JMP %sEnd", label)
	f.l(label + "One")
	f.p("FMOVS F%d, (R%d)", v, at)
	f.l(label + "End")
}
