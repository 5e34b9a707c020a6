package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exactFMA is x·y + z by math/big, rounded once.
func exactFMA(x, y, z float32) float32 {
	wide := func(v float32) *big.Float { return new(big.Float).SetPrec(1000).SetFloat64(float64(v)) }
	s := wide(x)
	s.Mul(s, wide(y))
	s.Add(s, wide(z))
	f, _ := s.Float32()
	return f
}

// hardFMA returns operands whose sum lies on or very near the middle between two float32, or is subnormal.
func hardFMA(r *rand.Rand) (x, y, z float32) {
	random := func(low, high int) float32 {
		bits := r.Uint32()&0x807fffff | uint32(low+r.IntN(high-low+1))<<23
		if r.IntN(2) == 0 {
			bits &^= 1<<(r.IntN(23)) - 1
		}
		return math.Float32frombits(bits)
	}
	switch r.IntN(4) {
	case 0: // subnormal
		return random(0, 70), random(0, 70), random(0, 10)
	case 1: // a product far below the sum's last bit
		return random(100, 127), random(60, 127), random(127, 140)
	case 2: // half a unit of z, more or less a little
		z = random(127, 127)
		half := math.Float32frombits((127 - 24) << 23)
		return half, 1 + float32(r.IntN(5)-2)/(1<<23), z
	}
	return random(90, 160), random(90, 160), random(90, 160)
}

func TestFMA(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 52))
	for range trials(100_000) {
		x, y, z := hardFMA(r)
		got, want := fma(x, y, z), exactFMA(x, y, z)
		if math.Float32bits(got) != math.Float32bits(want) && (got != 0 || want != 0) {
			t.Fatalf("fma(%x, %x, %x) = %x, want %x", x, y, z, got, want)
		}
		p := float64(x) * float64(y)
		if s := float32(settle(p+float64(z), p, float64(z))); s != got {
			t.Fatalf("settle(%x, %x, %x) = %x, want %x", x, y, z, s, got)
		}
	}
}

func TestFMAOfSpecialNumbers(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, c := range [][4]float32{{inf, 1, 1, inf}, {inf, 0, 1, nan}, {inf, 1, -inf, nan}, {nan, 1, 1, nan},
		{1, 1, nan, nan},
		{3e38, 3e38, 0, inf}, {-3e38, 3e38, 1, -inf}, {3e38, 3e38, -inf, -inf}, {1, 1, -1, 0}} {
		if got := fma(c[0], c[1], c[2]); got != c[3] && (got == got || c[3] == c[3]) {
			t.Errorf("fma(%v, %v, %v) = %v, want %v", c[0], c[1], c[2], got, c[3])
		}
	}
}
