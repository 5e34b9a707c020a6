package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestExponentialAndLogarithm compares with package math, to two units in the last place.
func TestExponentialAndLogarithm(t *testing.T) {
	r := rand.New(rand.NewPCG(55, 56))
	check := func(name string, x, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 2*math.Abs(math.Nextafter(want, 2*want)-want) {
			t.Fatalf("%s(%v) = %v, want %v", name, x, got, want)
		}
	}
	for range trials(200_000) {
		x := -math.Ldexp(r.Float64(), r.IntN(50)-40)
		if x > -700 {
			check("exp", x, exp(x), math.Exp(x))
		}
		y := 1 + math.Ldexp(r.Float64(), r.IntN(50)-40)
		check("log", y, log(y), math.Log(y))
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range [][2]float64{{exp(0), 1}, {exp(-1e9), 0}, {exp(-inf), 0}, {exp(nan), nan}, {log(1), 0},
		{log(inf), inf}, {log(nan), nan}} {
		if c[0] != c[1] && (c[0] == c[0] || c[1] == c[1]) {
			t.Errorf("%v, want %v", c[0], c[1])
		}
	}
}

// TestSoftmaxCrossEntropyFarApart has logits whose exponentials are no numbers by themselves.
func TestSoftmaxCrossEntropyFarApart(t *testing.T) {
	loss, gradient := make([]float32, 2), make([]float32, 6)
	SoftmaxCrossEntropy(loss, gradient, []float32{1e30, 0, -1e30, 1000, 1000, -1000}, []int32{1, 0}, 3)
	for i, want := range []float32{1, -1, 0, -0.5, 0.5, 0} {
		if gradient[i] != want {
			t.Errorf("gradient %d is %v, want %v", i, gradient[i], want)
		}
	}
	if loss[0] != 1e30 || math.Abs(float64(loss[1])-math.Ln2) > 1e-7 {
		t.Errorf("losses are %v, want 1e30 and ln 2", loss)
	}
}
