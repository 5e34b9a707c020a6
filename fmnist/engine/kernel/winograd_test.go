package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// winogradShape takes Winograd's way.
func (r *source) winogradShape() Conv {
	for {
		c := Conv{Batch: r.pick(1, 2, 7), Height: 4 + r.IntN(8), Width: 4 + r.IntN(8), In: r.pick(64, 96),
			Out: r.pick(64, 96, 192), Rows: 3, Cols: 3, Top: r.IntN(3), Bottom: r.IntN(3), Left: r.IntN(3),
			Right: r.IntN(3), ReLU: r.flip(), MaxPool: r.flip(), Winograd: true}
		if c.winograd() {
			return c
		}
	}
}

func (r *source) winograd(c Conv) [][]float32 {
	h, w := c.OutSize()
	x, k, b := r.floats(c.Batch*c.Height*c.Width*c.In, 0.4), r.floats(9*c.In*c.Out, 0), r.floats(c.Out, 0)
	if r.IntN(4) == 0 {
		b = nil
	}
	y := make([]float32, c.Batch*h*w*c.Out)
	c.Forward(y, nil, x, k, b)
	return [][]float32{y}
}

// Winograd's products give what the direct ones do, to 1e-5 of the largest output. Both are compared with float64: the
// transforms cost one or two bits, no more.
func TestWinograd(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for seed := range uint64(trials(4)) {
			c := newSource(seed).winogradShape()
			direct := c
			direct.Winograd = false
			got, want := newSource(seed).winograd(c)[0], newSource(seed).winograd(direct)[0]
			exact := newSource(seed).exactly(c)
			largest := 0.0
			for _, v := range exact {
				largest = max(largest, math.Abs(v))
			}
			worst, usual := 0.0, 0.0
			for i, v := range exact {
				worst, usual = max(worst, math.Abs(float64(got[i])-v)), max(usual, math.Abs(float64(want[i])-v))
				if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= 1e-5*largest) {
					t.Fatalf("%+v: element %d differs by %g, the largest is %g", c, i, d, largest)
				}
			}
			if worst > 8*usual {
				t.Errorf("%+v is off by %g, the direct form by %g", c, worst, usual)
			}
		}
	})
	sameOnProcessors(t, func() []float32 { return newSource(1).winograd(newSource(1).winogradShape())[0] })
}

// exactly is winograd in float64.
func (r *source) exactly(c Conv) []float64 {
	ref := reference{Conv: c}
	ref.h, ref.w = c.convSize()
	x, k, b := r.floats(c.Batch*c.Height*c.Width*c.In, 0.4), r.floats(9*c.In*c.Out, 0), r.floats(c.Out, 0)
	if r.IntN(4) == 0 {
		b = nil
	}
	full := ref.forward(x, k, b)
	if !c.MaxPool {
		return full
	}
	h, w := c.OutSize()
	y := make([]float64, c.Batch*h*w*c.Out)
	for i := range y {
		at := ref.window(i)
		y[i] = max(full[at[0]], full[at[1]], full[at[2]], full[at[3]])
	}
	return y
}

// Winograd's way is a matter of the shape: not of the batch, and not where it spares too little.
func TestWinogradIsForLargeShapes(t *testing.T) {
	of := func(side, in, out int) Conv {
		return Conv{Batch: 1, Height: side, Width: side, In: in, Out: out, Rows: 3, Cols: 3, Top: 1, Bottom: 1, Left: 1,
			Right: 1, Winograd: true}
	}
	for _, c := range []struct {
		Conv
		want bool
	}{{of(32, 64, 64), true}, {of(8, 256, 256), true}, {of(4, 128, 128), true}, {of(2, 256, 256), false},
		{of(3, 64, 64), false}, {of(4, 512, 512), false}, {of(32, 3, 64), false}, {of(8, 64, 80), false}} {
		if got := c.winograd(); got != c.want {
			t.Errorf("%d×%d×%d to %d: %v, want %v", c.Height, c.Width, c.In, c.Out, got, c.want)
		}
	}
}

func BenchmarkWinograd(b *testing.B) {
	for _, s := range []struct{ side, in, out int }{
		{32, 64, 64}, {16, 64, 128}, {16, 128, 128}, {8, 128, 256}, {8, 256, 256}, {8, 64, 64}, {4, 128, 128},
	} {
		for _, way := range []string{"direct", "winograd"} {
			b.Run(fmt.Sprintf("%d×%d×%d→%d/%s", s.side, s.side, s.in, s.out, way), func(b *testing.B) {
				c := Conv{Batch: 64, Height: s.side, Width: s.side, In: s.in, Out: s.out, Rows: 3, Cols: 3, Top: 1,
					Bottom: 1, Left: 1, Right: 1, ReLU: true, Winograd: way == "winograd"}
				r := rand.New(rand.NewPCG(1, 2))
				x, k := randoms(r, c.Batch*s.side*s.side*s.in), randoms(r, 9*s.in*s.out)
				y, bias := make([]float32, c.Batch*s.side*s.side*s.out), randoms(r, s.out)
				fastest(b, 2*float64(c.Multiplications()), func() { c.Forward(y, nil, x, k, bias) })
			})
		}
	}
}
