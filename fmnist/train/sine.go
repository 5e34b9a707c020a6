package train

import "math"

// sine and cosine of an angle between -π and π, right to the last bit or nearly of a float32. Package math fuses
// products and sums on some processors and gives other last bits there; here each is rounded.
func sine(x float64) float32 {
	if x < 0 {
		return -sine(-x)
	}
	if x > math.Pi/2 {
		x = math.Pi - x
	}
	if x > math.Pi/4 {
		return float32(cosineSeries(math.Pi/2 - x))
	}
	return float32(sineSeries(x))
}

func cosine(x float64) float32 { return sine(math.Pi/2 - math.Abs(x)) }

// sineSeries and cosineSeries are Taylor's, for 0 ≤ x ≤ π/4, where the terms left out are below 10⁻¹³.
func sineSeries(x float64) float64 {
	sum, square := 0.0, float64(x*x)
	for n := 14; n > 0; n -= 2 {
		sum = float64(-square / float64(n*(n+1)) * (1 + sum))
	}
	return x + float64(x*sum)
}

func cosineSeries(x float64) float64 {
	sum, square := 0.0, float64(x*x)
	for n := 13; n > 0; n -= 2 {
		sum = float64(-square / float64(n*(n+1)) * (1 + sum))
	}
	return 1 + sum
}
