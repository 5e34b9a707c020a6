package tsne

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// A transform of every smooth length agrees with the sum that defines it, and inverse undoes forward up to n.
func TestFFTAgainstDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 4, 6, 8, 9, 12, 18, 24, 27, 32, 54, 96, 144} {
		b := newBlock(n)
		for i := range b.re {
			b.re[i], b.im[i] = rng.Float32()-0.5, rng.Float32()-0.5
		}
		before := newBlock(n)
		copy(before.re, b.re)
		copy(before.im, b.im)
		newPlan(n).forward(&b)
		for k := range n {
			for lane := 0; lane < lanes; lane += 5 {
				var want complex128
				for s := range n {
					x := complex(float64(before.re[s*lanes+lane]), float64(before.im[s*lanes+lane]))
					want += x * cmplx.Exp(complex(0, -2*math.Pi*float64(k*s)/float64(n)))
				}
				got := complex(float64(b.re[k*lanes+lane]), float64(b.im[k*lanes+lane]))
				if cmplx.Abs(got-want) > 1e-5*math.Sqrt(float64(n)) {
					t.Fatalf("n = %d, k = %d, lane %d: got %v, want %v", n, k, lane, got, want)
				}
			}
		}
		newPlan(n).inverse(&b)
		for i := range b.re {
			if math.Abs(float64(b.re[i]/float32(n)-before.re[i])) > 1e-5 ||
				math.Abs(float64(b.im[i]/float32(n)-before.im[i])) > 1e-5 {
				t.Fatalf("n = %d: inverse(forward(x)) differs from n·x at %d", n, i)
			}
		}
	}
}

// The vector versions of the inner loops do what the plain ones do.
func TestVectorLoopsMatchPlain(t *testing.T) {
	if !vectors {
		t.Skip("this processor has no vector versions")
	}
	defer func() { vectors = true }()
	for _, n := range []int{2, 3, 4, 12, 27, 32, 36, 64, 144} {
		points, _ := normalPoints(uint64(n), n*lanes, 1, 1)
		with, without := newBlock(n), newBlock(n)
		copy(with.re, points)
		copy(with.im, points[n*lanes:])
		copy(without.re, points)
		copy(without.im, points[n*lanes:])
		vectors = true
		newPlan(n).forward(&with)
		vectors = false
		newPlan(n).forward(&without)
		for i := range with.re {
			if with.re[i] != without.re[i] || with.im[i] != without.im[i] {
				t.Fatalf("n = %d: %g%+gi with vectors, %g%+gi without", n, with.re[i], with.im[i], without.re[i],
					without.im[i])
			}
		}
	}
	points, _ := normalPoints(3, 500, 2, 2)
	column, value := make([]int32, 10*rowUnit), make([]float32, 10*rowUnit)
	for e := range column {
		column[e], value[e] = int32(e*97%500), 1/float32(e+1)
	}
	for i := range 500 {
		vectors = true
		ax, ay := attract(points, i, column, value)
		wantX, wantY := attractScalar(points, i, column, value)
		if ax != wantX || ay != wantY {
			t.Fatalf("point %d: attraction (%g, %g) with vectors, (%g, %g) without", i, ax, ay, wantX, wantY)
		}
	}
}

func TestSkip(t *testing.T) {
	for n := range 200 {
		scores := make([]float32, n)
		for high := range n + 1 {
			if high < n {
				scores[high] = 2
			}
			if got := skip(scores, 1); got > high || got%skipUnit != 0 || vectors &&
				got != min(high, n)/skipUnit*skipUnit {
				t.Fatalf("of %d scores, number %d is above the threshold: skipped %d", n, high, got)
			}
			if high < n {
				scores[high] = 0
			}
		}
	}
}

func TestSmoothSize(t *testing.T) {
	for n, want := range map[int]int{1: 1, 5: 6, 7: 8, 17: 18, 65: 72, 100: 108, 109: 128, 217: 243} {
		if got := smoothSize(n); got != want {
			t.Errorf("smoothSize(%d) = %d, want %d", n, got, want)
		}
	}
}
