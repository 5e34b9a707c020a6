package nets

import (
	"errors"
	"fmt"
	"math"
)

// Shape is height, width, channels for images, and 0, 0, length for vectors.
type Shape struct {
	Height   int `json:"height,omitempty"`
	Width    int `json:"width,omitempty"`
	Channels int `json:"channels"`
}

func (s Shape) vector() bool { return s.Height == 0 }

// Size is the number of values.
func (s Shape) Size() int { return max(s.Height, 1) * max(s.Width, 1) * s.Channels }

// values is Size without overflow.
func (s Shape) values() float64 {
	return float64(max(s.Height, 1)) * float64(max(s.Width, 1)) * float64(s.Channels)
}

// String prints the shape as Keras does, the batch axis as None.
func (s Shape) String() string {
	if s.vector() {
		return fmt.Sprintf("(None, %d)", s.Channels)
	}
	return fmt.Sprintf("(None, %d, %d, %d)", s.Height, s.Width, s.Channels)
}

func (s Shape) short() string {
	if s.vector() {
		return fmt.Sprintf("a vector of %d", s.Channels)
	}
	return fmt.Sprintf("%d×%d×%d", s.Height, s.Width, s.Channels)
}

// InputShape is the shape of one prepared image or feature vector.
func (n Net) InputShape() Shape {
	if n.Features != (Shape{}) {
		return n.Features
	}
	return Shape{n.Prepare.Side(), n.Prepare.Side(), 1}
}

// layersLimit is far beyond any network for 28×28 pixels, and keeps a damaged description from filling the memory with
// graphs.
const layersLimit = 500

// sizeLimit keeps a slip of the keyboard, Dense(1e9), from asking for terabytes: 2²⁸ values are 1 GiB of float32.
const sizeLimit = 1 << 28

// Shapes are the output shapes of all layers. The error names the first layer that does not fit, where it stands, what
// it needs and what it got.
func Shapes(n Net) ([]Shape, error) {
	switch in := n.InputShape(); {
	case len(n.Layers) == 0:
		return nil, fmt.Errorf("%s has no layers; give at least Flatten and Dense(10)", n.title())
	case len(n.Layers) > layersLimit:
		return nil, fmt.Errorf("%s has %d layers; at most %d are possible", n.title(), len(n.Layers), layersLimit)
	case in.Channels < 1 || in.Height < 0 || in.Width < 0 || (in.Height == 0) != (in.Width == 0) ||
		!(in.values() <= sizeLimit):
		return nil, fmt.Errorf("%s: its features have the shape %d×%d×%d; all must be at least 1 and together at most %d values, "+
			"and a vector has only channels", n.title(), in.Height, in.Width, in.Channels, sizeLimit)
	}
	if n.Prepare != AsIs && n.Prepare != Pad32 && n.Prepare != Resize32 {
		return nil, fmt.Errorf("%s: unknown preparation %q; use %q or %q", n.title(), string(n.Prepare), string(Pad32),
			string(Resize32))
	}
	shape, after := n.InputShape(), "the input"
	shapes := make([]Shape, len(n.Layers))
	for i, l := range n.Layers {
		next, err := l.output(shape)
		if errors.Is(err, errElsewhere) {
			return nil, fmt.Errorf("%s: layer %d %s is %w", n.title(), i+1, l, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: layer %d %s %w, got %s after %s", n.title(), i+1, l, err, shape.short(), after)
		}
		if max(next.values(), l.weights(shape)) > sizeLimit {
			return nil, fmt.Errorf("%s: layer %d %s would need more than 1 GiB; make it smaller", n.title(), i+1, l)
		}
		shapes[i], shape, after = next, next, l.String()
	}
	return shapes, nil
}

// Check reports the first mistake in a classifier of that many classes: a layer that does not fit, or an output
// of the wrong length.
func Check(n Net, classes int) error {
	shapes, err := Shapes(n)
	if err != nil {
		return err
	}
	if last := shapes[len(shapes)-1]; !last.vector() || last.Channels != classes {
		return fmt.Errorf("%s: the last layer %s gives %s, but there are %d classes; end with Dense(%d)",
			n.title(), n.Layers[len(n.Layers)-1], last.short(), classes, classes)
	}
	return nil
}

func (n Net) title() string {
	if n.Name == "" {
		return "the network"
	}
	return n.Name
}

var (
	errImage  = errors.New("needs an image")
	errVector = errors.New("needs a vector (put Flatten before it)")
)

func (l Layer) output(in Shape) (Shape, error) {
	if err := l.settings(); err != nil {
		return in, err
	}
	switch l.Kind {
	case KindConv, KindSparseConv:
		return l.convOutput(in)
	case KindMaxPool, KindAvgPool, KindSubSample:
		return l.poolOutput(in)
	case KindGlobalMax, KindGlobalAvg:
		if in.vector() {
			return in, errImage
		}
		return Shape{Channels: in.Channels}, nil
	case KindFlatten:
		return Shape{Channels: in.Size()}, nil
	case KindDense, KindRBF:
		if l.Units < 1 {
			return in, errors.New("needs at least 1 unit")
		}
		if !in.vector() {
			return in, errVector
		}
		return Shape{Channels: l.Units}, nil
	case KindDropout:
		if math.IsNaN(l.Rate) || l.Rate < 0 || l.Rate >= 1 {
			return in, errors.New("needs a rate of at least 0 and below 1")
		}
		return in, nil
	case KindOwn:
		return l.ownOutput(in)
	}
	if l.activation() || l.Kind == KindBatchNorm {
		return in, nil
	}
	return in, fmt.Errorf("is of unknown kind %q", string(l.Kind))
}

// settings refuses what a kind of layer does not have.
func (l Layer) settings() error {
	conv := l.Kind == KindConv || l.Kind == KindSparseConv
	pool := l.Kind == KindMaxPool || l.Kind == KindAvgPool || l.Kind == KindSubSample
	switch {
	case (l.Name != "" || l.Version != 0) && l.Kind != KindOwn:
		return errors.New("has no name and no version; only layers of your own have them")
	case l.SamePad && !conv:
		return errors.New("cannot be padded; only convolutions have Same")
	case l.Strides != 0 && !conv && !pool:
		return errors.New("has no stride; only convolutions and pooling have one")
	case l.Strides < 0:
		return errors.New("needs a stride of at least 1")
	case l.Decay != 0 && !conv && l.Kind != KindDense:
		return errors.New("has no kernel for L2; only convolutions and dense layers have one")
	case !(l.Decay >= 0) || math.IsInf(l.Decay, 0):
		return errors.New("needs an L2 factor of at least 0, such as 0.001")
	}
	return nil
}

func (l Layer) convOutput(in Shape) (Shape, error) {
	if in.vector() {
		return in, errImage
	}
	stride := max(l.Strides, 1)
	switch {
	case l.Filters < 1:
		return in, errors.New("needs at least 1 filter")
	case l.Kernel < 1:
		return in, errors.New("needs a kernel of at least 1×1")
	case l.Kind == KindSparseConv && l.Filters != sparseFilters:
		return in, fmt.Errorf("has %d filters, table I of the 1998 paper has %d; use SparseConv(%d)", l.Filters,
			sparseFilters, l.Kernel)
	case l.Kind == KindSparseConv && in.Channels != 6:
		return in, errors.New("needs 6 input maps (table I of the 1998 paper)")
	}
	out := Shape{Channels: l.Filters}
	if l.SamePad {
		out.Height, out.Width = (in.Height+stride-1)/stride, (in.Width+stride-1)/stride
		return out, nil
	}
	if in.Height < l.Kernel || in.Width < l.Kernel {
		return in, fmt.Errorf("needs at least %d×%d input", l.Kernel, l.Kernel)
	}
	out.Height, out.Width = (in.Height-l.Kernel)/stride+1, (in.Width-l.Kernel)/stride+1
	return out, nil
}

func (l Layer) poolOutput(in Shape) (Shape, error) {
	if in.vector() {
		return in, errImage
	}
	if l.Window < 1 {
		return in, errors.New("needs a window of at least 1×1")
	}
	if in.Height < l.Window || in.Width < l.Window {
		return in, fmt.Errorf("needs at least %d×%d input", l.Window, l.Window)
	}
	stride := l.PoolStride()
	return Shape{(in.Height-l.Window)/stride + 1, (in.Width-l.Window)/stride + 1, in.Channels}, nil
}

// PoolStride is the step of a pooling window, pixels: its side unless stated otherwise.
func (l Layer) PoolStride() int {
	if l.Strides > 0 {
		return l.Strides
	}
	return l.Window
}

// Convolutions are the numbers of layers up to each convolution and the ReLU after it.
func Convolutions(n Net) (depths []int) {
	for i, l := range n.Layers {
		if l.Kind == KindConv || l.Kind == KindSparseConv {
			depth := i + 1
			if depth < len(n.Layers) && n.Layers[depth].Kind == KindReLU {
				depth++
			}
			depths = append(depths, depth)
		}
	}
	return depths
}
