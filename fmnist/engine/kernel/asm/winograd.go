package main

// winograd are the one-dimensional transforms of F(2×2, 3×3); package kernel applies each along both axes. (Lavin and
// Gray, Fast Algorithms for Convolutional Neural Networks, 2016)
var winograd = []elementwise{
	{name: "winogradInput", doc: "computes v0 = t0-t2, v1 = t1+t2, v2 = t2-t1, v3 = t1-t3.", rows: true,
		outputs: []string{"v0", "v1", "v2", "v3"}, inputs: []string{"t0", "t1", "t2", "t3"},
		body: func(f *file, i isa) []int {
			op(f, i, "VSUBPS", 2, 0, 4)
			op(f, i, "VADDPS", 2, 1, 5)
			op(f, i, "VSUBPS", 1, 2, 6)
			op(f, i, "VSUBPS", 3, 1, 7)
			return []int{4, 5, 6, 7}
		}},
	{name: "winogradKernel", doc: "computes u1 = (g0+g2+g1)/2, u2 = (g0+g2-g1)/2.",
		outputs: []string{"u1", "u2"}, inputs: []string{"g0", "g1", "g2"},
		body: func(f *file, i isa) []int {
			set(f, i, 0.5, 5)
			op(f, i, "VADDPS", 2, 0, 3)
			op(f, i, "VSUBPS", 1, 3, 4)
			op(f, i, "VADDPS", 1, 3, 3)
			op(f, i, "VMULPS", 5, 3, 3)
			op(f, i, "VMULPS", 5, 4, 4)
			return []int{3, 4}
		}},
	{name: "winogradOutput", doc: "computes y0 = max(m0+m1+m2, floor), y1 = max(m1-m2-m3, floor).", rows: true,
		outputs: []string{"y0", "y1"}, inputs: []string{"m0", "m1", "m2", "m3"}, scalars: []string{"floor"},
		body: func(f *file, i isa) []int {
			floor := i.regs - 2
			op(f, i, "VADDPS", 1, 0, 4)
			op(f, i, "VADDPS", 2, 4, 4)
			op(f, i, "VSUBPS", 2, 1, 5)
			op(f, i, "VSUBPS", 3, 5, 5)
			op(f, i, "VMAXPS", 4, floor, 4)
			op(f, i, "VMAXPS", 5, floor, 5)
			return []int{4, 5}
		}},
}
