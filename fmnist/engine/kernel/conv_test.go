package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// reference is a convolution in float64 without pooling, and its gradients.
type reference struct {
	Conv
	h, w int
}

// each visits all products: output, input and weight offsets.
func (r reference) each(do func(iy, ix, iw int)) {
	for n := range r.Batch {
		for i := range r.h * r.w {
			for k := range r.Rows * r.Cols {
				xi, xj := i/r.w*r.stride()+k/r.Cols-r.Top, i%r.w*r.stride()+k%r.Cols-r.Left
				if xi < 0 || xi >= r.Height || xj < 0 || xj >= r.Width {
					continue
				}
				for in := range r.In {
					for o := range r.Out {
						do((n*r.h*r.w+i)*r.Out+o, ((n*r.Height+xi)*r.Width+xj)*r.In+in, (k*r.In+in)*r.Out+o)
					}
				}
			}
		}
	}
}

func (r reference) forward(x, w, b []float32) []float64 {
	y := make([]float64, r.Batch*r.h*r.w*r.Out)
	r.each(func(iy, ix, iw int) { y[iy] += float64(x[ix]) * float64(w[iw]) })
	for i := range y {
		if b != nil {
			y[i] += float64(b[i%r.Out])
		}
		if r.ReLU {
			y[i] = max(y[i], 0)
		}
	}
	return y
}

// window returns the four unpooled offsets of pooled output i.
func (r reference) window(i int) [4]int {
	o, p := i%r.Out, i/r.Out
	ph, pw := r.h/2, r.w/2
	at := ((p/(ph*pw)*r.h+2*(p/pw%ph))*r.w+2*(p%pw))*r.Out + o
	return [4]int{at, at + r.Out, at + r.w*r.Out, at + r.w*r.Out + r.Out}
}

// unpool spreads dy over the unpooled output, and masks it by y with ReLU.
func (r reference) unpool(dy, y []float32, choice []uint8) []float64 {
	full := make([]float64, r.Batch*r.h*r.w*r.Out)
	for i, g := range dy {
		if r.ReLU && y[i] <= 0 {
			continue
		}
		at := i
		if r.MaxPool {
			at = r.window(i)[choice[i]]
		}
		full[at] = float64(g)
	}
	return full
}

func (r reference) backward(full []float64, x, w []float32) (dx, dw, db []float64) {
	dx, dw, db = make([]float64, len(x)), make([]float64, len(w)), make([]float64, r.Out)
	r.each(func(iy, ix, iw int) {
		dx[ix] += full[iy] * float64(w[iw])
		dw[iw] += full[iy] * float64(x[ix])
	})
	for i, g := range full {
		db[i%r.Out] += g
	}
	return dx, dw, db
}

func randomConv(r *rand.Rand) Conv {
	pick := func(n ...int) int { return n[r.IntN(len(n))] }
	c := Conv{Batch: pick(1, 1, 2, 3, 17), Rows: pick(1, 2, 3, 5, 7), Cols: pick(1, 3, 3, 5, 6),
		In:  pick(1, 1, 2, 3, 5, 17, 32),
		Out: pick(1, 3, 5, 6, 8, 16, 17, 33, 64), Stride: pick(1, 1, 2, 3), Top: r.IntN(3), Bottom: r.IntN(3),
		Left: r.IntN(3), Right: r.IntN(3),
		ReLU: r.IntN(2) == 0, MaxPool: r.IntN(2) == 0}
	if r.IntN(2) == 0 {
		c.Top, c.Bottom, c.Left, c.Right = 0, 0, 0, 0
	}
	c.Height, c.Width = c.Rows+r.IntN(8), c.Cols+r.IntN(8)
	if h, w := c.OutSize(); c.MaxPool && (h == 0 || w == 0) {
		c.MaxPool = false
	}
	return c
}

func checkConv(t *testing.T, r *rand.Rand, c Conv) {
	t.Helper()
	ref := reference{Conv: c}
	ref.h, ref.w = c.convSize()
	h, wd := c.OutSize()
	n := c.Batch * h * wd * c.Out
	x, w := randoms(r, c.Batch*c.Height*c.Width*c.In), randoms(r, c.Rows*c.Cols*c.In*c.Out)
	b, y, dy, choice := randoms(r, c.Out), randoms(r, n), randoms(r, n), make([]uint8, n)
	if !c.MaxPool {
		choice = nil
	}
	if r.IntN(3) == 0 {
		b = nil
	}
	c.Forward(y, choice, x, w, b)
	want := ref.forward(x, w, b)
	if c.MaxPool {
		want = ref.pool(t, want, choice)
	}
	near(t, fmt.Sprintf("%+v y", c), y, want)
	dx, dw, db := randoms(r, len(x)), randoms(r, len(w)), randoms(r, c.Out)
	c.Backward(dx, dw, db, dy, y, choice, x, w)
	wantX, wantW, wantB := ref.backward(ref.unpool(dy, y, choice), x, w)
	near(t, fmt.Sprintf("%+v dx", c), dx, wantX)
	near(t, fmt.Sprintf("%+v dw", c), dw, wantW)
	near(t, fmt.Sprintf("%+v db", c), db, wantB)
}

// pool takes the maxima and checks that the choices are where they are.
func (r reference) pool(t *testing.T, full []float64, choice []uint8) []float64 {
	t.Helper()
	pooled := make([]float64, len(choice))
	for i := range pooled {
		at := r.window(i)
		pooled[i] = max(full[at[0]], full[at[1]], full[at[2]], full[at[3]])
		if math.Abs(pooled[i]-full[at[choice[i]]]) > 1e-4 {
			t.Fatalf("%+v: choice %d at %d is not the maximum", r.Conv, choice[i], i)
		}
	}
	return pooled
}

func TestConv(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for range trials(150) {
			checkConv(t, r, randomConv(r))
		}
	})
}

// netConvs are the convolutions whose speed matters: both LeNets, then layers of VGG16 and ResNet50 at 32×32.
var netConvs = []struct {
	name string
	Conv
}{
	{"lenet1", Conv{Batch: 128, Height: 28, Width: 28, In: 1, Rows: 5, Cols: 5, Out: 6, ReLU: true, MaxPool: true}},
	{"lenet2", Conv{Batch: 128, Height: 12, Width: 12, In: 6, Rows: 5, Cols: 5, Out: 16, ReLU: true, MaxPool: true}},
	{"wide1", Conv{Batch: 64, Height: 32, Width: 32, In: 1, Rows: 5, Cols: 5, Out: 32, Top: 2, Bottom: 2, Left: 2,
		Right: 2, ReLU: true, MaxPool: true}},
	{"wide2", Conv{Batch: 64, Height: 16, Width: 16, In: 32, Rows: 5, Cols: 5, Out: 48, ReLU: true, MaxPool: true}},
	{"vgg1", same3(32, 3, 64, false)}, {"vgg2", same3(32, 64, 64, true)}, {"vgg3", same3(16, 64, 128, false)},
	{"vgg4", same3(16, 128, 128, true)},
	{"vgg6", same3(8, 256, 256, false)}, {"vgg9", same3(4, 512, 512, false)}, {"vgg12", same3(2, 512, 512, false)},
	{"resnet1", Conv{Batch: 64, Height: 32, Width: 32, In: 3, Rows: 7, Cols: 7, Out: 64, Stride: 2, Top: 3, Bottom: 3,
		Left: 3, Right: 3, ReLU: true}},
	{"resnet1x1", Conv{Batch: 64, Height: 8, Width: 8, In: 64, Rows: 1, Cols: 1, Out: 256}},
	{"resnet1x1deep", Conv{Batch: 64, Height: 2, Width: 2, In: 1024, Rows: 1, Cols: 1, Out: 256}},
	{"resnet3x3", same3(8, 64, 64, false)}, {"resnet3x3deep", same3(1, 512, 512, false)},
}

func same3(size, in, out int, pool bool) Conv {
	return Conv{Batch: 64, Height: size, Width: size, In: in, Rows: 3, Cols: 3, Out: out, Top: 1, Bottom: 1, Left: 1,
		Right: 1, ReLU: true, MaxPool: pool}
}

func BenchmarkConvForward(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range netConvs {
		h, wd := c.OutSize()
		x, w := randoms(r, c.Batch*c.Height*c.Width*c.In), randoms(r, c.Rows*c.Cols*c.In*c.Out)
		y, bias, choice := make([]float32, c.Batch*h*wd*c.Out), randoms(r, c.Out), make([]uint8, c.Batch*h*wd*c.Out)
		flops := 0.0
		p := c.plan()
		for _, reg := range p.regions() { // padding is no work
			flops += 2 * float64(c.Batch*reg.pixels()*reg.tapRows()*reg.tapCols()*c.In*c.Out)
		}
		b.Run(fmt.Sprint(c.name), func(b *testing.B) {
			fastest(b, flops, func() { c.Forward(y, choice, x, w, bias) })
		})
	}
}

// TestConvWithoutOutput pools an image of one column, of which nothing is left.
func TestConvWithoutOutput(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		c := Conv{Batch: 9, Height: 13, Width: 6, In: 91, Rows: 1, Cols: 5, Out: 24, Stride: 2, Top: 2, MaxPool: true}
		x, w, b := make([]float32, 9*13*6*91), make([]float32, 5*91*24), make([]float32, 24)
		c.Forward(nil, nil, x, w, b)
		db := []float32{23: 1}
		c.Backward(nil, nil, db, nil, nil, nil, x, w)
		if db[23] != 0 {
			t.Errorf("the gradient of nothing is %v", db[23])
		}
	})
}
