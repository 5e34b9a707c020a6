package kernel

import "math"

// weights are the weights and moments of one tensor.
type weights struct{ w, m, v []float32 }

func (s weights) cut(from, to int) weights { return weights{s.w[from:to], s.m[from:to], s.v[from:to]} }

// adamStep holds the numbers of one step; rest is 1-β.
type adamStep struct{ rate, rest1, rest2, epsilon float32 }

// AdamTo does one step of Keras' Adam: m += (g-m)(1-beta1); v += (g²-v)(1-beta2); w -= rate·m/(√v+epsilon). rate
// already holds the bias correction α·√(1-β₂ᵗ)/(1-β₁ᵗ). The results wTo, mTo and vTo may be the same slices as w, m and
// v, but must not overlap them otherwise.
func AdamTo(wTo, mTo, vTo, w, m, v, g []float32, rate, beta1, beta2, epsilon float32) {
	n := len(g)
	for i, s := range [][]float32{wTo, mTo, vTo, w, m, v} {
		need("Adam", [...]string{"wTo", "mTo", "vTo", "w", "m", "v"}[i], len(s), n)
	}
	to, from := weights{wTo, mTo, vTo}, weights{w, m, v}
	step := adamStep{rate, 1 - beta1, 1 - beta2, epsilon}
	each(n, func(i, j int) { adamRun(to.cut(i, j), from.cut(i, j), g[i:j], step) })
}

func adamScalar(to, from weights, gradient []float32, s adamStep) {
	for i, g := range gradient {
		m := fma(g-from.m[i], s.rest1, from.m[i])
		v := fma(float32(g*g)-from.v[i], s.rest2, from.v[i])
		to.m[i], to.v[i] = m, v
		to.w[i] = from.w[i] - float32(s.rate*m)/(float32(math.Sqrt(float64(v)))+s.epsilon)
	}
}
