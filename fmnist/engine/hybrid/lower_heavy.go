package hybrid

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
)

// heavy is the number of multiplications from which products become kernel calls: at 10 per nanosecond they take about
// as long as a further segment.
const heavy = 1 << 16

// DotGeneral is a matrix product whenever the contracted axes of both operands stand together at one end.
func (f *function) DotGeneral(a compute.Value, contractA, batchA []int, b compute.Value, contractB, batchB []int,
	config compute.DotGeneralConfig,
) (compute.Value, error) {
	out, err := f.stockDotGeneral(a, contractA, batchA, b, contractB, batchB, config)
	single := func(t dtypes.DType) bool { return t == dtypes.Float32 || t == dtypes.InvalidDType }
	d, ok := dims(a, b)
	if err != nil || !ok || len(batchA)+len(batchB) > 0 || !single(config.AccumulatorDType) ||
		!single(config.OutputDType) {
		return out, err
	}
	firstA, okA := end(contractA, len(d[0]))
	firstB, okB := end(contractB, len(d[1]))
	k := 1
	for _, axis := range contractA {
		k *= d[0][axis]
	}
	m, n := product(d[0])/k, product(d[1])/k
	if !okA || !okB || m*n*k < heavy {
		return out, nil
	}
	return f.offer(&Kernel{Name: "matmul", FLOPs: []float64{2 * float64(m*n*k)}, Run: func(in, out []any) error {
		kernel.MatMul(floats(out[0]), floats(in[0]), floats(in[1]), m, n, k, firstA, !firstB)
		return nil
	}}, out, nil)
}

// end says whether the axes are the first (or else the last) of rank, in their order.
func end(axes []int, rank int) (first, ok bool) {
	if len(axes) == 0 || len(axes) == rank {
		return false, false
	}
	for i := range axes {
		if axes[i] != axes[0]+i {
			return false, false
		}
	}
	return axes[0] == 0, axes[0] == 0 || axes[len(axes)-1] == rank-1
}

// channelsLast is the layout of the kernels: [batch, height, width, channels] and [rows, columns, in, out].
func channelsLast(a compute.ConvolveAxesConfig) bool {
	return a.InputBatch == 0 && slices.Equal(a.InputSpatial, []int{1, 2}) && a.InputChannels == 3 &&
		slices.Equal(a.KernelSpatial, []int{0, 1}) && a.KernelInputChannels == 2 && a.KernelOutputChannels == 3 &&
		a.OutputBatch == 0 && slices.Equal(a.OutputSpatial, []int{1, 2}) && a.OutputChannels == 3
}

// plainly says that all values are 1 (or absent).
func plainly(v []int) bool { return !slices.ContainsFunc(v, func(x int) bool { return x != 1 }) }

// ConvGeneral becomes a kernel for plain convolutions of images and for depthwise ones.
func (f *function) ConvGeneral(x, w compute.Value, axes compute.ConvolveAxesConfig, strides []int, paddings [][2]int,
	inputDilations, kernelDilations []int, channelGroups, batchGroups int,
) (compute.Value, error) {
	out, err := f.stockConvGeneral(x, w, axes, strides, paddings, inputDilations, kernelDilations, channelGroups,
		batchGroups)
	d, ok := dims(x, w)
	if err != nil || !ok || !channelsLast(axes) || !plainly(inputDilations) || !plainly(kernelDilations) ||
		batchGroups > 1 ||
		!square(strides) || product(out.(*value).shape.Dimensions)*product(d[1][:3]) < heavy {
		return out, err
	}
	pad := append(slices.Clone(paddings), [][2]int{{}, {}}[len(paddings):]...)
	stride := append(slices.Clone(strides), 1)[0]
	if slices.ContainsFunc(pad, func(p [2]int) bool { return p[0] < 0 || p[1] < 0 }) {
		return out, nil
	}
	k := &Kernel{Name: "conv", FLOPs: []float64{2 * float64(product(out.(*value).shape.Dimensions)*product(d[1][:3]))}}
	switch {
	case channelGroups <= 1:
		c := kernel.Conv{
			Batch: d[0][0], Height: d[0][1], Width: d[0][2], In: d[0][3], Rows: d[1][0], Cols: d[1][1], Out: d[1][3],
			Stride: stride,
			Top:    pad[0][0], Bottom: pad[0][1], Left: pad[1][0], Right: pad[1][1],
		}
		k.Run = func(in, out []any) error {
			c.Forward(floats(out[0]), nil, floats(in[0]), floats(in[1]), nil)
			return nil
		}
	case channelGroups == d[0][3] && d[1][2] == 1 && d[1][3] == d[0][3]:
		c := kernel.Depthwise{
			Batch: d[0][0], Height: d[0][1], Width: d[0][2], Channels: d[0][3], Rows: d[1][0], Cols: d[1][1],
			Stride: stride,
			Top:    pad[0][0], Bottom: pad[0][1], Left: pad[1][0], Right: pad[1][1],
		}
		k.Run = func(in, out []any) error { c.Forward(floats(out[0]), floats(in[0]), floats(in[1]), nil); return nil }
	default:
		return out, nil
	}
	return f.offer(k, out, nil)
}

// square says that both axes have the same stride.
func square(strides []int) bool {
	return len(strides) == 0 || len(strides) == 2 && strides[0] == strides[1]
}

// ReduceWindow becomes a kernel for max-pooling of images over square windows.
func (f *function) ReduceWindow(x compute.Value, reduction compute.ReduceOpType, window, strides, inputDilations,
	windowDilations []int,
	paddings [][2]int,
) (compute.Value, error) {
	out, err := f.stockReduceWindow(x, reduction, window, strides, inputDilations, windowDilations, paddings)
	d, ok := dims(x)
	if err != nil || !ok || reduction != compute.ReduceOpMax || len(d[0]) != 4 || product(d[0]) < worthwhile ||
		!plainly(inputDilations) || !plainly(windowDilations) {
		return out, err
	}
	if len(strides) == 0 {
		strides = window // as in GoMLX
	}
	if len(paddings) == 0 {
		paddings = make([][2]int, 4)
	}
	if len(window) != 4 || len(strides) != 4 || window[1] != window[2] || strides[1] != strides[2] ||
		window[0]*window[3]*strides[0]*strides[3] != 1 || paddings[0] != [2]int{} || paddings[3] != [2]int{} {
		return out, nil
	}
	p := kernel.Pool{
		Batch: d[0][0], Height: d[0][1], Width: d[0][2], Channels: d[0][3], Window: window[1], Stride: strides[1],
		Top: paddings[1][0], Bottom: paddings[1][1], Left: paddings[2][0], Right: paddings[2][1],
	}
	return f.offer(&Kernel{Name: "max pool", Run: func(in, out []any) error {
		p.Forward(floats(out[0]), floats(in[0]))
		return nil
	}}, out, nil)
}
