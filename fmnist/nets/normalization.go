package nets

import "math"

// BatchNormEpsilon is what BatchNorm adds to the variance, Keras' default.
const BatchNormEpsilon = 1e-3

// ScaleAndShift writes what a normalization does to each channel outside of training, γ(x-μ)/√(σ²+ε)+β, as
// scale·x+shift. The four slices have one value a channel.
func ScaleAndShift(gamma, beta, mean, variance []float32, epsilon float64) (scale, shift []float64) {
	scale, shift = make([]float64, len(gamma)), make([]float64, len(gamma))
	for i := range gamma {
		scale[i] = float64(gamma[i]) / math.Sqrt(float64(variance[i])+epsilon)
		shift[i] = float64(beta[i]) - float64(float64(mean[i])*scale[i]) // not fused, on no processor
	}
	return scale, shift
}
