package backbone

import (
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Kind is the Keras class of a layer.
type Kind string

// The classes that occur in these networks.
const (
	KindInput         Kind = "InputLayer"
	KindRescaling     Kind = "Rescaling"
	KindNormalization Kind = "Normalization"
	KindZeroPad       Kind = "ZeroPadding2D"
	KindConv          Kind = "Conv2D"
	KindDepthwise     Kind = "DepthwiseConv2D"
	KindBatchNorm     Kind = "BatchNormalization"
	KindActivation    Kind = "Activation"
	KindMaxPool       Kind = "MaxPooling2D"
	KindGlobalMean    Kind = "GlobalAveragePooling2D"
	KindReshape       Kind = "Reshape"
	KindMultiply      Kind = "Multiply"
	KindAdd           Kind = "Add"
	KindConcatenate   Kind = "Concatenate"
	KindDropout       Kind = "Dropout"
)

// Activation is the function at the end of a convolution or of an Activation layer.
type Activation string

// The activations that occur in these networks.
const (
	Linear  Activation = ""
	ReLU    Activation = "relu"
	Swish   Activation = "swish" // x·sigmoid(x); Keras 3 calls it silu
	Sigmoid Activation = "sigmoid"
)

// Padding is the number of rows and columns added on each side.
type Padding struct{ Top, Bottom, Left, Right int }

// Layer is one line of a network: a value with Keras' name and settings.
type Layer struct {
	Name       string     // Keras' name, the key of its weights in the file
	Kind       Kind       // Keras' class
	Inputs     []string   // names of the layers that feed it
	Filters    int        // output channels of a Conv2D
	Kernel     int        // side of the square kernel or pooling window, pixels; of a ZeroPadding2D: see zeros
	Stride     int        // pixels per step
	Same       bool       // TensorFlow's SAME padding, otherwise VALID
	Bias       bool       // the convolution adds a bias
	Zeros      Padding    // rows and columns that a ZeroPadding2D adds
	Activation Activation // of a convolution or an Activation layer
	Epsilon    float64    // added to the variance by a BatchNormalization
	Factors    []float64  // of a Rescaling: one for all channels or one per channel
}

// Shape is height, width, channels of one image, or 0, 0, length of a vector.
type Shape = nets.Shape

// output is the shape after the layer for the shapes of its inputs.
func (l Layer) output(in []Shape) Shape {
	s := in[0]
	switch l.Kind {
	case KindZeroPad:
		p := l.Surround(s)
		s.Height += p.Top + p.Bottom
		s.Width += p.Left + p.Right
	case KindConv, KindDepthwise, KindMaxPool:
		s.Height, s.Width = l.slide(s.Height), l.slide(s.Width)
		if l.Kind == KindConv {
			s.Channels = l.Filters
		}
	case KindGlobalMean:
		s.Height, s.Width = 0, 0
	case KindReshape:
		s.Height, s.Width = 1, 1
	case KindConcatenate:
		for _, other := range in[1:] {
			s.Channels += other.Channels
		}
	}
	return s
}

// Surround is what a ZeroPadding2D adds around an image of shape s: the fixed Zeros, or, when Kernel is given, Keras'
// correct_pad for a strided kernel of that side, which adds one row less at the top of an image with an even side.
func (l Layer) Surround(s Shape) Padding {
	if l.Kernel == 0 {
		return l.Zeros
	}
	half := l.Kernel / 2
	return Padding{Top: half - (1 - s.Height%2), Bottom: half, Left: half - (1 - s.Width%2), Right: half}
}

// slide is the number of positions of the window along an axis of n pixels.
func (l Layer) slide(n int) int {
	if l.Same {
		return (n + l.Stride - 1) / l.Stride
	}
	if n < l.Kernel {
		return 0
	}
	return (n-l.Kernel)/l.Stride + 1
}

// Spec is the name and shape of one weight tensor of a layer.
type Spec struct {
	Name  string // Keras' variable name: kernel, bias, gamma, …
	Shape []int  // kernels [rows, columns, in, out], depthwise [rows, columns, channels, 1]; empty for a scalar
}

// Size is the number of values.
func (s Spec) Size() int {
	size := 1
	for _, d := range s.Shape {
		size *= d
	}
	return size
}

// weights are the layer's tensors for that many input channels, in the order in which Keras stores them.
func (l Layer) weights(channels int) []Spec {
	vectors := func(names ...string) (specs []Spec) {
		for _, name := range names {
			specs = append(specs, Spec{name, []int{channels}})
		}
		return specs
	}
	switch l.Kind {
	case KindConv:
		specs := []Spec{{"kernel", []int{l.Kernel, l.Kernel, channels, l.Filters}}}
		if l.Bias {
			specs = append(specs, Spec{"bias", []int{l.Filters}})
		}
		return specs
	case KindDepthwise:
		return []Spec{{"kernel", []int{l.Kernel, l.Kernel, channels, 1}}}
	case KindBatchNorm:
		return vectors("gamma", "beta", "moving_mean", "moving_variance")
	case KindNormalization:
		return append(vectors("mean", "variance"), Spec{"count", nil})
	}
	return nil
}

// Trainable says whether Keras trains a tensor of that name when its layer is not frozen.
func Trainable(tensor string) bool {
	switch tensor {
	case "kernel", "bias", "gamma", "beta":
		return true
	}
	return false
}
