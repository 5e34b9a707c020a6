package chart

import (
	"math"
	"strconv"
	"strings"
)

// axis maps values to 0 … 1 along one side of a plot.
type axis struct {
	lo, hi float64
	log    bool
}

// tick is a marked value; without a label it is a minor one.
type tick struct {
	at    float64
	label string
}

// newAxis covers lo to hi; an axis of one value gets room on both sides. A logarithmic axis needs lo > 0.
func newAxis(lo, hi float64, log bool) axis {
	if !finite(lo) || !finite(hi) || lo > hi {
		lo, hi = 0, 1
	}
	if log && hi <= 0 {
		log = false
	}
	if log {
		lo = math.Max(lo, math.SmallestNonzeroFloat64)
		if lo == hi {
			lo, hi = lo/2, hi*2
		}
		return axis{lo, hi, true}
	}
	if lo == hi {
		d := math.Max(math.Abs(lo)*0.1, 0.5)
		lo, hi = lo-d, hi+d
	}
	return axis{lo, hi, false}
}

// padded widens the axis by the share f of its length on both sides, so that lines do not touch the frame.
func (a axis) padded(f float64) axis {
	wide := axis{a.lo - (a.hi-a.lo)*f, a.hi + (a.hi-a.lo)*f, false}
	if a.log {
		g := math.Exp((math.Log(a.hi) - math.Log(a.lo)) * f)
		wide = axis{a.lo / g, a.hi * g, true}
	}
	if !finite(wide.lo) || !finite(wide.hi) || wide.log && wide.lo <= 0 {
		return a // at the end of what numbers can hold
	}
	return wide
}

// pos returns where v lies, 0 at the low end and 1 at the high end; NaN if it cannot be shown.
func (a axis) pos(v float64) float64 {
	if a.log {
		if v <= 0 {
			return math.NaN()
		}
		return (math.Log(v) - math.Log(a.lo)) / (math.Log(a.hi) - math.Log(a.lo))
	}
	return (v/2 - a.lo/2) / (a.hi/2 - a.lo/2) // halves: the difference may be out of range
}

// ticks returns about n labelled values: multiples of 1, 2 or 5 times a power of ten (P. Heckbert, "Nice numbers for
// graph labels", 1990).
func (a axis) ticks(n int, whole bool) []tick {
	if a.log {
		if t := a.decades(); len(t) >= 2 {
			return t
		}
	}
	step := niceStep(a.hi/float64(max(n, 2))-a.lo/float64(max(n, 2)), whole)
	if step <= 0 || !finite(step) {
		return nil
	}
	var out []tick
	for k := math.Ceil(a.lo/step - 1e-9); k*step <= a.hi+step*1e-9 && len(out) < 100; k++ {
		out = append(out, tick{k * step, tickLabel(k*step, step)})
	}
	return out
}

// decades returns the powers of ten with their minor ticks; 2 and 5 are labelled too if the axis is short.
func (a axis) decades() []tick {
	var out []tick
	first, last := math.Floor(math.Log10(a.lo)), math.Ceil(math.Log10(a.hi))
	labels, every := 0, math.Ceil((last-first)/8) // at most about eight labels
	for e := first; e <= last && len(out) < 400; e++ {
		for m := 1.0; m < 10; m++ {
			v := m * math.Pow(10, e)
			if v < a.lo*(1-1e-9) || v > a.hi*(1+1e-9) || every > 1 && (m > 1 || math.Mod(e, every) != 0) {
				continue
			}
			t := tick{at: v}
			if m == 1 || (m == 2 || m == 5) && last-first <= 2 {
				t.label = strconv.FormatFloat(v, 'g', 6, 64) // six digits hide that powers of ten are not exact
				labels++
			}
			out = append(out, t)
		}
	}
	if labels < 2 {
		return nil
	}
	return out
}

// niceStep rounds a step up to 1, 2 or 5 times a power of ten, and to a whole number if asked.
func niceStep(raw float64, whole bool) float64 {
	if raw <= 0 || !finite(raw) {
		return 0
	}
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * p
	for _, m := range []float64{1, 2, 5} {
		if m*p >= raw*(1-1e-9) {
			step = m * p
			break
		}
	}
	if whole {
		step = math.Max(step, 1)
	}
	return step
}

// tickLabel writes v with the digits its step needs.
func tickLabel(v, step float64) string {
	if math.Abs(v) < step*1e-6 {
		return "0"
	}
	if math.Abs(v) >= 1e7 || math.Abs(v) < 1e-4 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	return grouped(strconv.FormatFloat(v, 'f', digits, 64))
}

// grouped puts commas between thousands, from five digits on: 60,000 but 1024.
func grouped(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, dot := strings.Cut(s, ".")
	if len(whole) < 5 {
		return sign + s
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dot {
		whole += "." + frac
	}
	return sign + whole
}

// number writes a value for people: four significant digits, thousands grouped.
func number(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 0):
		return strconv.FormatFloat(v, 'g', -1, 64)
	case v == math.Trunc(v) && a < 1e7:
		return grouped(strconv.FormatFloat(v, 'f', 0, 64))
	case a >= 1e7 || a < 1e-3:
		return strconv.FormatFloat(v, 'g', 4, 64)
	case a < 10:
		return strconv.FormatFloat(v, 'f', 4, 64)
	}
	return grouped(strconv.FormatFloat(v, 'f', max(0, 4-len(strconv.Itoa(int(a)))), 64))
}

// brief writes a value like number, without zeros that say nothing.
func brief(v float64) string {
	s := number(v)
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}
