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
	{name: "swishBackward", doc: "computes dx = dy·(s + x·s·(1-s)), s = sigmoid(x).", outputs: []string{"dx"},
		inputs: []string{"x", "dy"},
		body: func(f *file, i isa) []int {
			move(f, i, 1, 6)
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
		set(f, i, bound.at, 2)
		op(f, i, bound.instruction, 1, 2, 1)
	}
	opConstant(f, i, "VMULPS", 1.44269504088896341, 1, 2)
	roundEven(f, i, 2)
	opConstant(f, i, "VFNMADD231PS", 0.693359375, 2, 1)
	opConstant(f, i, "VFNMADD231PS", -2.12194440e-4, 2, 1)
	set(f, i, 1.9875691500e-4, 3)
	for _, c := range []float32{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1} {
		opConstant(f, i, "VFMADD213PS", c, 1, 3)
	}
	op(f, i, "VMULPS", 1, 1, 4)
	op(f, i, "VFMADD213PS", 1, 4, 3)
	opConstant(f, i, "VADDPS", 1, 3, 3)
	addExponent(f, i, 2, 3, 1)
}

// sigmoid leaves 1/(1+exp(-x)) of register 0 in register 1.
func sigmoid(f *file, i isa) {
	zero(f, i, 1)
	op(f, i, "VSUBPS", 0, 1, 1)
	exponential(f, i)
	set(f, i, 1, 2)
	op(f, i, "VADDPS", 2, 1, 1)
	op(f, i, "VDIVPS", 1, 2, 1)
}

// tanh replaces register 0: 1 - 2/(exp(2x)+1), but near zero, where that cancels, x + x³·polynomial(x²) (Cephes).
func tanh(f *file, i isa) {
	op(f, i, "VADDPS", 0, 0, 1)
	exponential(f, i)
	opConstant(f, i, "VADDPS", 1, 1, 1)
	set(f, i, 2, 2)
	op(f, i, "VDIVPS", 1, 2, 1)
	set(f, i, 1, 2)
	op(f, i, "VSUBPS", 1, 2, 1) // far from zero
	op(f, i, "VMULPS", 0, 0, 2)
	set(f, i, -5.70498872745e-3, 3)
	for _, c := range []float32{2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1} {
		opConstant(f, i, "VFMADD213PS", c, 2, 3)
	}
	op(f, i, "VMULPS", 2, 3, 3)
	op(f, i, "VFMADD213PS", 0, 0, 3) // near zero
	opWord(f, i, "VANDPS", 0x7fffffff, 0, 4)
	chooseBelow(f, i, 0.625)
}
