package kernel

import "math"

// fma returns x·y + z rounded once, which is what VFMADD and FMLA compute and what Go has for float64 alone.
//
// In float64 the product is exact (48 bits), and the sum is rounded to 53. Rounding it again, to float32, gives another
// result than one rounding only if the sum lies where float32 rounds either way: half-way between two neighbours, where
// the low 28 bits of the float64 are zero (for subnormal results more of them). Only then does it matter whether
// anything was lost: the sum is set to a neighbour on the side of what was lost (rounding to odd), and rounds right.
//
// Explicit conversions keep the compiler from fusing by itself, which the language allows it.
func fma(x, y, z float32) float32 {
	p := float64(float64(x) * float64(y))
	s := float64(p + float64(z))
	if halfway(s) != 0 {
		s = roundToOdd(s, p, float64(z))
	}
	return float32(s)
}

// halfwayBits are the bits of a float64 that are zero if it lies half-way between two float32.
const halfwayBits = 1<<28 - 1

// roundToOdd corrects s = p+z, whose last bit is 0: where the rounded sum is not exact it goes one step towards the
// exact one.
func roundToOdd(s, p, z float64) float64 {
	back := float64(s - p)
	lost := float64(float64(p-float64(s-back)) + float64(z-back)) // Knuth's TwoSum: s + lost is exact
	switch {
	case lost > 0:
		return math.Nextafter(s, math.Inf(1))
	case lost < 0:
		return math.Nextafter(s, math.Inf(-1))
	}
	return s // exact, infinite or not a number
}

// accumulator is a float32 sum kept as a float64, which saves two conversions for every product. A loop over products p
// of float32 numbers adds them as fma does, several sums with one branch:
//
//	r := float64(p + s)
//	if halfway(r) != 0 { r = settle(r, p, s) }
//	s = single(r)
type accumulator = float64

func single(r float64) accumulator { return float64(float32(r)) }

// halfway is 1 if the low 28 bits of r are zero, else 0, without a branch.
func halfway(r float64) uint64 { return (math.Float64bits(r)&halfwayBits - 1) >> 63 }

// settle corrects r = p+s where that is needed.
func settle(r, p, s float64) float64 {
	if p != 0 && halfway(r) != 0 {
		return roundToOdd(r, p, s)
	}
	return r
}
