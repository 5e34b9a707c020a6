package backbone

import (
	"fmt"
)

// resnetEpsilon is the BatchNormalization epsilon of Keras' ResNets: they write 1.001e-5, not the default 1e-3.
const resnetEpsilon = 1.001e-5

// ResNet50 is Keras' ResNet50, version 1 (He et al. 2015; Keras strides in the first 1×1 convolution of a block):
// 23,587,712 parameters, of which 53,120 are BatchNormalization statistics.
func ResNet50() Backbone {
	n := &network{}
	n.resnetStem(true)
	for s, stack := range []struct{ filters, blocks, stride int }{{64, 3, 1}, {128, 4, 2}, {256, 6, 2}, {512, 3, 2}} {
		for k := range stack.blocks {
			stride := 1
			if k == 0 {
				stride = stack.stride
			}
			n.resnetBlock(fmt.Sprintf("conv%d_block%d", s+2, k+1), stack.filters, stride, k == 0)
		}
	}
	return Backbone{Name: "resnet50", Title: "ResNet50", Layers: n.layers, Scaling: CaffeBGR, Gain: 3, File: File{
		URLs:    []string{kerasBucket + "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5"},
		MD5:     "4d473c1dd8becc155b73f8504c6f6626",
		WithTop: "2cb95161c43110f7111970584f804107",
		Bytes:   94765736,
	}, Epoch: 1}
}

// resnetStem is a 7×7 convolution and a pooling, each with stride 2 and explicit zeros; version 1 normalizes in
// between.
func (n *network) resnetStem(normalize bool) {
	n.add(Layer{Name: "input", Kind: KindInput})
	n.zeros("conv1_pad", frame(3))
	n.add(Layer{Name: "conv1_conv", Kind: KindConv, Filters: 64, Kernel: 7, Stride: 2, Bias: true})
	if normalize {
		n.norm("conv1_bn", resnetEpsilon)
		n.activate("conv1_relu", ReLU)
	}
	n.zeros("pool1_pad", frame(1))
	n.pool("pool1_pool", 3, 2)
}

// resnetBlock narrows, convolves and widens; the first block of a stack has a convolution on its shortcut, which Keras
// lists behind the main path because it sorts layers by their distance from the output.
func (n *network) resnetBlock(name string, filters, stride int, first bool) {
	input, shortcut := n.last(), n.last()
	conv := func(part string, filters, kernel, stride int, input string) string {
		return n.add(Layer{Name: name + "_" + part + "_conv", Kind: KindConv, Filters: filters, Kernel: kernel,
			Stride: stride, Same: kernel > 1, Bias: true, Inputs: []string{input}})
	}
	x := conv("1", filters, 1, stride, input)
	n.norm(name+"_1_bn", resnetEpsilon, x)
	x = n.activate(name+"_1_relu", ReLU)
	n.norm(name+"_2_bn", resnetEpsilon, conv("2", filters, 3, 1, x))
	x = n.activate(name+"_2_relu", ReLU)
	if first {
		shortcut = conv("0", 4*filters, 1, stride, input)
		x = conv("3", 4*filters, 1, 1, x)
		shortcut = n.norm(name+"_0_bn", resnetEpsilon, shortcut)
	} else {
		x = conv("3", 4*filters, 1, 1, x)
	}
	x = n.norm(name+"_3_bn", resnetEpsilon, x)
	n.add(Layer{Name: name + "_add", Kind: KindAdd, Inputs: []string{shortcut, x}})
	n.activate(name+"_out", ReLU)
}
