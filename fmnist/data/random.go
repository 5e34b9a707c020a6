package data

import "math/rand/v2"

// dice draws the numbers of one synthetic image from its own stream.
type dice struct{ src *rand.PCG }

// unit is uniform on [0, 1), from the upper 53 bits that a float64 can hold.
func (d dice) unit() float64 { return float64(d.src.Uint64()>>11) / (1 << 53) }

// in is uniform on [lo, hi).
func (d dice) in(lo, hi float64) float64 { return lo + (hi-lo)*d.unit() }

// about is bell-shaped around zero with the given standard deviation and never
// further than 3.5 of them: the sum of four uniforms, which needs no tables.
func (d dice) about(deviation float64) float64 {
	const root3 = 1.7320508075688772 // the sum of four uniforms on ±½ has deviation 1/√3
	return (d.unit() + d.unit() + d.unit() + d.unit() - 2) * root3 * deviation
}

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.unit() < p }

// below is uniform on 0 … n-1.
func (d dice) below(n int) int { return int(d.unit() * float64(n)) }
