package kernel

import "math"

// exp and log are those of package math in plain Go (FreeBSD's e_exp.c and e_log.c, less than one unit in the last
// place off), with every product rounded by itself. Package math has assembly for some processors, which fuses products
// on others and so gives other last bits; a loss should not depend on that.

// exp is e to the power of x ≤ 0.
func exp(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01 // its last bits are zero: n·ln2Hi is exact
		ln2Lo = 1.90821492927058770002e-10
		log2e = 1.44269504088896338700e+00
	)
	if x < -700 { // no float32, nor a sum that holds a 1, sees what is left
		return 0
	}
	if x != x {
		return x
	}
	n := float64(int(float64(log2e*x) - 0.5))
	hi, lo := x-float64(n*ln2Hi), float64(n*ln2Lo)
	r := hi - lo
	t := float64(r * r)
	p := -1.65339022054652515390e-06 + float64(t*4.13813679705723846039e-08)
	p = -2.77777777770155933842e-03 + float64(t*(6.61375632143793436117e-05+float64(t*p)))
	c := r - float64(t*(1.66666666666666657415e-01+float64(t*p)))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return y * math.Float64frombits(uint64(int64(n)+1023)<<52)
}

// log is the natural logarithm of x ≥ 1.
func log(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01
		ln2Lo = 1.90821492927058770002e-10
	)
	if !(x <= math.MaxFloat64) {
		return x
	}
	bits := math.Float64bits(x)
	n := float64(int(bits>>52) - 1022)
	f := math.Float64frombits(bits&(1<<52-1) | 1022<<52) // x = f·2ⁿ with ½ ≤ f < 1
	if f < math.Sqrt2/2 {
		f *= 2
		n--
	}
	f--
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	odd := 1.818357216161805012e-01 + float64(w*1.479819860511658591e-01)
	odd = float64(z * (6.666666666666735130e-01 + float64(w*(2.857142874366239149e-01+float64(w*odd)))))
	even := 2.222219843214978396e-01 + float64(w*1.531383769920937332e-01)
	even = float64(w * (3.999999999940941908e-01 + float64(w*even)))
	half := float64(float64(0.5*f) * f)
	return float64(n*ln2Hi) - ((half - (float64(s*(half+(odd+even))) + float64(n*ln2Lo))) - f)
}
