package kernel

import (
	"math/rand/v2"
	"testing"
)

func TestChannels(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 24))
		for _, s := range [][3]int{{1, 1, 1}, {3, 4, 5}, {17, 9, 40}, {64, 49, 96}, {1, 5000, 6}} {
			batch, pixels, n := s[0], s[1], s[2]
			x, dy, scale, shift := randoms(r, batch*pixels*n), randoms(r, batch*pixels*n), randoms(r, n), randoms(r, n)
			y, want := make([]float32, len(x)), make([]float64, len(x))
			Affine(y, x, scale, shift)
			for i := range x {
				want[i] = float64(x[i])*float64(scale[i%n]) + float64(shift[i%n])
			}
			near(t, "Affine", y, want)
			BiasAdd(y, x, shift)
			sums := make([]float64, n)
			for i := range x {
				want[i] = float64(x[i]) + float64(shift[i%n])
				sums[i%n] += float64(dy[i])
			}
			near(t, "BiasAdd", y, want)
			db := randoms(r, n)
			BiasGradient(db, dy)
			near(t, "BiasGradient", db, sums)
			checkScaleChannels(t, r, x, dy, batch, pixels, n)
		}
	})
}

func checkScaleChannels(t *testing.T, r *rand.Rand, x, dy []float32, batch, pixels, n int) {
	t.Helper()
	s, y, dx, ds := randoms(r, batch*n), make([]float32, len(x)), make([]float32, len(x)), randoms(r, batch*n)
	want, wantX, wantS := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(s))
	for i := range x {
		at := i/(pixels*n)*n + i%n
		want[i], wantX[i] = float64(x[i])*float64(s[at]), float64(dy[i])*float64(s[at])
		wantS[at] += float64(dy[i]) * float64(x[i])
	}
	ScaleChannels(y, x, s, batch, pixels, n)
	ScaleChannelsBackward(dx, ds, dy, x, s, batch, pixels, n)
	near(t, "ScaleChannels", y, want)
	near(t, "ScaleChannels dx", dx, wantX)
	near(t, "ScaleChannels ds", ds, wantS)
}
