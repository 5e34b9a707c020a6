package main

import "fmt"

// runs writes the weighted sums of runs: rows × vectors accumulators, loaded from dst, gain by·src[at…] for every entry of
// a list. Few heights are enough: kernels of 3 and 5 rows have their own, others are put together from them.
func runs(f *file, i isa) {
	for _, rows := range []int{1, 3, 5} {
		for vectors := 1; vectors <= runVectors(i, rows); vectors++ {
			run{f, i, rows, vectors}.write()
		}
	}
	if i.regs == 16 {
		laneMask(f, "runMask")
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

func (r run) write() {
	r.text("adds the listed multiples of runs of src to dst.", fmt.Sprintf("run%dx%d%s", r.rows, r.vectors, r.name), "r *run", 0, 8)
	mask := r.r(r.regs - 1)
	r.p("MOVQ r+0(FP), R15")
	r.p("MOVQ run_cols(R15), DX")
	r.p("SUBQ $%d, DX", (r.vectors-1)*r.lanes)
	lanesOf(r.file, r.isa, "DX", "runMask", mask)
	r.p("MOVQ run_src(R15), BX")
	r.p("MOVQ run_srcRow(R15), DX")
	r.p("SHLQ $2, DX")
	r.p("LEAQ (DX)(DX*2), R8")
	r.p("MOVQ run_list(R15), SI")
	r.p("MOVQ run_list+8(R15), CX")
	r.eachAccumulator(func(acc, at string, last bool) {
		switch {
		case !last:
			r.p("VMOVUPS %s, %s", at, acc)
		case r.regs == 32:
			r.p("VMOVUPS.Z %s, K1, %s", at, acc)
		default:
			r.p("VMASKMOVPS %s, %s, %s", at, mask, acc)
		}
	})
	r.l("entry")
	r.p("MOVL (SI), AX")
	r.p("VBROADCASTSS 4(SI), %s", r.r(r.regs-2))
	r.p("LEAQ (BX)(AX*4), AX")
	r.p("ADDQ $8, SI")
	for row := range r.rows {
		for v := range r.vectors {
			r.product(row, v, mask)
		}
	}
	r.p("DECQ CX")
	r.p("JNZ entry")
	r.eachAccumulator(func(acc, at string, last bool) {
		switch {
		case !last:
			r.p("VMOVUPS %s, %s", acc, at)
		case r.regs == 32:
			r.p("VMOVUPS %s, K1, %s", acc, at)
		default:
			r.p("VMASKMOVPS %s, %s, %s", acc, mask, at)
		}
	})
	r.p("VZEROUPPER")
	r.p("RET")
}

func (r run) eachAccumulator(do func(acc, at string, last bool)) {
	r.p("MOVQ run_dst(R15), DI")
	r.p("MOVQ run_dstRow(R15), R9")
	for row := range r.rows {
		for v := range r.vectors {
			do(r.r(row*r.vectors+v), fmt.Sprintf("%d(DI)", v*r.bytes()), v == r.vectors-1)
		}
		if row < r.rows-1 {
			r.p("LEAQ (DI)(R9*4), DI")
		}
	}
}

func (r run) product(row, v int, mask string) {
	at := fmt.Sprintf("%d(AX)", v*r.bytes()) + []string{"", "(DX*1)", "(DX*2)", "(R8*1)", "(DX*4)"}[row]
	acc, by, temp := r.r(row*r.vectors+v), r.r(r.regs-2), r.r(r.regs-3)
	switch {
	case v < r.vectors-1:
		r.p("VFMADD231PS %s, %s, %s", at, by, acc)
	case r.regs == 32:
		r.p("VFMADD231PS %s, %s, K1, %s", at, by, acc)
	default:
		r.p("VMASKMOVPS %s, %s, %s", at, mask, temp)
		r.p("VFMADD231PS %s, %s, %s", temp, by, acc)
	}
}
