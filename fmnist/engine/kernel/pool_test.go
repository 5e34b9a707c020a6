package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// each visits the outputs with the inputs of their windows.
func (p Pool) each(do func(iy int, xs []int)) {
	h, w := p.OutSize()
	for i := range p.Batch * h * w {
		var xs []int
		for k := range p.Window * p.Window {
			xi, xj := i/w%h*p.stride()+k/p.Window-p.Top, i%w*p.stride()+k%p.Window-p.Left
			if xi >= 0 && xi < p.Height && xj >= 0 && xj < p.Width {
				xs = append(xs, ((i/(h*w)*p.Height+xi)*p.Width+xj)*p.Channels)
			}
		}
		for o := range p.Channels {
			at := append([]int(nil), xs...)
			for j := range at {
				at[j] += o
			}
			do(i*p.Channels+o, at)
		}
	}
}

func checkPool(t *testing.T, r *rand.Rand, p Pool) {
	t.Helper()
	h, w := p.OutSize()
	n := p.Batch * h * w * p.Channels
	x, y, dy := randoms(r, p.Batch*p.Height*p.Width*p.Channels), make([]float32, n), randoms(r, n)
	for i := range x {
		x[i] = float32(math.Round(float64(x[i]))) // many equal values: the first maximum must win
	}
	p.Forward(y, x)
	want, wantX := make([]float64, n), make([]float64, len(x))
	p.each(func(iy int, xs []int) {
		first := xs[0]
		for _, ix := range xs {
			want[iy] += float64(x[ix]) / float64(len(xs))
			wantX[ix] += float64(dy[iy]) / float64(len(xs))
			if x[ix] > x[first] {
				first = ix
			}
		}
		if !p.Mean {
			want[iy] = float64(x[first])
			for _, ix := range xs {
				wantX[ix] -= float64(dy[iy]) / float64(len(xs))
			}
			wantX[first] += float64(dy[iy])
		}
	})
	near(t, fmt.Sprintf("%+v y", p), y, want)
	dx := randoms(r, len(x))
	p.Backward(dx, dy, y, x)
	near(t, fmt.Sprintf("%+v dx", p), dx, wantX)
}

func TestPool(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(13, 14))
		pick := func(n ...int) int { return n[r.IntN(len(n))] }
		for range trials(150) {
			p := Pool{Batch: pick(1, 2, 3, 17), Window: pick(2, 2, 3, 5), Stride: pick(0, 1, 2, 3),
				Channels: pick(1, 3, 5, 8, 17, 40), Mean: r.IntN(2) == 0}
			if r.IntN(2) == 0 {
				p.Top, p.Bottom, p.Left, p.Right = r.IntN(2), r.IntN(2), r.IntN(2), r.IntN(2)
			}
			p.Height, p.Width = p.Window+r.IntN(8), p.Window+r.IntN(8)
			checkPool(t, r, p)
		}
	})
}

func TestGlobal(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(15, 16))
		for _, s := range [][3]int{{1, 1, 1}, {3, 4, 5}, {17, 9, 40}, {2, 100, 1280}} {
			batch, pixels, channels := s[0], s[1], s[2]
			p := Pool{Batch: batch, Height: 1, Width: pixels, Channels: channels, Mean: true}
			x, dy := randoms(r, batch*pixels*channels), randoms(r, batch*channels)
			y, dx := make([]float32, len(dy)), randoms(r, len(x))
			want, wantX := make([]float64, len(y)), make([]float64, len(x))
			GlobalMean(y, x, batch, pixels, channels)
			for i := range x {
				at := i/(pixels*channels)*channels + i%channels
				want[at] += float64(x[i]) / float64(pixels)
				wantX[i] = float64(dy[at]) / float64(pixels)
			}
			near(t, fmt.Sprint("mean ", s), y, want)
			GlobalMeanBackward(dx, dy, batch, pixels, channels)
			near(t, fmt.Sprint("mean gradient ", s), dx, wantX)
			GlobalMax(y, x, batch, pixels, channels)
			GlobalMaxBackward(dx, dy, y, x, batch, pixels, channels)
			checkGlobalMax(t, p, dx, dy, y, x)
		}
	})
}

func checkGlobalMax(t *testing.T, p Pool, dx, dy, y, x []float32) {
	t.Helper()
	for i := range y {
		first, from := -1, i/p.Channels*p.Width*p.Channels+i%p.Channels
		for k := range p.Width {
			if at := from + k*p.Channels; first < 0 || x[at] > x[first] {
				first = at
			}
		}
		if y[i] != x[first] || dx[first] != dy[i] {
			t.Fatalf("maximum %v gradient %v, want %v and %v", y[i], dx[first], x[first], dy[i])
		}
	}
}
