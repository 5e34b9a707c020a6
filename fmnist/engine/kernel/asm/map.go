package main

import (
	"fmt"
	"slices"
	"strings"
)

// elementwise is a function of corresponding elements: it loads its inputs into registers 0, 1…, and the body leaves
// the outputs in the registers that it returns.
type elementwise struct {
	name, doc string
	outputs   []string // pointers written
	inputs    []string // pointers read
	// float32 arguments, broadcast to registers counted down from the second last (the last is AVX2's mask)
	scalars []string
	body    func(f *file, i isa) []int
	rows    bool // for several rows of n elements; steps are the elements from a row to the next for each pointer
}

func maps(f *file, i isa) {
	for _, e := range elementwises() {
		e.write(f, i)
	}
	pixels(f, i)
	maxPool(f, i)
	if i.regs == 32 {
		maxPoolPairs(f)
	}
	constants(f, i)
	if i.regs == 16 {
		laneMask(f, "mapMask")
	}
}

// elementwises are all maps with a description of their own.
func elementwises() []elementwise {
	return slices.Concat(arithmetic, functions, winograd)
}

var addresses = []string{"DI", "SI", "DX", "R8", "R9", "R10", "R11", "R12"}

func (e elementwise) write(f *file, i isa) {
	e.arguments(f, i)
	if e.rows {
		f.p("MOVQ rows+%d(FP), R14", 8*e.pointers()+8)
		f.p("MOVQ steps+%d(FP), R15", 8*e.pointers()+16)
		f.l("row")
	}
	f.p("XORL BX, BX")
	f.p("SUBQ $%d, R13", i.lanes)
	f.p("JL rest")
	f.l("vector")
	e.vector(f, i, false)
	f.p("ADDQ $%d, BX", i.lanes)
	f.p("SUBQ $%d, R13", i.lanes)
	f.p("JGE vector")
	f.l("rest")
	f.p("ADDQ $%d, R13", i.lanes)
	f.p("JZ end")
	lanesOf(f, i, "R13", "mapMask", i.r(i.regs-1))
	e.vector(f, i, true)
	f.l("end")
	if e.rows {
		e.nextRow(f)
	}
	f.p("VZEROUPPER")
	f.p("RET")
}

// nextRow moves the pointers on to the next row, if there is one.
func (e elementwise) nextRow(f *file) {
	for n := range e.pointers() {
		f.p("MOVQ %d(R15), AX", 8*n)
		f.p("LEAQ (%s)(AX*4), %s", addresses[n], addresses[n])
	}
	f.p("MOVQ n+%d(FP), R13", 8*e.pointers())
	f.p("DECQ R14")
	f.p("JNZ row")
}

func (e elementwise) pointers() int { return len(e.outputs) + len(e.inputs) }

// fixed is where the float32 arguments begin: behind the pointers and the whole numbers.
func (e elementwise) fixed() int {
	if e.rows {
		return 8*e.pointers() + 24
	}
	return 8*e.pointers() + 8
}

// signature opens the function and returns its pointers.
func (e elementwise) signature(f *file, i isa) []string {
	pointers := append(append([]string(nil), e.outputs...), e.inputs...)
	params := strings.Join(pointers, ", ") + " *float32, n int"
	if e.rows {
		params += ", rows int, steps *int"
	}
	if len(e.scalars) > 0 {
		params += ", " + strings.Join(e.scalars, ", ") + " float32"
	}
	f.text(e.doc, e.name+i.name, params, 0, e.fixed()+4*len(e.scalars))
	return pointers
}

// arguments opens the function and loads its arguments, the number of elements into R13.
func (e elementwise) arguments(f *file, i isa) {
	pointers := e.signature(f, i)
	for n, name := range pointers {
		f.p("MOVQ %s+%d(FP), %s", name, 8*n, addresses[n])
	}
	f.p("MOVQ n+%d(FP), R13", 8*len(pointers))
	for n, name := range e.scalars {
		f.p("VBROADCASTSS %s+%d(FP), %s", name, e.fixed()+4*n, e.scalar(i, n))
	}
}

func (e elementwise) scalar(i isa, n int) string { return i.r(i.regs - 2 - n) }

func (e elementwise) vector(f *file, i isa, partial bool) {
	for n := range e.inputs {
		load(f, i, fmt.Sprintf("(%s)(BX*4)", addresses[len(e.outputs)+n]), i.r(n), partial)
	}
	for n, reg := range e.body(f, i) {
		store(f, i, i.r(reg), fmt.Sprintf("(%s)(BX*4)", addresses[n]), partial)
	}
}

// load and store move a vector, or with partial the lanes of the mask: K1 or the last register.
func load(f *file, i isa, at, reg string, partial bool) {
	switch {
	case !partial:
		f.p("VMOVUPS %s, %s", at, reg)
	case i.regs == 32:
		f.p("VMOVUPS.Z %s, K1, %s", at, reg)
	default:
		f.p("VMASKMOVPS %s, %s, %s", at, i.r(i.regs-1), reg)
	}
}

func store(f *file, i isa, reg, at string, partial bool) {
	switch {
	case !partial:
		f.p("VMOVUPS %s, %s", reg, at)
	case i.regs == 32:
		f.p("VMOVUPS %s, K1, %s", reg, at)
	default:
		f.p("VMASKMOVPS %s, %s, %s", reg, i.r(i.regs-1), at)
	}
}
