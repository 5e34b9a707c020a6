package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// loss is Σ dy·y in float64.
func (r reference) loss(x, w, b, dy []float32) (sum float64) {
	full := r.forward(x, w, b)
	for i, g := range dy {
		y := full[min(i, len(full)-1)]
		if r.MaxPool {
			at := r.window(i)
			y = max(full[at[0]], full[at[1]], full[at[2]], full[at[3]])
		}
		sum += float64(g) * y
	}
	return sum
}

// slope is the central difference of f along v[i]. The step is a power of two, so that v[i] changes by exactly that
// much.
func slope(v []float32, i int, f func() float64) float64 {
	const step = 1.0 / (1 << 16)
	was := v[i]
	defer func() { v[i] = was }()
	v[i] = was + step
	above := f()
	v[i] = was - step
	return (above - f()) / (2 * step)
}

func TestGradientsAreFiniteDifferences(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(29, 30))
		for _, c := range []Conv{
			{Batch: 2, Height: 8, Width: 9, In: 3, Rows: 3, Cols: 3, Out: 5, ReLU: true, MaxPool: true},
			{Batch: 3, Height: 7, Width: 6, In: 2, Rows: 5, Cols: 3, Out: 4, Top: 2, Bottom: 2, Left: 1, Right: 1,
				ReLU: true},
			{Batch: 2, Height: 9, Width: 9, In: 4, Rows: 3, Cols: 3, Out: 17, Stride: 2, Bottom: 1, Right: 1},
			{Batch: 1, Height: 12, Width: 12, In: 1, Rows: 5, Cols: 5, Out: 6, Top: 2, Bottom: 2, Left: 2, Right: 2,
				MaxPool: true},
		} {
			checkDifferences(t, r, c)
		}
	})
}

func checkDifferences(t *testing.T, r *rand.Rand, c Conv) {
	t.Helper()
	ref := reference{Conv: c}
	ref.h, ref.w = c.convSize()
	h, wd := c.OutSize()
	x, w, b := randoms(r, c.Batch*c.Height*c.Width*c.In), randoms(r, c.Rows*c.Cols*c.In*c.Out), randoms(r, c.Out)
	y, dy, choice := make([]float32, c.Batch*h*wd*c.Out), randoms(r, c.Batch*h*wd*c.Out),
		make([]uint8, c.Batch*h*wd*c.Out)
	dx, dw, db := make([]float32, len(x)), make([]float32, len(w)), make([]float32, len(b))
	c.Forward(y, choice, x, w, b)
	c.Backward(dx, dw, db, dy, y, choice, x, w)
	for _, v := range []struct {
		name     string
		at, grad []float32
	}{{"x", x, dx}, {"w", w, dw}, {"b", b, db}} {
		scale := 0.0
		for _, g := range v.grad {
			scale = max(scale, math.Abs(float64(g)))
		}
		for range 20 {
			i := r.IntN(len(v.at))
			want := slope(v.at, i, func() float64 { return ref.loss(x, w, b, dy) })
			if e := math.Abs(float64(v.grad[i])-want) / scale; !(e < 1e-5) {
				t.Errorf("%+v: gradient of %s[%d] is %v, the difference quotient %v", c, v.name, i, v.grad[i], want)
			}
		}
	}
}
