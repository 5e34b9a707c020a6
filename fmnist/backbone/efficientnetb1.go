package backbone

import (
	"fmt"
	"math"
)

// efficientEpsilon is the BatchNormalization epsilon of Keras' EfficientNets, Keras' default.
const efficientEpsilon = 1e-3

// EfficientNetB1 is Keras' EfficientNetB1 (Tan & Le 2019): 6,575,239 parameters. It wants raw pixels 0…255: its first
// layers divide by 255 and normalize. The drop-connect layers are the identity here, as in Keras with training=False.
func EfficientNetB1() Backbone {
	n := &network{}
	n.add(Layer{Name: "input", Kind: KindInput})
	n.add(Layer{Name: "rescaling", Kind: KindRescaling, Factors: []float64{1.0 / 255}})
	n.add(Layer{Name: "normalization", Kind: KindNormalization})
	// The file holds the standard deviations where the variances belong; this layer, in Keras since 2.9, repairs it:
	// dividing twice by √σ divides by σ.
	n.add(Layer{Name: "rescaling_1", Kind: KindRescaling,
		Factors: []float64{1 / math.Sqrt(0.229), 1 / math.Sqrt(0.224), 1 / math.Sqrt(0.225)}})
	n.add(Layer{Name: "stem_conv_pad", Kind: KindZeroPad, Kernel: 3})
	n.add(Layer{Name: "stem_conv", Kind: KindConv, Filters: 32, Kernel: 3, Stride: 2})
	n.norm("stem_bn", efficientEpsilon)
	n.activate("stem_activation", Swish)
	n.mobileBlocks()
	n.add(Layer{Name: "top_conv", Kind: KindConv, Filters: 1280, Kernel: 1, Stride: 1, Same: true})
	n.norm("top_bn", efficientEpsilon)
	n.activate("top_activation", Swish)
	return Backbone{Name: "efficientnetb1", Title: "EfficientNetB1", Layers: n.layers, Scaling: Raw, Gain: 5.75,
		File: File{
			URLs:    []string{"https://storage.googleapis.com/keras-applications/efficientnetb1_notop.h5"},
			MD5:     "74c4e6b3e1f6a1eea24c589628592432",
			WithTop: "1d254153d4ab51201f1646940f018540",
			Bytes:   27018416,
		}}
}

// mobileBlock is one inverted bottleneck: expand, convolve each channel, squeeze and excite, project.
type mobileBlock struct {
	name                     string // with the underscore that follows it
	kernel, stride           int
	in, out, expand, squeeze int // channels in and out; widening factor; channels of the squeeze-and-excite bottleneck
}

// mobileBlocks are the 23 blocks: B0's repeats 1,2,2,3,3,4,1 times the depth factor 1.1, rounded up.
func (n *network) mobileBlocks() {
	in := 32
	for g, group := range []struct{ kernel, repeats, out, expand, stride int }{
		{3, 2, 16, 1, 1}, {3, 3, 24, 6, 2}, {5, 3, 40, 6, 2}, {3, 4, 80, 6, 2}, {5, 4, 112, 6, 1}, {5, 5, 192, 6, 2},
		{3, 2, 320, 6, 1},
	} {
		for k := range group.repeats {
			stride := 1
			if k == 0 {
				stride = group.stride
			}
			// The squeeze keeps a quarter of the block's input channels (se_ratio 0.25), at least one.
			n.mobile(mobileBlock{fmt.Sprintf("block%d%c_", g+1, 'a'+k), group.kernel, stride, in, group.out,
				group.expand, max(1, in/4)})
			in = group.out
		}
	}
}

func (n *network) mobile(b mobileBlock) {
	input, wide := n.last(), b.in*b.expand
	pointwise := func(name string, filters int, bias bool, a Activation) {
		n.add(Layer{Name: b.name + name, Kind: KindConv, Filters: filters, Kernel: 1, Stride: 1, Same: true, Bias: bias,
			Activation: a})
	}
	if b.expand > 1 {
		pointwise("expand_conv", wide, false, Linear)
		n.norm(b.name+"expand_bn", efficientEpsilon)
		n.activate(b.name+"expand_activation", Swish)
	}
	if b.stride > 1 {
		n.add(Layer{Name: b.name + "dwconv_pad", Kind: KindZeroPad, Kernel: b.kernel})
	}
	n.add(Layer{Name: b.name + "dwconv", Kind: KindDepthwise, Kernel: b.kernel, Stride: b.stride, Same: b.stride == 1})
	n.norm(b.name+"bn", efficientEpsilon)
	x := n.activate(b.name+"activation", Swish)
	n.add(Layer{Name: b.name + "se_squeeze", Kind: KindGlobalMean})
	n.add(Layer{Name: b.name + "se_reshape", Kind: KindReshape})
	pointwise("se_reduce", b.squeeze, true, Swish)
	pointwise("se_expand", wide, true, Sigmoid)
	n.add(Layer{Name: b.name + "se_excite", Kind: KindMultiply, Inputs: []string{x, n.last()}})
	pointwise("project_conv", b.out, false, Linear)
	n.norm(b.name+"project_bn", efficientEpsilon)
	if b.stride == 1 && b.in == b.out {
		x = n.add(Layer{Name: b.name + "drop", Kind: KindDropout})
		n.add(Layer{Name: b.name + "add", Kind: KindAdd, Inputs: []string{x, input}})
	}
}
