package kernel

import "math"

// Adam does one step of Keras' Adam in place: m += (g-m)(1-beta1); v += (g²-v)(1-beta2); w -= rate·m/(√v+epsilon).
// rate already holds the bias correction α·√(1-β₂ᵗ)/(1-β₁ᵗ).
func Adam(w, m, v, g []float32, rate, beta1, beta2, epsilon float32) {
	AdamTo(w, m, v, w, m, v, g, rate, beta1, beta2, epsilon)
}

// AdamTo is Adam with separate results: wTo, mTo and vTo may be the same slices as w, m and v, but must not overlap
// them otherwise.
func AdamTo(wTo, mTo, vTo, w, m, v, g []float32, rate, beta1, beta2, epsilon float32) {
	for i := range g {
		mi := m[i] + (g[i]-m[i])*(1-beta1)
		vi := v[i] + (g[i]*g[i]-v[i])*(1-beta2)
		mTo[i], vTo[i] = mi, vi
		wTo[i] = w[i] - rate*mi/(float32(math.Sqrt(float64(vi)))+epsilon)
	}
}
