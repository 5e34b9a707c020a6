package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func exact(f func(x float64) float64, x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = f(float64(v))
	}
	return y
}

func sigmoid64(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func TestFunctions(t *testing.T) {
	functions := []struct {
		name string
		got  func(y, x []float32)
		want func(x float64) float64
	}{
		{"ReLU", ReLU, func(x float64) float64 { return max(x, 0) }},
		{"Sigmoid", Sigmoid, sigmoid64},
		{"Tanh", Tanh, math.Tanh},
		{"Swish", Swish, func(x float64) float64 { return x * sigmoid64(x) }},
		{"Scale", func(y, x []float32) { scale(y, x, 3) }, func(x float64) float64 { return 3 * x }},
	}
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(17, 18))
		for n := range 70 {
			x := randoms(r, n)
			for i := range x {
				x[i] *= float32(math.Pow(10, 4*r.Float64()-3))
			}
			for _, f := range functions {
				y := make([]float32, n+1)
				f.got(y, x)
				for i, want := range exact(f.want, x) {
					if e := math.Abs(float64(y[i]) - want); !(e <= 1e-6*math.Abs(want)+1e-37) {
						t.Fatalf("%s(%v) = %v, want %v", f.name, x[i], y[i], want)
					}
				}
				if y[n] != 0 {
					t.Fatalf("%s of %d elements wrote one more", f.name, n)
				}
			}
		}
	})
}

func TestFunctionsAtExtremes(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		inf, nan := float32(math.Inf(1)), float32(math.NaN())
		x, y := []float32{inf, -inf, nan, 0, 1e30, -1e30}, make([]float32, 6)
		for _, f := range []struct {
			name string
			do   func(y, x []float32)
			want []float32
		}{{"Sigmoid", Sigmoid, []float32{1, 0, nan, 0.5, 1, 0}}, {"Tanh", Tanh, []float32{1, -1, nan, 0, 1, -1}},
			{"ReLU", ReLU, []float32{inf, 0, nan, 0, 1e30, 0}}} {
			f.do(y, x)
			for i, want := range f.want {
				if math.Abs(float64(y[i]-want)) > 1e-30 || (want != want) != (y[i] != y[i]) {
					t.Errorf("%s(%v) = %v, want %v", f.name, x[i], y[i], want)
				}
			}
		}
	})
}

func TestGradientsOfFunctions(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(19, 20))
		for _, n := range []int{1, 5, 16, 33, 70, 40000} {
			x, dy, y, dx := randoms(r, n), randoms(r, n), make([]float32, n), make([]float32, n)
			check := func(name string, slope func(x float64) float64) {
				t.Helper()
				want := exact(slope, x)
				for i := range want {
					want[i] *= float64(dy[i])
				}
				near(t, fmt.Sprint(name, n), dx, want)
			}
			Sigmoid(y, x)
			SigmoidBackward(dx, dy, y)
			check("Sigmoid", func(x float64) float64 { return sigmoid64(x) * (1 - sigmoid64(x)) })
			SwishBackward(dx, dy, x)
			check("Swish", func(x float64) float64 { return sigmoid64(x) * (1 + x*(1-sigmoid64(x))) })
			ReLU(y, x)
			ReLUBackward(dx, dy, y)
			check("ReLU", func(x float64) float64 {
				if x > 0 {
					return 1
				}
				return 0
			})
		}
	})
}

func TestPixels(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 7, 16, 100, 256} {
			src, dst := make([]uint8, n), make([]float32, n)
			for i := range src {
				src[i] = uint8(i)
			}
			Pixels(dst, src)
			for i, v := range src {
				if dst[i] != float32(v)/255 {
					t.Fatalf("pixel %d is %v, want %v", v, dst[i], float32(v)/255)
				}
			}
		}
	})
}

func TestAdam(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(21, 22))
		for _, n := range []int{1, 15, 100, 50000} {
			w, m, v, g := randoms(r, n), randoms(r, n), randoms(r, n), randoms(r, n)
			wantW, wantM, wantV := make([]float64, n), make([]float64, n), make([]float64, n)
			for i := range v {
				v[i] *= v[i]
				wantM[i] = float64(m[i]) + (float64(g[i])-float64(m[i]))*0.1
				wantV[i] = float64(v[i]) + (float64(g[i])*float64(g[i])-float64(v[i]))*0.001
				wantW[i] = float64(w[i]) - 0.01*wantM[i]/(math.Sqrt(wantV[i])+1e-7)
			}
			adam(w, m, v, g, 0.01, 0.9, 0.999, 1e-7)
			near(t, "w", w, wantW)
			near(t, "m", m, wantM)
			near(t, "v", v, wantV)
		}
	})
}

// scale computes y = x·factor.
func scale(y, x []float32, factor float32) {
	unary("scale", y, x, func(y, x []float32) { scaleRun(y, x, factor) })
}

// adam is AdamTo in place.
func adam(w, m, v, g []float32, rate, beta1, beta2, epsilon float32) {
	AdamTo(w, m, v, w, m, v, g, rate, beta1, beta2, epsilon)
}
