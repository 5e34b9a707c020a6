package kernel

import (
	"math/rand/v2"
	"testing"
)

// features is a network without its classifier, as a sequence of kernel calls on 32×32 images with random weights.
type features struct {
	r              *rand.Rand
	batch, h, w, c int
	y              []float32 // the last output
	steps          []func()
	flops          float64
}

func newFeatures(batch int) *features {
	r := rand.New(rand.NewPCG(27, 28))
	return &features{r: r, batch: batch, h: 32, w: 32, c: 3, y: randoms(r, batch*32*32*3)}
}

func (f *features) weights(n, fan int) []float32 {
	w := randoms(f.r, n)
	scale(w, w, 1/float32(fan))
	return w
}

func (f *features) do(step func()) { f.steps = append(f.steps, step) }

func (f *features) run() {
	for _, step := range f.steps {
		step()
	}
}

// conv appends a convolution with padding "same" as TensorFlow lays it.
func (f *features) conv(kernel, out, stride int, relu, pool bool) {
	pad := func(n int) (int, int) {
		total := max((chunks(n, stride)-1)*stride+kernel-n, 0)
		return total / 2, total - total/2
	}
	c := Conv{Batch: f.batch, Height: f.h, Width: f.w, In: f.c, Rows: kernel, Cols: kernel, Out: out, Stride: stride,
		ReLU: relu, MaxPool: pool}
	c.Top, c.Bottom = pad(f.h)
	c.Left, c.Right = pad(f.w)
	p := c.plan()
	for _, r := range p.regions() {
		f.flops += 2 * float64(c.Batch*r.pixels()*r.tapRows()*r.tapCols()*c.In*c.Out)
	}
	x, w, b := f.y, f.weights(kernel*kernel*f.c*out, kernel*kernel*f.c), f.weights(out, 10)
	f.h, f.w = c.OutSize()
	y := make([]float32, f.batch*f.h*f.w*out)
	f.do(func() { c.Forward(y, nil, x, w, b) })
	f.y, f.c = y, out
}

func (f *features) depthwise(kernel, stride int) {
	s := Pool{Height: f.h, Width: f.w, Window: kernel}
	total := max((chunks(s.Height, stride)-1)*stride+kernel-s.Height, 0)
	d := Depthwise{Batch: f.batch, Height: f.h, Width: f.w, Channels: f.c, Rows: kernel, Cols: kernel, Stride: stride,
		Top: total / 2, Bottom: total - total/2, Left: total / 2, Right: total - total/2}
	x, w, b := f.y, f.weights(kernel*kernel*f.c, kernel*kernel), f.weights(f.c, 10)
	f.h, f.w = d.OutSize()
	y := make([]float32, f.batch*f.h*f.w*f.c)
	f.do(func() { d.Forward(y, x, w, b) })
	f.y = y
}

func (f *features) pool(window, stride, before int) {
	p := Pool{Batch: f.batch, Height: f.h, Width: f.w, Channels: f.c, Window: window, Stride: stride, Top: before,
		Bottom: before, Left: before, Right: before}
	x := f.y
	f.h, f.w = p.OutSize()
	y := make([]float32, f.batch*f.h*f.w*f.c)
	f.do(func() { p.Forward(y, x) })
	f.y = y
}

func (f *features) swish() {
	y := f.y
	f.do(func() { Swish(y, y) })
}

func (f *features) add(x []float32, relu bool) {
	y := f.y
	f.do(func() {
		Add(y, y, x)
		if relu {
			ReLU(y, y)
		}
	})
}

func (f *features) norm() {
	scale, shift, x, y := f.weights(f.c, 1), f.weights(f.c, 10), f.y, make([]float32, len(f.y))
	f.do(func() {
		Affine(y, x, scale, shift)
		ReLU(y, y)
	})
	f.y = y
}

// squeeze appends squeeze-and-excite with the given number of hidden units.
func (f *features) squeeze(hidden int) {
	x, pixels, c, batch := f.y, f.h*f.w, f.c, f.batch
	mean, h, s := make([]float32, batch*c), make([]float32, batch*hidden), make([]float32, batch*c)
	w1, w2, b1, b2 := f.weights(c*hidden, c), f.weights(c*hidden, hidden), f.weights(hidden, 10), f.weights(c, 10)
	f.do(func() {
		GlobalMean(mean, x, batch, pixels, c)
		Dense{Batch: batch, In: c, Out: hidden}.Forward(h, mean, w1, b1)
		Swish(h, h)
		Dense{Batch: batch, In: hidden, Out: c}.Forward(s, h, w2, b2)
		Sigmoid(s, s)
		ScaleChannels(x, x, s, batch, pixels, c)
	})
}

func vgg16(batch int) *features {
	f := newFeatures(batch)
	for _, block := range [][2]int{{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}} {
		for i := range block[1] {
			f.conv(3, block[0], 1, true, i == block[1]-1)
		}
	}
	return f
}

func resnet50(batch int) *features {
	f := newFeatures(batch)
	f.conv(7, 64, 2, true, false)
	f.pool(3, 2, 1)
	for stage, blocks := range []int{3, 4, 6, 3} {
		filters := 64 << stage
		for b := range blocks {
			stride, x, h, w, c := 1, f.y, f.h, f.w, f.c
			if b == 0 && stage > 0 {
				stride = 2
			}
			shortcut := x
			if b == 0 {
				f.conv(1, 4*filters, stride, false, false)
				shortcut, f.y, f.h, f.w, f.c = f.y, x, h, w, c
			}
			f.conv(1, filters, stride, true, false)
			f.conv(3, filters, 1, true, false)
			f.conv(1, 4*filters, 1, false, false)
			f.add(shortcut, true)
		}
	}
	return f
}

func resnet152v2(batch int) *features {
	f := newFeatures(batch)
	f.conv(7, 64, 2, false, false)
	f.pool(3, 2, 1)
	for stage, blocks := range []int{3, 8, 36, 3} {
		filters := 64 << stage
		for b := range blocks {
			x, h, w, c, stride := f.y, f.h, f.w, f.c, 1
			if b == blocks-1 && stage < 3 {
				stride = 2
			}
			f.norm()
			act, shortcut := f.y, x
			switch {
			case b == 0:
				f.conv(1, 4*filters, stride, false, false)
				shortcut = f.y
			case stride == 2:
				f.y = x
				f.pool(1, 2, 0)
				shortcut = f.y
			}
			f.y, f.h, f.w, f.c = act, h, w, c
			f.conv(1, filters, 1, true, false)
			f.conv(3, filters, stride, true, false)
			f.conv(1, 4*filters, 1, false, false)
			f.add(shortcut, false)
		}
	}
	f.norm()
	return f
}

func efficientNetB1(batch int) *features {
	f := newFeatures(batch)
	f.conv(3, 32, 2, false, false)
	f.swish()
	for _, s := range []struct{ repeats, filters, kernel, stride, expand int }{{2, 16, 3, 1, 1}, {3, 24, 3, 2, 6},
		{3, 40, 5, 2, 6}, {4, 80, 3, 2, 6},
		{4, 112, 5, 1, 6}, {5, 192, 5, 2, 6}, {2, 320, 3, 1, 6}} {
		for b := range s.repeats {
			x, in, stride := f.y, f.c, 1
			if b == 0 {
				stride = s.stride
			}
			if s.expand > 1 {
				f.conv(1, in*s.expand, 1, false, false)
				f.swish()
			}
			f.depthwise(s.kernel, stride)
			f.swish()
			f.squeeze(max(1, in/4))
			f.conv(1, s.filters, 1, false, false)
			if b > 0 {
				f.add(x, false)
			}
		}
	}
	f.conv(1, 1280, 1, false, false)
	f.swish()
	return f
}

func BenchmarkNets(b *testing.B) {
	for _, n := range []struct {
		name string
		make func(batch int) *features
	}{{"VGG16", vgg16}, {"ResNet50", resnet50}, {"ResNet152V2", resnet152v2}, {"EfficientNetB1", efficientNetB1}} {
		b.Run(n.name, func(b *testing.B) {
			f := n.make(64)
			fastest(b, f.flops, f.run)
		})
	}
}
