package main

import "fmt"

// moves writes the kernels that only rearrange: transposition of a square block and packing of B's panels.
func moves(f *file, i isa) {
	transpose{f, i}.write()
	pack(f, i, "packRows", 2)
	if i.regs == 16 {
		pack(f, i, "packWide", 4)
		laneMask(f, "moveMask")
		pause(f, "PAUSE")
	}
}

// pause tells the processor that a goroutine waits in a loop, so that it spares power and a twin on the same core.
func pause(f *file, instruction string) {
	f.text("waits for some ten to a hundred cycles.", "pause", "", 0, 0)
	f.p("%s", instruction)
	f.p("RET")
}

// laneMask emits a table of set words followed by zero words: read at 4·(size-n) it masks n lanes.
func laneMask(f *file, name string) {
	fmt.Fprintf(f, "\n// %s is eight set words, then eight zero words: read at 4·(8-n) it masks n lanes.\n", name)
	for n := range 8 {
		fmt.Fprintf(f, "DATA %s<>+%d(SB)/8, $%s\n", name, 8*n,
			map[bool]string{true: "0xffffffffffffffff", false: "0"}[n < 4])
	}
	fmt.Fprintf(f, "GLOBL %s<>(SB), RODATA|NOPTR, $64\n", name)
}

// lanesOf sets K1 (AVX-512) or the vector register mask (AVX2) to the first count lanes; it overwrites AX and CX.
func lanesOf(f *file, i isa, count, table, mask string) {
	f.p("MOVQ %s, CX", count)
	if i.regs == 32 {
		f.p("MOVQ $1, AX")
		f.p("SHLQ CX, AX")
		f.p("DECQ AX")
		f.p("KMOVW AX, K1")
		return
	}
	f.p("LEAQ %s<>+32(SB), AX", table)
	f.p("SHLQ $2, CX")
	f.p("SUBQ CX, AX")
	f.p("VMOVUPS (AX), %s", mask)
}

type transpose struct {
	*file
	isa
}

// write emits the transposition of up to lanes × lanes elements. Rows become columns in three rounds: pairs of words,
// pairs of double words, then whole 128-bit quarters.
func (t transpose) write() {
	t.text("writes src [rows, cols] with rows srcStride apart as dst [cols, rows]; rows and cols are at most one vector.",
		"transposeBlock"+t.name, "dst, src *float32, dstStride, srcStride, rows, cols int", 0, 48)
	t.p("MOVQ dst+0(FP), DI")
	t.p("MOVQ src+8(FP), SI")
	t.p("MOVQ dstStride+16(FP), R8")
	t.p("SHLQ $2, R8")
	t.p("MOVQ srcStride+24(FP), R9")
	t.p("SHLQ $2, R9")
	t.p("MOVQ rows+32(FP), R10")
	t.p("MOVQ cols+40(FP), R11")
	t.load()
	if t.regs == 32 {
		t.shuffle512()
	} else {
		t.shuffle256()
	}
	t.storeAll()
}

func (t transpose) load() {
	mask := t.r(t.regs - 1)
	lanesOf(t.file, t.isa, "R11", "moveMask", mask)
	for row := range t.lanes {
		t.p("VXORPS X%d, X%d, X%d", row%16, row%16, row%16)
		if row == 15 {
			break
		}
	}
	for row := range t.lanes {
		if t.regs == 32 {
			t.p("VMOVUPS.Z (SI), K1, %s", t.r(row))
		} else {
			t.p("VMASKMOVPS (SI), %s, %s", mask, t.r(row))
		}
		if row < t.lanes-1 {
			t.p("ADDQ R9, SI")
			t.p("DECQ R10")
			t.p("JZ loaded")
		}
	}
	t.l("loaded")
}

// unpack does the two rounds inside 128-bit quarters, from registers 0… to lanes… and back.
func (t transpose) unpack() {
	for n := 0; n < t.lanes; n += 2 {
		t.p("VUNPCKLPS %s, %s, %s", t.r(n+1), t.r(n), t.r(t.lanes+n))
		t.p("VUNPCKHPS %s, %s, %s", t.r(n+1), t.r(n), t.r(t.lanes+n+1))
	}
	for n := 0; n < t.lanes; n += 4 {
		from := t.lanes + n
		t.p("VUNPCKLPD %s, %s, %s", t.r(from+2), t.r(from), t.r(n))
		t.p("VUNPCKHPD %s, %s, %s", t.r(from+2), t.r(from), t.r(n+1))
		t.p("VUNPCKLPD %s, %s, %s", t.r(from+3), t.r(from+1), t.r(n+2))
		t.p("VUNPCKHPD %s, %s, %s", t.r(from+3), t.r(from+1), t.r(n+3))
	}
}

func (t transpose) shuffle512() {
	t.unpack()
	for c := range 4 {
		for half := range 2 {
			lo, hi := 8*half+c, 8*half+4+c
			t.p("VSHUFF32X4 $0x88, Z%d, Z%d, Z%d", hi, lo, 16+lo)
			t.p("VSHUFF32X4 $0xdd, Z%d, Z%d, Z%d", hi, lo, 16+hi)
		}
	}
	for c := range 4 {
		t.p("VSHUFF32X4 $0x88, Z%d, Z%d, Z%d", 24+c, 16+c, c)
		t.p("VSHUFF32X4 $0xdd, Z%d, Z%d, Z%d", 24+c, 16+c, 8+c)
		t.p("VSHUFF32X4 $0x88, Z%d, Z%d, Z%d", 28+c, 20+c, 4+c)
		t.p("VSHUFF32X4 $0xdd, Z%d, Z%d, Z%d", 28+c, 20+c, 12+c)
	}
}

func (t transpose) shuffle256() {
	t.unpack()
	for c := range 4 {
		t.p("VPERM2F128 $0x20, Y%d, Y%d, Y%d", 4+c, c, 8+c)
		t.p("VPERM2F128 $0x31, Y%d, Y%d, Y%d", 4+c, c, 12+c)
	}
}

func (t transpose) storeAll() {
	first, mask := 0, ""
	if t.regs == 16 {
		first, mask = 8, "Y0"
	}
	t.p("MOVQ rows+32(FP), R10")
	t.p("CMPQ R10, $%d", t.lanes)
	t.p("JNE partial")
	for _, partial := range []bool{false, true} {
		end := "end"
		if partial {
			end = "endPartial"
			t.l("partial")
			lanesOf(t.file, t.isa, "R10", "moveMask", mask)
		}
		for col := range t.lanes {
			switch {
			case !partial:
				t.p("VMOVUPS %s, (DI)", t.r(first+col))
			case t.regs == 32:
				t.p("VMOVUPS %s, K1, (DI)", t.r(first+col))
			default:
				t.p("VMASKMOVPS %s, %s, (DI)", t.r(first+col), mask)
			}
			if col < t.lanes-1 {
				t.p("ADDQ R8, DI")
				t.p("DECQ R11")
				t.p("JZ %s", end)
			}
		}
		t.l(end)
		t.p("VZEROUPPER")
		t.p("RET")
	}
}

// pack copies rows of two vectors, or of four (packWide), filling up an incomplete row with zeros.
func pack(f *file, i isa, name string, vectors int) {
	f.text(fmt.Sprintf("copies rows of cols elements, srcStride apart, to rows of %d whole vectors, filled up with zeros.",
		vectors), name+i.name, "dst, src *float32, srcStride, rows, cols int", 0, 40)
	f.p("MOVQ dst+0(FP), DI")
	f.p("MOVQ src+8(FP), SI")
	f.p("MOVQ srcStride+16(FP), R8")
	f.p("SHLQ $2, R8")
	f.p("MOVQ rows+24(FP), R9")
	f.p("MOVQ cols+32(FP), CX")
	packMasks(f, i, vectors)
	f.l("row")
	for v := range vectors {
		if i.regs == 32 {
			f.p("VMOVUPS.Z %d(SI), K%d, Z%d", 64*v, v+1, v)
		} else {
			f.p("VMASKMOVPS %d(SI), Y%d, Y%d", 32*v, vectors+v, v)
		}
	}
	for v := range vectors {
		f.p("VMOVUPS %s, %d(DI)", i.r(v), v*i.bytes())
	}
	f.p("ADDQ R8, SI")
	f.p("ADDQ $%d, DI", vectors*i.bytes())
	f.p("DECQ R9")
	f.p("JNZ row")
	f.p("VZEROUPPER")
	f.p("RET")
}

// packMasks sets the masks of the vectors, K1 and K2 or the registers behind the vectors', to the first CX lanes.
func packMasks(f *file, i isa, vectors int) {
	if i.regs == 32 {
		f.p("MOVQ $1, AX")
		f.p("SHLQ CX, AX")
		f.p("DECQ AX")
		f.p("KMOVW AX, K1")
		f.p("SHRQ $16, AX")
		f.p("KMOVW AX, K2")
		return
	}
	for v := range vectors {
		f.p("MOVQ $8, DX")
		f.p("CMPQ CX, DX")
		f.p("CMOVQLT CX, DX")
		f.p("SUBQ DX, CX") // lanes of the next vectors
		f.p("LEAQ moveMask<>+32(SB), AX")
		f.p("SHLQ $2, DX")
		f.p("SUBQ DX, AX")
		f.p("VMOVUPS (AX), Y%d", vectors+v)
	}
}
