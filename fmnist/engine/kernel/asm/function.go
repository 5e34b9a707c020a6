package main

// functions are the maps that need the exponential.
var functions = []elementwise{
	{name: "sigmoid", doc: "computes y = 1/(1+exp(-x)).", outputs: []string{"y"}, inputs: []string{"x"},
		body: func(f *file, i isa) []int {
			sigmoid(f, i)
			return []int{1}
		}},
	{name: "swish", doc: "computes y = x/(1+exp(-x)).", outputs: []string{"y"}, inputs: []string{"x"},
		body: func(f *file, i isa) []int {
			sigmoid(f, i)
			op(f, i, "VMULPS", 1, 0, 0)
			return []int{0}
		}},
	{name: "swishBackward", doc: "computes dx = dy·(s + x·s·(1-s)), s = sigmoid(x).", outputs: []string{"dx"}, inputs: []string{"x", "dy"},
		body: func(f *file, i isa) []int {
			f.p("VMOVAPS %s, %s", i.r(1), i.r(6))
			sigmoid(f, i)
			op(f, i, "VMULPS", 1, 0, 2)       // x·s
			op(f, i, "VFNMADD231PS", 2, 1, 2) // x·s - x·s·s
			op(f, i, "VADDPS", 1, 2, 2)       // + s
			op(f, i, "VMULPS", 6, 2, 0)
			return []int{0}
		}},
	{name: "tanh", doc: "computes y = tanh(x).", outputs: []string{"y"}, inputs: []string{"x"},
		body: func(f *file, i isa) []int {
			tanh(f, i)
			return []int{0}
		}},
}

// exponential replaces register 1 by its exponential, to about one unit in the last place, using registers 2 to 5:
// x = n·ln 2 + r, and exp(r) by a polynomial of degree 7 (Cephes' coefficients).
func exponential(f *file, i isa) {
	for _, bound := range []struct {
		instruction string
		at          float32
	}{{"VMAXPS", -87.3}, {"VMINPS", 88}} { // their second operand wins if one is not a number
		f.p("VMOVUPS %s, %s", constant(bound.at), i.r(2))
		op(f, i, bound.instruction, 1, 2, 1)
	}
	f.p("VMULPS %s, %s, %s", constant(1.44269504088896341), i.r(1), i.r(2))
	round := "VROUNDPS"
	if i.regs == 32 {
		round = "VRNDSCALEPS"
	}
	f.p("%s $0, %s, %s", round, i.r(2), i.r(2))
	f.p("VFNMADD231PS %s, %s, %s", constant(0.693359375), i.r(2), i.r(1))
	f.p("VFNMADD231PS %s, %s, %s", constant(-2.12194440e-4), i.r(2), i.r(1))
	f.p("VMOVUPS %s, %s", constant(1.9875691500e-4), i.r(3))
	for _, c := range []float32{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1} {
		f.p("VFMADD213PS %s, %s, %s", constant(c), i.r(1), i.r(3))
	}
	op(f, i, "VMULPS", 1, 1, 4)
	op(f, i, "VFMADD213PS", 1, 4, 3)
	f.p("VADDPS %s, %s, %s", constant(1), i.r(3), i.r(3))
	f.p("VCVTPS2DQ %s, %s", i.r(2), i.r(2))
	f.p("VPSLLD $23, %s, %s", i.r(2), i.r(2))
	op(f, i, "VPADDD", 2, 3, 1)
}

// sigmoid leaves 1/(1+exp(-x)) of register 0 in register 1.
func sigmoid(f *file, i isa) {
	f.p("VXORPS X1, X1, X1")
	op(f, i, "VSUBPS", 0, 1, 1)
	exponential(f, i)
	f.p("VMOVUPS %s, %s", constant(1), i.r(2))
	op(f, i, "VADDPS", 2, 1, 1)
	op(f, i, "VDIVPS", 1, 2, 1)
}

// tanh replaces register 0: 1 - 2/(exp(2x)+1), but near zero, where that cancels, x + x³·polynomial(x²) (Cephes).
func tanh(f *file, i isa) {
	op(f, i, "VADDPS", 0, 0, 1)
	exponential(f, i)
	f.p("VADDPS %s, %s, %s", constant(1), i.r(1), i.r(1))
	f.p("VMOVUPS %s, %s", constant(2), i.r(2))
	op(f, i, "VDIVPS", 1, 2, 1)
	f.p("VMOVUPS %s, %s", constant(1), i.r(2))
	op(f, i, "VSUBPS", 1, 2, 1) // far from zero
	op(f, i, "VMULPS", 0, 0, 2)
	f.p("VMOVUPS %s, %s", constant(-5.70498872745e-3), i.r(3))
	for _, c := range []float32{2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1} {
		f.p("VFMADD213PS %s, %s, %s", constant(c), i.r(2), i.r(3))
	}
	op(f, i, "VMULPS", 2, 3, 3)
	op(f, i, "VFMADD213PS", 0, 0, 3) // near zero
	f.p("VANDPS %s, %s, %s", bits(0x7fffffff), i.r(0), i.r(4))
	if i.regs == 32 {
		f.p("VCMPPS $0x11, %s, Z4, K2", constant(0.625)) // |x| < 0.625
		f.p("VMOVAPS Z3, K2, Z1")
		f.p("VMOVAPS Z1, Z0")
	} else {
		f.p("VCMPPS $0x11, %s, Y4, Y4", constant(0.625))
		f.p("VBLENDVPS Y4, Y3, Y1, Y0")
	}
}
