package main

import "fmt"

// finish adds C if asked, applies ReLU as a maximum with 0 (or with minus infinity, which changes nothing) and stores
// the valid rows one after the other: rows of C may overlap, and then each sees the sum of those before it.
func (t tile) finish() {
	floor := t.r(t.regs - 1)
	t.p("MOVQ t+0(FP), R15")
	t.p("MOVL tile_floor(R15), AX")
	t.p("VMOVD AX, X%d", t.regs-1)
	t.p("VBROADCASTSS X%d, %s", t.regs-1, floor)
	t.p("MOVQ tile_cOff(R15), SI")
	t.p("MOVQ tile_c(R15), DI")
	t.p("MOVQ tile_rows(R15), CX")
	switch {
	case t.wide():
		t.laneTable("BX", "DX")
	case t.regs == 16:
		t.laneMasks("BX", "AX")
	}
	t.p("CMPQ tile_add(R15), $0")
	t.p("JNE add")
	t.p("CMPQ tile_cols(R15), $%d", t.vectors*t.lanes)
	t.p("JNE partial")
	t.stores(false, false, floor)
	t.l("partial")
	t.stores(false, true, floor)
	t.l("add")
	t.p("CMPQ tile_cols(R15), $%d", t.vectors*t.lanes)
	t.p("JNE addPartial")
	t.stores(true, false, floor)
	t.l("addPartial")
	t.stores(true, true, floor)
}

func (t tile) stores(add, partial bool, floor string) {
	for row := range t.rows {
		t.p("MOVQ %d(SI), AX", 8*row)
		t.p("LEAQ (DI)(AX*4), AX")
		for v := range t.vectors {
			t.store(t.acc(row, v), fmt.Sprintf("%d(AX)", v*t.bytes()), v, add, partial, floor)
		}
		if row < t.rows-1 {
			t.p("DECQ CX")
			t.p("JZ end%v%v", add, partial)
		}
	}
	t.l(fmt.Sprintf("end%v%v", add, partial))
	t.p("VZEROUPPER")
	t.p("RET")
}

func (t tile) store(acc, at string, v int, add, partial bool, floor string) {
	narrow := t.regs == 16
	temp := t.r(t.regs - 2)
	mask := t.b(v)
	if t.wide() && partial { // no register for each vector's mask
		mask = t.r(t.regs - 3)
		t.p("VMOVUPS %d(DX), %s", v*t.bytes(), mask)
	}
	switch {
	case add && partial && narrow:
		t.p("VMASKMOVPS %s, %s, %s", at, mask, temp)
		t.p("VADDPS %s, %s, %s", temp, acc, acc)
	case add && partial:
		t.p("VADDPS %s, %s, %s, %s", at, acc, t.mask(v), acc)
	case add:
		t.p("VADDPS %s, %s, %s", at, acc, acc)
	}
	t.p("VMAXPS %s, %s, %s", acc, floor, acc)
	switch {
	case partial && narrow:
		t.p("VMASKMOVPS %s, %s, %s", acc, mask, at)
	case partial:
		t.p("VMOVUPS %s, %s, %s", acc, t.mask(v), at)
	default:
		t.p("VMOVUPS %s, %s", acc, at)
	}
}
