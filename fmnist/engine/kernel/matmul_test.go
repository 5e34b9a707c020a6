package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// relative is the largest difference between got and want over the largest magnitude of want.
func relative(got []float32, want []float64) float64 {
	worst, scale := 0.0, 1e-30
	for i, w := range want {
		worst, scale = max(worst, math.Abs(float64(got[i])-w)), max(scale, math.Abs(w))
		if got[i] != got[i] {
			return math.NaN()
		}
	}
	return worst / scale
}

func matMulReference(a, b []float32, m, n, k int, transA, transB bool) []float64 {
	c := make([]float64, m*n)
	for i := range m {
		for j := range n {
			for p := range k {
				x, y := a[min(i*k+p, len(a)-1)], b[p*n+j]
				if transA {
					x = a[p*m+i]
				}
				if transB {
					y = b[j*k+p]
				}
				c[i*n+j] += float64(x) * float64(y)
			}
		}
	}
	return c
}

func TestMatMul(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		sizes := []int{1, 2, 3, 5, 7, 10, 12, 13, 16, 17, 31, 33, 64, 84, 100, 129}
		for range trials(300) {
			m, n, k := sizes[r.IntN(len(sizes))], sizes[r.IntN(len(sizes))], sizes[r.IntN(len(sizes))]
			checkMatMul(t, r, m, n, k, r.IntN(2) == 0, r.IntN(2) == 0)
		}
		checkMatMul(t, r, 50, 70, 2048, false, false)
		checkMatMul(t, r, 50, 70, 2048, true, true)
	})
}

func checkMatMul(t *testing.T, r *rand.Rand, m, n, k int, transA, transB bool) {
	t.Helper()
	a, b, c := randoms(r, m*k), randoms(r, k*n), randoms(r, m*n)
	MatMul(c, a, b, m, n, k, transA, transB)
	if e := relative(c, matMulReference(a, b, m, n, k, transA, transB)); !(e < 1e-5) {
		t.Errorf("m %d n %d k %d transA %v transB %v: relative error %g", m, n, k, transA, transB, e)
	}
}

// eachLevel runs the test with every instruction set that the processor has.
func eachLevel(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	was := simd
	defer func() { simd = was }()
	for _, l := range levels() {
		simd = l
		t.Run(l.String(), test)
	}
}

func BenchmarkMatMul(b *testing.B) {
	for _, s := range []struct {
		m, n, k        int
		transA, transB bool
	}{{1024, 1024, 1024, false, false}, {1024, 1024, 1024, true, false}, {1024, 1024, 1024, false, true},
		{128, 120, 256, false, false},
		{128, 256, 120, false, true}, {256, 120, 128, true, false}, {128, 10, 84, false, false},
		{84, 10, 128, true, false}, {64, 256, 1728, false, false},
		{1728, 256, 64, true, false}, {64, 512, 2048, false, false}, {65536, 64, 64, false, false},
		{4096, 256, 1024, false, false}, {1, 256, 1728, false, false}} {
		b.Run(fmt.Sprintf("%dx%dx%d/%v%v", s.m, s.n, s.k, s.transA, s.transB), func(b *testing.B) {
			x, y, z := make([]float32, s.m*s.k), make([]float32, s.k*s.n), make([]float32, s.m*s.n)
			fastest(b, 2*float64(s.m*s.n*s.k), func() { MatMul(z, x, y, s.m, s.n, s.k, s.transA, s.transB) })
		})
	}
}
