package nets

import (
	"fmt"
	"strings"
)

// Kind names what a layer does; it is the word that errors and JSON use.
type Kind string

// The kinds of layers.
const (
	KindConv       Kind = "Conv"
	KindSparseConv Kind = "SparseConv"
	KindMaxPool    Kind = "MaxPool"
	KindAvgPool    Kind = "AvgPool"
	KindSubSample  Kind = "SubSample"
	KindGlobalMax  Kind = "GlobalMaxPool"
	KindGlobalAvg  Kind = "GlobalAvgPool"
	KindFlatten    Kind = "Flatten"
	KindDense      Kind = "Dense"
	KindDropout    Kind = "Dropout"
	KindBatchNorm  Kind = "BatchNorm"
	KindRBF        Kind = "RBF"
	KindReLU       Kind = "ReLU"
	KindTanh       Kind = "Tanh"
	KindSigmoid    Kind = "Sigmoid"
	KindScaledTanh Kind = "ScaledTanh"
	KindOwn        Kind = "Layer"
)

// Layer is one line of a network's description: a plain value that prints as it is typed, compares with ==,
// and hashes through its JSON form. Make one with the constructors below. (Tour, "A network is a value".)
type Layer struct {
	Kind    Kind    `json:"kind"`
	Filters int     `json:"filters,omitempty"` // output channels of a convolution
	Kernel  int     `json:"kernel,omitempty"`  // side of a convolution's square kernel, pixels
	Strides int     `json:"stride,omitempty"`  // pixels per step; 0 means 1 for convolutions, Window for pooling
	SamePad bool    `json:"same,omitempty"`    // TensorFlow's SAME padding; otherwise VALID
	Window  int     `json:"window,omitempty"`  // side of the pooling window, pixels
	Units   int     `json:"units,omitempty"`   // outputs of a dense or RBF layer
	Rate    float64 `json:"rate,omitempty"`    // share of values that dropout zeroes
	Decay   float64 `json:"l2,omitempty"`      // λ of the kernel's L2 penalty λ·Σw², which is added to the loss
	// Name and Version are the identity of an own layer, a function that the description does not hold.
	Name    string `json:"name,omitempty"`
	Version int    `json:"version,omitempty"`
}

// Layers without settings.
var (
	ReLU       = Layer{Kind: KindReLU}       // max(x, 0)
	Tanh       = Layer{Kind: KindTanh}       // hyperbolic tangent
	Sigmoid    = Layer{Kind: KindSigmoid}    // 1/(1+e⁻ˣ)
	ScaledTanh = Layer{Kind: KindScaledTanh} // 1.7159·tanh(2x/3), the squashing function of LeCun et al. 1998
	Flatten    = Layer{Kind: KindFlatten}    // [height, width, channels] → [height·width·channels]
	// GlobalMaxPool and GlobalAvgPool reduce [height, width, channels] to the maximum or the mean of each channel.
	GlobalMaxPool = Layer{Kind: KindGlobalMax}
	GlobalAvgPool = Layer{Kind: KindGlobalAvg}
	// BatchNorm is Keras' BatchNormalization with its defaults: momentum 0.99, epsilon 0.001, γ from 1 and β from 0
	// (Ioffe and Szegedy 2015). It normalizes each channel by the batch while training and by the running means
	// otherwise.
	BatchNorm = Layer{Kind: KindBatchNorm}
)

// Conv is a convolution with that many filters and a square kernel, VALID padding and stride 1.
func Conv(filters, kernel int) Layer { return Layer{Kind: KindConv, Filters: filters, Kernel: kernel} }

// Same pads a convolution with zeros so that a stride of 1 keeps height and width, as Keras' padding="same".
func (l Layer) Same() Layer { l.SamePad = true; return l }

// Stride moves a convolution's kernel or a pooling window by so many pixels a step.
func (l Layer) Stride(pixels int) Layer { l.Strides = pixels; return l }

// L2 adds λ·Σw² over the layer's kernel to the loss, as Keras' kernel_regularizer=L2(λ); biases are left alone.
func (l Layer) L2(lambda float64) Layer { l.Decay = lambda; return l }

// SparseConv is C3 of the 1998 LeNet-5: 16 filters, each looking at three, four or six of the six input maps
// (table I of LeCun et al. 1998), 1,516 parameters with a 5×5 kernel.
func SparseConv(kernel int) Layer {
	return Layer{Kind: KindSparseConv, Filters: sparseFilters, Kernel: kernel}
}

// sparseFilters are the columns of that table.
const sparseFilters = 16

// MaxPool takes the maximum of each window×window square.
func MaxPool(window int) Layer { return Layer{Kind: KindMaxPool, Window: window} }

// AvgPool takes the mean of each window×window square.
func AvgPool(window int) Layer { return Layer{Kind: KindAvgPool, Window: window} }

// SubSample is the trainable sub-sampling of the 1998 LeNet-5: the sum of each window times a coefficient plus a bias,
// one of each per channel.
func SubSample(window int) Layer { return Layer{Kind: KindSubSample, Window: window} }

// Dense is a fully connected layer.
func Dense(units int) Layer { return Layer{Kind: KindDense, Units: units} }

// Dropout zeroes that share of the values while training and scales the others by 1/(1-rate), as Keras does.
func Dropout(rate float64) Layer { return Layer{Kind: KindDropout, Rate: rate} }

// RBF is the output of the 1998 LeNet-5: minus the squared distance to a fixed ±1 code of each class, so that the
// nearest code wins the arg-max.
func RBF(classes int) Layer { return Layer{Kind: KindRBF, Units: classes} }

// String prints the layer as one types it.
func (l Layer) String() string {
	text := l.plain()
	if l.SamePad {
		text += ".Same()"
	}
	if l.Strides != 0 {
		text += fmt.Sprintf(".Stride(%d)", l.Strides)
	}
	if l.Decay != 0 {
		text += fmt.Sprintf(".L2(%g)", l.Decay)
	}
	return text
}

// plain is the layer without what is said after its constructor.
func (l Layer) plain() string {
	switch l.Kind {
	case KindConv:
		return fmt.Sprintf("Conv(%d, %d)", l.Filters, l.Kernel)
	case KindSparseConv:
		return fmt.Sprintf("SparseConv(%d)", l.Kernel)
	case KindMaxPool, KindAvgPool, KindSubSample:
		return fmt.Sprintf("%s(%d)", l.Kind, l.Window)
	case KindDense, KindRBF:
		return fmt.Sprintf("%s(%d)", l.Kind, l.Units)
	case KindDropout:
		return fmt.Sprintf("Dropout(%g)", l.Rate)
	case KindOwn:
		return fmt.Sprintf("Layer(%q, %d)", l.Name, l.Version)
	}
	return string(l.Kind)
}

func (l Layer) activation() bool {
	switch l.Kind {
	case KindReLU, KindTanh, KindSigmoid, KindScaledTanh:
		return true
	}
	return false
}

// Prepare says how 28×28 garments become a network's input.
type Prepare string

// The ways to reach 32×32.
const (
	AsIs     Prepare = ""         // 28×28, pixels ÷ 255
	Pad32    Prepare = "pad32"    // two rows and columns of zeros on every side, as report 2 does
	Resize32 Prepare = "resize32" // bilinear with mirrored edge, as report 1 does with scikit-image
)

// Side is the height and width after the preparation, pixels.
func (p Prepare) Side() int {
	if p == AsIs {
		return 28
	}
	return 32
}

// Net is a network: a name, how images are prepared, and its layers. It is a value: print it, compare it, store it.
type Net struct {
	Name    string  `json:"name"`
	Prepare Prepare `json:"prepare,omitempty"`
	Layers  []Layer `json:"layers"`
	// Features is the shape of the input where a pretrained network in front has turned the images into features; the
	// zero Shape means that the input is an image.
	Features Shape `json:"features,omitzero"`
}

// New makes a network for 28×28 grey images.
func New(name string, layers ...Layer) Net { return Net{Name: name, Layers: layers} }

// Network is the network itself, for those who take networks and heads alike.
func (n Net) Network() Net { return n }

// Padded gives the network 32×32 inputs: the images with two rows and columns of zeros around them, as report 2 does.
func (n Net) Padded() Net { n.Prepare = Pad32; return n }

// Resized gives the network 32×32 inputs: the images enlarged as report 1 does.
func (n Net) Resized() Net { n.Prepare = Resize32; return n }

// String prints the network in one line.
func (n Net) String() string {
	parts := make([]string, len(n.Layers))
	for i, l := range n.Layers {
		parts[i] = l.String()
	}
	input := fmt.Sprintf("%d×%d", n.Prepare.Side(), n.Prepare.Side())
	if n.Features != (Shape{}) {
		input = n.Features.short() + " features"
	}
	return fmt.Sprintf("%s (%s): %s", n.Name, input, strings.Join(parts, " → "))
}

// WithDropout returns the network with a dropout layer of that rate after every hidden dense layer's activation, as
// report 1 does for its second model. Dropout that is there already is replaced; a rate of 0 only takes it out.
func (n Net) WithDropout(rate float64) Net {
	out := Net{Name: n.Name, Prepare: n.Prepare, Features: n.Features}
	dense, last := -1, lastDense(n.Layers)
	for i, l := range n.Layers {
		if l.Kind == KindDropout {
			continue
		}
		out.Layers = append(out.Layers, l)
		if l.Kind == KindDense {
			dense = i
		}
		if rate != 0 && dense >= 0 && dense != last && (l.activation() || !followedByActivation(n.Layers, i)) {
			out.Layers = append(out.Layers, Dropout(rate))
			dense = -1
		}
	}
	return out
}

func lastDense(layers []Layer) int {
	last := -1
	for i, l := range layers {
		if l.Kind == KindDense {
			last = i
		}
	}
	return last
}

func followedByActivation(layers []Layer, i int) bool {
	return i+1 < len(layers) && layers[i+1].activation()
}
