package backbone

import "fmt"

// SqueezeNet is SqueezeNet 1.1 (Iandola et al. 2016) as the package keras-squeezenet wires and names it: 722,496
// parameters. Its preprocessing is Keras' "caffe" mode.
func SqueezeNet() Backbone {
	n := &network{}
	n.add(Layer{Name: "input", Kind: KindInput})
	n.add(Layer{Name: "conv1", Kind: KindConv, Filters: 64, Kernel: 3, Stride: 2, Bias: true})
	n.activate("relu_conv1", ReLU)
	n.pool("pool1", 3, 2)
	for i, squeeze := range []int{16, 16, 32, 32, 48, 48, 64, 64} {
		n.fire(fmt.Sprintf("fire%d/", i+2), squeeze)
		if i == 1 || i == 3 { // behind fire3 and fire5
			n.pool(fmt.Sprintf("pool%d", i+2), 3, 2)
		}
	}
	return Backbone{Name: "squeezenet", Title: "SqueezeNet", Layers: n.layers, Scaling: CaffeBGR, Gain: 6, File: File{
		URLs: []string{"https://github.com/rcmalli/keras-squeezenet/releases/download/v1.0/" +
			"squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5"},
		MD5:    "17c944bfcc0e04c6661806fb3a994a4a",
		SHA256: "2d935d8c102ad1232484a77da8e6fbdf3ff4ab608974a0d8b6283115ffff204f",
		Bytes:  3032184,
	}}
}

// fire squeezes to few channels and expands to four times as many through 1×1 and 3×3 convolutions side by side.
func (n *network) fire(name string, squeeze int) {
	conv := func(part string, filters, kernel int, input string) string {
		return n.add(Layer{Name: name + part, Kind: KindConv, Filters: filters, Kernel: kernel, Stride: 1,
			Same: kernel > 1, Bias: true, Inputs: []string{input}})
	}
	conv("squeeze1x1", squeeze, 1, n.last())
	x := n.activate(name+"relu_squeeze1x1", ReLU)
	one, three := conv("expand1x1", 4*squeeze, 1, x), conv("expand3x3", 4*squeeze, 3, x)
	one, three = n.activate(name+"relu_expand1x1", ReLU, one), n.activate(name+"relu_expand3x3", ReLU, three)
	n.add(Layer{Name: name + "concat", Kind: KindConcatenate, Inputs: []string{one, three}})
}
