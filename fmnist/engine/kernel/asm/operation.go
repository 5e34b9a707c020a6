package main

import "math"

// The bodies of the maps are written once, in AVX's instructions and order of operands; for NEON each of the functions
// below writes the instructions that compute the same bits.

// op writes a three-operand instruction on numbered registers: to = second op first, in Go's operand order.
func op(f *file, i isa, name string, first, second, to int) {
	if i.neon() {
		neonOp(f, name, first, second, to)
		return
	}
	f.p("%s %s, %s, %s", name, i.r(first), i.r(second), i.r(to))
}

// opConstant is op with a constant as the first operand.
func opConstant(f *file, i isa, name string, value float32, second, to int) {
	opWord(f, i, name, math.Float32bits(value), second, to)
}

func opWord(f *file, i isa, name string, word uint32, second, to int) {
	if i.neon() {
		setWord(f, i, word, neonConstant)
		neonOp(f, name, neonConstant, second, to)
		return
	}
	f.p("%s %s, %s, %s", name, bits(word), i.r(second), i.r(to))
}

// set puts a constant into every lane of a register.
func set(f *file, i isa, value float32, to int) { setWord(f, i, math.Float32bits(value), to) }

func setWord(f *file, i isa, word uint32, to int) {
	if i.neon() {
		f.p("FMOVQ %d(%s), F%d", neonOffset(word), neonTable, to)
		return
	}
	f.p("VMOVUPS %s, %s", bits(word), i.r(to))
}

func zero(f *file, i isa, to int) {
	if i.neon() {
		f.p("VEOR V%d.B16, V%d.B16, V%d.B16", to, to, to)
		return
	}
	f.p("VXORPS X%d, X%d, X%d", to, to, to)
}

func move(f *file, i isa, from, to int) {
	if i.neon() {
		f.p("VMOV V%d.B16, V%d.B16", from, to)
		return
	}
	f.p("VMOVAPS %s, %s", i.r(from), i.r(to))
}

func squareRoot(f *file, i isa, from, to int) {
	if i.neon() {
		f.word("fsqrt", to, from)
		return
	}
	f.p("VSQRTPS %s, %s", i.r(from), i.r(to))
}

// roundEven rounds a register to whole numbers, halves to even ones.
func roundEven(f *file, i isa, reg int) {
	switch {
	case i.neon():
		f.word("frintn", reg, reg)
	case i.regs == 32:
		f.p("VRNDSCALEPS $0, %s, %s", i.r(reg), i.r(reg))
	default:
		f.p("VROUNDPS $0, %s, %s", i.r(reg), i.r(reg))
	}
}

// addExponent adds the whole number n to the binary exponent of x: to = x · 2ⁿ. It overwrites n.
func addExponent(f *file, i isa, n, x, to int) {
	if i.neon() {
		f.word("fcvtns", n, n)
		f.p("VSHL $23, V%d.S4, V%d.S4", n, n)
		f.p("VADD V%d.S4, V%d.S4, V%d.S4", n, x, to)
		return
	}
	f.p("VCVTPS2DQ %s, %s", i.r(n), i.r(n))
	f.p("VPSLLD $23, %s, %s", i.r(n), i.r(n))
	op(f, i, "VPADDD", n, x, to)
}

// keepPositive clears register 0 where register 1 is not greater than zero; it overwrites registers 1 and 2.
func keepPositive(f *file, i isa) {
	zero(f, i, 2)
	switch {
	case i.neon():
		f.word("fcmgt", 1, 1, 2)
		f.p("VAND V1.B16, V0.B16, V0.B16")
	case i.regs == 32:
		f.p("VCMPPS $0x1e, Z2, Z1, K2")
		f.p("VMOVAPS.Z Z0, K2, Z0")
	default:
		f.p("VCMPPS $0x1e, Y2, Y1, Y1")
		f.p("VANDPS Y1, Y0, Y0")
	}
}

// chooseBelow sets register 0 to register 3 where register 4 is less than the bound, else to register 1.
func chooseBelow(f *file, i isa, bound float32) {
	switch {
	case i.neon():
		set(f, i, bound, neonConstant)
		f.word("fcmgt", 0, neonConstant, 4)
		f.p("VBSL V1.B16, V3.B16, V0.B16")
	case i.regs == 32:
		f.p("VCMPPS $0x11, %s, Z4, K2", constant(bound))
		f.p("VMOVAPS Z3, K2, Z1")
		f.p("VMOVAPS Z1, Z0")
	default:
		f.p("VCMPPS $0x11, %s, Y4, Y4", constant(bound))
		f.p("VBLENDVPS Y4, Y3, Y1, Y0")
	}
}
