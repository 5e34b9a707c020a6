// Package layout turns weights between this package's order, which is Keras' (kernels [rows, columns, in, out], images
// row by row with the channels last), and PyTorch's and ONNX's (kernels [out, in, rows, columns], images channel by
// channel).
package layout

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Weights are a network's weights by name ("conv2d/kernel"), row by row.
type Weights map[string][]float32

// Check says which of a network's tensors is missing, or has another number of values.
func (w Weights) Check(n nets.Net) error {
	parameters, err := nets.Parameters(n)
	if err != nil {
		return err
	}
	for _, p := range parameters {
		if len(w[p.Name]) != p.Size() {
			return fmt.Errorf("%s: %s has %d values, but the network needs %d; they belong to another network", n.Name,
				p.Name, len(w[p.Name]), p.Size())
		}
	}
	return nil
}

// Of is one tensor of a placed layer.
func (w Weights) Of(l nets.Placed, tensor string) []float32 { return w[l.Name+"/"+tensor] }

// Kernel is a convolution's kernel [rows, columns, in, out]; that of a SparseConv has zeros where table I of LeCun et
// al. 1998 has no link.
func (w Weights) Kernel(l nets.Placed) []float32 {
	values := w.Of(l, "kernel")
	if l.Kind != nets.KindSparseConv {
		return values
	}
	links, in, out := nets.C3Links(), l.In.Channels, l.Out.Channels
	full := make([]float32, l.Kernel*l.Kernel*in*out)
	for place := range l.Kernel * l.Kernel {
		for i, link := range links {
			full[(place*in+link[0])*out+link[1]] = values[place*len(links)+i]
		}
	}
	return full
}

// Window is the kernel [rows, columns, channels, 1] of the convolution, channel by channel, that a SubSample is: the
// same coefficient at every place.
func (w Weights) Window(l nets.Placed) []float32 {
	coefficients := w.Of(l, "coefficient")
	all := make([]float32, 0, l.Window*l.Window*len(coefficients))
	for range l.Window * l.Window {
		all = append(all, coefficients...)
	}
	return all
}

// Codes are an RBF output as a dense layer: −|x−w|² is x·2w − |w|² − |x|², and the last term is the same for all
// classes, so that softmax does not see it. It returns the kernel 2w [in, out] and the bias −|w|².
func (w Weights) Codes(l nets.Placed) (kernel, bias []float32) {
	codes := w.Of(l, "codes")
	kernel, bias = make([]float32, len(codes)), make([]float32, l.Out.Channels)
	for i, c := range codes {
		kernel[i] = 2 * c
		bias[i%l.Out.Channels] -= float32(c * c)
	}
	return kernel, bias
}

// Transpose lays a tensor's values out with its axes in another order, as numpy.transpose.
func Transpose(values []float32, shape []int, axes ...int) []float32 {
	stride := make([]int, len(shape))
	size := 1
	for i := len(shape) - 1; i >= 0; i-- {
		stride[i] = size
		size *= shape[i]
	}
	out, at := make([]float32, len(values)), make([]int, len(axes))
	for i := range out {
		from := 0
		for j, axis := range axes {
			from += at[j] * stride[axis]
		}
		out[i] = values[from]
		for j := len(axes) - 1; j >= 0; j-- {
			if at[j]++; at[j] < shape[axes[j]] {
				break
			}
			at[j] = 0
		}
	}
	return out
}

// Order says where the values of a vector stand in the order of PyTorch and ONNX: place i there is place Order[i] here.
// nil is the same order. Flattening an image is where they part.
type Order []int

// Flattened is the order of an image's values behind Flatten.
func Flattened(s nets.Shape) Order {
	if s.Height*s.Width <= 1 {
		return nil
	}
	order := make(Order, 0, s.Size())
	for c := range s.Channels {
		for place := range s.Height * s.Width {
			order = append(order, place*s.Channels+c)
		}
	}
	return order
}

// Rows are the rows of a matrix in that order; a vector has rows of one value.
func (o Order) Rows(values []float32, columns int) []float32 {
	if o == nil {
		return values
	}
	out := make([]float32, 0, len(values))
	for _, from := range o {
		out = append(out, values[from*columns:(from+1)*columns]...)
	}
	return out
}

// Back undoes Rows.
func (o Order) Back(values []float32, columns int) []float32 {
	if o == nil {
		return values
	}
	out := make([]float32, len(values))
	for i, to := range o {
		copy(out[to*columns:(to+1)*columns], values[i*columns:])
	}
	return out
}

// Pads are the zeros above and below, or left and right, that a convolution with TensorFlow's SAME padding adds.
func Pads(l nets.Placed) (before, after int) {
	if !l.SamePad {
		return 0, 0
	}
	all := max((l.Out.Height-1)*max(l.Strides, 1)+l.Kernel-l.In.Height, 0)
	return all / 2, all - all/2
}

// Links are the weights of a SparseConv [places, links] in a full kernel [rows, columns, in, out]; values without a
// link are dropped.
func Links(full []float32, l nets.Placed) []float32 {
	var values []float32
	for place := range l.Kernel * l.Kernel {
		for _, link := range nets.C3Links() {
			values = append(values, full[(place*l.In.Channels+link[0])*l.Out.Channels+link[1]])
		}
	}
	return values
}
