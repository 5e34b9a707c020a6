package hyperband

import (
	"math"
	"strconv"
)

// maxCollisions is how often in a row a point that was drawn before may be drawn again until the space counts as used
// up (KerasTuner's number).
const maxCollisions = 20

// sampler draws points without repeats, exactly as KerasTuner does: a fresh Python generator for every value, with the
// seed one higher each time.
type sampler struct {
	space Space
	seed  uint64
	tried map[string]bool
}

// next returns a new point; ok is false when the space seems to be used up.
func (s *sampler) next() (point Point, ok bool) {
	for range maxCollisions + 1 {
		point = Point{}
		for _, p := range s.space {
			if p.isActive(point) {
				point[p.Name] = p.at(firstRandom(s.seed))
				s.seed++
			}
		}
		if key := point.Key(); !s.tried[key] {
			s.tried[key] = true
			return point, true
		}
	}
	return nil, false
}

// at returns the value at a probability in [0, 1).
func (p Param) at(prob float64) any {
	switch p.Kind {
	case KindBool:
		return prob >= 0.5
	case KindChoice:
		return p.Options[index(prob, len(p.Options))]
	case KindInt:
		if p.By == 0 {
			return int(p.between(prob, p.Max+1)) // so that max itself can be drawn
		}
		return int(p.nth(index(prob, int(p.count()))))
	}
	if p.By == 0 {
		return p.between(prob, p.Max)
	}
	return p.nth(index(prob, int(p.count())))
}

// between returns the number at a probability in a range without steps.
func (p Param) between(prob, max float64) float64 {
	if p.LogScale {
		return p.rounded(p.Min * math.Pow(max/p.Min, prob))
	}
	return float64(prob*(max-p.Min)) + p.Min // the conversion forbids a fused multiply-add, which rounds once less
}

// count returns the number of steps in a range, with Python's floor division.
func (p Param) count() float64 {
	switch {
	case p.By == 0:
		return 1
	case p.LogScale: // the margin lets a power that comes out just too small count (KerasTuner)
		return math.Trunc(math.Log(p.Max/p.Min)/math.Log(p.By)+1e-8) + 1
	}
	return math.Trunc(floorDiv(p.Max-p.Min, p.By) + 1)
}

// nth returns the value of a step.
func (p Param) nth(i int) float64 {
	if p.LogScale {
		return p.rounded(p.Min * math.Pow(p.By, float64(i)))
	}
	return p.Min + float64(float64(i)*p.By) // see between
}

// rounded keeps 12 significant digits of a power. The last of its 16 digits depend on the processor (Go has assembly
// for some), and a point must be the same on every machine that takes part in a search.
func (p Param) rounded(power float64) float64 {
	const digits = 12
	short, err := strconv.ParseFloat(strconv.FormatFloat(power, 'g', digits, 64), 64)
	if err != nil {
		return power
	}
	return min(max(p.Min, short), p.Max)
}

// floorDiv is Python's x // y for y > 0: it floors the exact quotient, while x/y may have been rounded up to the next
// whole number. 0.5 // 0.05 is 9, though 0.5 / 0.05 is 10.
func floorDiv(x, y float64) float64 {
	remainder := math.Mod(x, y)
	quotient := (x - remainder) / y
	if remainder < 0 {
		quotient--
	}
	return math.Round(quotient)
}

// index turns a probability into one of n indices. The division by 1/n and not a product with n is KerasTuner's; it
// rounds differently.
func index(prob float64, n int) int {
	return min(int(prob/(1/float64(n))), n-1)
}
