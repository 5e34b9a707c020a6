package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// each visits all products of a depthwise convolution.
func (d Depthwise) each(do func(iy, ix, iw int)) {
	h, w := d.OutSize()
	for i := range d.Batch * h * w {
		for k := range d.Rows * d.Cols {
			xi, xj := i/w%h*d.stride()+k/d.Cols-d.Top, i%w*d.stride()+k%d.Cols-d.Left
			if xi < 0 || xi >= d.Height || xj < 0 || xj >= d.Width {
				continue
			}
			for o := range d.Channels {
				do(i*d.Channels+o, ((i/(h*w)*d.Height+xi)*d.Width+xj)*d.Channels+o, k*d.Channels+o)
			}
		}
	}
}

func checkDepthwise(t *testing.T, r *rand.Rand, d Depthwise) {
	t.Helper()
	h, wd := d.OutSize()
	n := d.Batch * h * wd * d.Channels
	x, w, b := randoms(r, d.Batch*d.Height*d.Width*d.Channels), randoms(r, d.Rows*d.Cols*d.Channels),
		randoms(r, d.Channels)
	y, dy := randoms(r, n), randoms(r, n)
	d.Forward(y, x, w, b)
	want := make([]float64, n)
	d.each(func(iy, ix, iw int) { want[iy] += float64(x[ix]) * float64(w[iw]) })
	for i := range want {
		want[i] += float64(b[i%d.Channels])
		if d.ReLU {
			want[i] = max(want[i], 0)
		}
	}
	near(t, fmt.Sprintf("%+v y", d), y, want)
	dx, dw, db := randoms(r, len(x)), randoms(r, len(w)), randoms(r, len(b))
	d.Backward(dx, dw, db, dy, y, x, w)
	wantX, wantW, wantB := make([]float64, len(x)), make([]float64, len(w)), make([]float64, len(b))
	g := make([]float64, n)
	for i := range g {
		if !d.ReLU || y[i] > 0 {
			g[i] = float64(dy[i])
		}
		wantB[i%d.Channels] += g[i]
	}
	d.each(func(iy, ix, iw int) {
		wantX[ix] += g[iy] * float64(w[iw])
		wantW[iw] += g[iy] * float64(x[ix])
	})
	near(t, fmt.Sprintf("%+v dx", d), dx, wantX)
	near(t, fmt.Sprintf("%+v dw", d), dw, wantW)
	near(t, fmt.Sprintf("%+v db", d), db, wantB)
}

// near fails when got is further than 1e-5 from want, relative to want's largest magnitude.
func near(t *testing.T, what string, got []float32, want []float64) {
	t.Helper()
	if e := relative(got, want); !(e < 1e-5) {
		t.Fatalf("%s: relative error %g", what, e)
	}
}

func TestDepthwise(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(11, 12))
		pick := func(n ...int) int { return n[r.IntN(len(n))] }
		for range trials(100) {
			d := Depthwise{Batch: pick(1, 2, 3, 17), Rows: pick(1, 3, 5), Cols: pick(1, 3, 5),
				Channels: pick(1, 3, 5, 8, 17, 40, 64), Stride: pick(1, 2, 3),
				Top: r.IntN(3), Bottom: r.IntN(3), Left: r.IntN(3), Right: r.IntN(3), ReLU: r.IntN(2) == 0}
			d.Height, d.Width = d.Rows+r.IntN(8), d.Cols+r.IntN(8)
			checkDepthwise(t, r, d)
		}
	})
}
