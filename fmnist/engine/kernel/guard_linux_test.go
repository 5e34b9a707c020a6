package kernel

import (
	"math/rand/v2"
	"os"
	"runtime/debug"
	"syscall"
	"testing"
	"unsafe"
)

// fence hands out memory between two pages that cannot be touched, at one end or the other: a vector that reaches past
// a slice faults.
type fence struct {
	t *testing.T
	r *rand.Rand
}

func (f fence) bytes(n int) []uint8 {
	f.t.Helper()
	page := os.Getpagesize()
	size := chunks(max(n, 1), page) * page
	all, err := syscall.Mmap(-1, 0, size+2*page, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		f.t.Skipf("no guarded memory: %v", err)
	}
	f.t.Cleanup(func() { _ = syscall.Munmap(all) })
	for _, side := range [][]byte{all[:page], all[page+size:]} {
		if err := syscall.Mprotect(side, syscall.PROT_NONE); err != nil {
			f.t.Fatal(err)
		}
	}
	if f.r.IntN(4) == 0 {
		return all[page : page+n : page+n]
	}
	return all[page+size-n : page+size : page+size]
}

func (f fence) floats(n int) []float32 {
	f.t.Helper()
	if n == 0 {
		return nil
	}
	x := unsafe.Slice((*float32)(unsafe.Pointer(&f.bytes(4 * n)[0])), n)
	copy(x, randoms(f.r, n))
	return x
}

func TestNothingOutsideSlices(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer setProcessors(1)() // a fault on another goroutine could not be turned into a failure
	eachLevel(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(25, 26))
		for range trials(60) {
			t.Run("", func(t *testing.T) {
				f := fence{t, r}
				f.convolve(randomConv(r))
				f.multiply(1+r.IntN(40), 1+r.IntN(70), 1+r.IntN(40))
				f.maps(r.IntN(80))
			})
		}
		for seed := range uint64(trials(10)) {
			c := newSource(seed).winogradShape()
			h, w := c.OutSize()
			f := fence{t, r}
			c.Forward(f.floats(c.Batch*h*w*c.Out), nil, f.floats(c.Batch*c.Height*c.Width*c.In), f.floats(9*c.In*c.Out),
				f.floats(c.Out))
		}
	})
}

func (f fence) convolve(c Conv) {
	h, w := c.OutSize()
	out := c.Batch * h * w * c.Out
	x, k, b, y, choice := f.floats(c.Batch*c.Height*c.Width*c.In), f.floats(c.Rows*c.Cols*c.In*c.Out), f.floats(c.Out),
		f.floats(out), f.bytes(out)
	c.Forward(y, choice, x, k, b)
	c.Backward(f.floats(len(x)), f.floats(len(k)), f.floats(c.Out), f.floats(out), y, choice, x, k)
	c.MaxPool = false
	h, w = c.OutSize()
	y = f.floats(c.Batch * h * w * c.Out)
	c.Forward(y, nil, x, k, b)
	c.Backward(f.floats(len(x)), f.floats(len(k)), f.floats(c.Out), f.floats(len(y)), y, nil, x, k)

	d := Depthwise{Batch: c.Batch, Height: c.Height, Width: c.Width, Channels: c.In, Rows: c.Rows, Cols: c.Cols,
		Stride: c.Stride, Top: c.Top,
		Bottom: c.Bottom, Left: c.Left, Right: c.Right}
	y, k, b = f.floats(c.Batch*h*w*c.In), f.floats(c.Rows*c.Cols*c.In), f.floats(c.In)
	d.Forward(y, x, k, b)
	d.Backward(f.floats(len(x)), f.floats(len(k)), f.floats(c.In), f.floats(len(y)), y, x, k)
}

func (f fence) multiply(m, n, k int) {
	for i := range 4 {
		MatMul(f.floats(m*n), f.floats(m*k), f.floats(k*n), m, n, k, i&1 == 1, i&2 == 2)
	}
	d := Dense{Batch: m, In: k, Out: n, ReLU: true}
	x, w, y := f.floats(m*k), f.floats(k*n), f.floats(m*n)
	d.Forward(y, x, w, f.floats(n))
	d.Backward(f.floats(m*k), f.floats(k*n), f.floats(n), f.floats(m*n), y, x, w)
}

func (f fence) maps(n int) {
	x, y, z := f.floats(n), f.floats(n), f.floats(n)
	for _, do := range []func(y, x []float32){ReLU, Sigmoid, Tanh, Swish} {
		do(y, x)
	}
	for _, do := range []func(y, a, b []float32){Add, Mul, ReLUBackward, SwishBackward} {
		do(z, x, y)
	}
	Pixels(x, f.bytes(n))
	adam(f.floats(n), f.floats(n), f.floats(n), x, 1, 0.9, 0.9, 1)
	if n > 0 {
		Affine(f.floats(3*n), f.floats(3*n), x, y)
		GlobalMax(x, f.floats(5*n), 1, 5, n)
		Pool{Batch: 1, Height: 5, Width: 5, Channels: n, Window: 3, Stride: 2}.Forward(f.floats(4*n), f.floats(25*n))
		Pool{Batch: 1, Height: 5, Width: 5, Channels: n, Window: 2}.Forward(f.floats(4*n), f.floats(25*n))
	}
}
