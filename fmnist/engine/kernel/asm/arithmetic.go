package main

// arithmetic are the maps of a few instructions.
var arithmetic = []elementwise{
	two("add", "computes y = a + b.", "VADDPS"),
	two("sub", "computes y = a - b.", "VSUBPS"),
	two("mul", "computes y = a · b.", "VMULPS"),
	two("max", "computes y = max(a, b), b where one is not a number.", "VMAXPS"),
	{name: "mulAdd", doc: "computes y += a · b.", outputs: []string{"y"}, inputs: []string{"z", "a", "b"},
		body: func(f *file, i isa) []int {
			op(f, i, "VFMADD231PS", 1, 2, 0)
			return []int{0}
		}},
	{name: "affine", doc: "computes y = x · scale + shift.", outputs: []string{"y"},
		inputs: []string{"x", "scale", "shift"},
		body: func(f *file, i isa) []int {
			op(f, i, "VFMADD213PS", 2, 1, 0)
			return []int{0}
		}},
	{name: "scale", doc: "computes y = x · factor.", outputs: []string{"y"}, inputs: []string{"x"},
		scalars: []string{"factor"},
		body: func(f *file, i isa) []int {
			op(f, i, "VMULPS", i.regs-2, 0, 0)
			return []int{0}
		}},
	{name: "relu", doc: "computes y = max(x, 0).", outputs: []string{"y"}, inputs: []string{"x"},
		body: func(f *file, i isa) []int {
			zero(f, i, 1)
			op(f, i, "VMAXPS", 0, 1, 0) // not a number stays
			return []int{0}
		}},
	{name: "reluBackward", doc: "computes dx = dy where y > 0, else 0.", outputs: []string{"dx"},
		inputs: []string{"dy", "y"},
		body: func(f *file, i isa) []int {
			keepPositive(f, i)
			return []int{0}
		}},
	{name: "sigmoidBackward", doc: "computes dx = dy · y · (1-y).", outputs: []string{"dx"},
		inputs: []string{"dy", "y"},
		body: func(f *file, i isa) []int {
			op(f, i, "VMULPS", 0, 1, 0)
			op(f, i, "VFNMADD231PS", 1, 0, 0)
			return []int{0}
		}},
	adam,
}

func two(name, doc, instruction string) elementwise {
	return elementwise{name: name, doc: doc, outputs: []string{"y"}, inputs: []string{"a", "b"},
		body: func(f *file, i isa) []int {
			op(f, i, instruction, 1, 0, 0)
			return []int{0}
		}}
}

// adam has w, m, v, g in registers 0 to 3.
var adam = elementwise{name: "adam", doc: "does one step of Adam; rest1 and rest2 are 1-beta1 and 1-beta2.",
	outputs: []string{"wTo", "mTo", "vTo"}, inputs: []string{"w", "m", "v", "gradient"},
	scalars: []string{"rate", "rest1", "rest2", "epsilon"},
	body: func(f *file, i isa) []int {
		rate, rest1, rest2, epsilon := i.regs-2, i.regs-3, i.regs-4, i.regs-5
		op(f, i, "VSUBPS", 1, 3, 4) // g - m
		op(f, i, "VFMADD231PS", 4, rest1, 1)
		op(f, i, "VMULPS", 3, 3, 4)
		op(f, i, "VSUBPS", 2, 4, 4) // g² - v
		op(f, i, "VFMADD231PS", 4, rest2, 2)
		squareRoot(f, i, 2, 4)
		op(f, i, "VADDPS", epsilon, 4, 4)
		op(f, i, "VMULPS", rate, 1, 5)
		op(f, i, "VDIVPS", 4, 5, 5)
		op(f, i, "VSUBPS", 5, 0, 0)
		return []int{0, 1, 2}
	}}
