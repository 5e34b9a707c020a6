package hybrid

import (
	"os"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// Stock operations become kernel calls too where a kernel does the same on float32 values and there is enough to do, so
// that networks built from GoMLX's own layers gain as well and chains of kernels are not interrupted.

// Lowering says whether operations may become kernel calls. FMNIST_LOWERING=off keeps GoMLX's own, for comparison.
func Lowering() bool { return os.Getenv("FMNIST_LOWERING") != "off" }

// An elementwise operation becomes a kernel call from so many elements on that the kernel saves more than the 10 µs
// that a further segment can cost: stock sums and products take 1 to 4 ns an element, exponentials 14.
const (
	worthwhile    = 1 << 12
	worthwhileExp = 1 << 9
)

// offer attaches a kernel to the node that has just been recorded; nil is none.
func (f *function) offer(k *Kernel, out compute.Value, err error) (compute.Value, error) {
	if v, ok := out.(*value); err == nil && ok && k != nil && f == f.builder.main && f.builder.lower {
		k.Outputs = []shapes.Shape{v.shape}
		v.node.kernel = k
		f.builder.kernels++
	}
	return out, err
}

// dims are the dimensions of float32 operands of fixed size; ok is false for others.
func dims(operands ...compute.Value) (d [][]int, ok bool) {
	for _, o := range operands {
		v, isValue := o.(*value)
		if !isValue || v.shape.DType != dtypes.Float32 || v.shape.IsDynamic() || v.shape.Size() == 0 {
			return nil, false
		}
		d = append(d, v.shape.Dimensions)
	}
	return d, true
}

func product(d []int) int {
	n := 1
	for _, v := range d {
		n *= v
	}
	return n
}

func floats(a any) []float32 { return a.([]float32) }

func (f *function) Add(a, b compute.Value) (compute.Value, error) {
	out, err := f.stockAdd(a, b)
	return f.offer(binary(a, b, kernel.Add, kernel.BiasAdd, nil), out, err)
}

func (f *function) Mul(a, b compute.Value) (compute.Value, error) {
	out, err := f.stockMul(a, b)
	perChannel := func(y, x, c []float32) { kernel.Affine(y, x, c, make([]float32, len(c))) }
	return f.offer(binary(a, b, kernel.Mul, perChannel, kernel.ScaleChannels), out, err)
}

// binary is a kernel for operands of one shape, or with a second operand that is the same for all positions
// (perChannel) or all pixels (perImage).
func binary(a, b compute.Value, same func(y, a, b []float32), perChannel func(y, x, c []float32),
	perImage func(y, x, s []float32, batch, pixels, channels int),
) *Kernel {
	d, ok := dims(a, b)
	if !ok || max(product(d[0]), product(d[1])) < worthwhile {
		return nil
	}
	x, c, at := d[0], d[1], 0
	if product(x) < product(c) {
		x, c, at = c, x, 1
	}
	k := &Kernel{Name: "elementwise", InPlace: []int{at}}
	last := len(x) - 1
	switch {
	case slices.Equal(x, c):
		k.Run = func(in, out []any) error { same(floats(out[0]), floats(in[0]), floats(in[1])); return nil }
	case len(x) != len(c) || c[last] != x[last]:
		return nil
	case product(c) == c[last]:
		k.Run = func(in, out []any) error { perChannel(floats(out[0]), floats(in[at]), floats(in[1-at])); return nil }
	case perImage != nil && last > 0 && c[0] == x[0] && product(c) == c[0]*c[last]:
		k.Run = func(in, out []any) error {
			perImage(floats(out[0]), floats(in[at]), floats(in[1-at]), x[0], product(x[1:last]), x[last])
			return nil
		}
	default:
		return nil
	}
	return k
}

func (f *function) Logistic(x compute.Value) (compute.Value, error) {
	out, err := f.stockLogistic(x)
	return f.offer(unary(x, kernel.Sigmoid), out, err)
}

func (f *function) Tanh(x compute.Value) (compute.Value, error) {
	out, err := f.stockTanh(x)
	return f.offer(unary(x, kernel.Tanh), out, err)
}

func unary(x compute.Value, run func(y, x []float32)) *Kernel {
	if d, ok := dims(x); !ok || product(d[0]) < worthwhileExp {
		return nil
	}
	return &Kernel{Name: "elementwise", InPlace: []int{0}, Run: func(in, out []any) error {
		run(floats(out[0]), floats(in[0]))
		return nil
	}}
}

// ReduceSum over all axes but the last is what gradients of biases are.
func (f *function) ReduceSum(x compute.Value, axes ...int) (compute.Value, error) {
	out, err := f.stockReduceSum(x, axes...)
	d, ok := dims(x)
	if err != nil || !ok || len(axes) == 0 || len(axes) != len(d[0])-1 || product(d[0]) < worthwhile {
		return out, err
	}
	for i, axis := range slices.Sorted(slices.Values(axes)) {
		if axis != i {
			return out, nil
		}
	}
	return f.offer(&Kernel{Name: "sum", Run: func(in, out []any) error {
		kernel.BiasGradient(floats(out[0]), floats(in[0]))
		return nil
	}}, out, nil)
}

// Concatenate copies runs of the operands in turn.
func (f *function) Concatenate(axis int, operands ...compute.Value) (compute.Value, error) {
	out, err := f.stockConcatenate(axis, operands...)
	d, ok := dims(operands...)
	if err != nil || !ok || product(out.(*value).shape.Dimensions) < worthwhile {
		return out, err
	}
	return f.offer(&Kernel{Name: "concatenate", Run: func(in, out []any) error {
		y := floats(out[0])
		for i := range product(d[0][:axis]) {
			for k := range in {
				run := product(d[k][axis:])
				y = y[copy(y, floats(in[k])[i*run:(i+1)*run]):]
			}
		}
		return nil
	}}, out, nil)
}
