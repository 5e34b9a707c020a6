package backbone

import "fmt"

// ResNet152V2 is Keras' pre-activation ResNet (He et al. 2016): 58,331,648 parameters, of which 143,744 are
// BatchNormalization statistics. The stride sits in the last block of a stack.
func ResNet152V2() Backbone {
	n := &network{}
	n.resnetStem(false)
	pools := 0
	for s, stack := range []struct{ filters, blocks, stride int }{{64, 3, 2}, {128, 8, 2}, {256, 36, 2}, {512, 3, 1}} {
		for k := range stack.blocks {
			stride := 1
			if k == stack.blocks-1 {
				stride = stack.stride
			}
			pool := ""
			if stride > 1 {
				pool = kerasCount("max_pooling2d", pools)
				pools++
			}
			n.preactBlock(fmt.Sprintf("conv%d_block%d", s+2, k+1), stack.filters, k == 0, pool)
		}
	}
	n.norm("post_bn", resnetEpsilon)
	n.activate("post_relu", ReLU)
	return Backbone{Name: "resnet152v2", Title: "ResNet152V2", Layers: n.layers, Scaling: MinusOneToOne, Gain: 3,
		File: File{
			URLs:    []string{kerasBucket + "resnet/resnet152v2_weights_tf_dim_ordering_tf_kernels_notop.h5"},
			MD5:     "ed17cf2e0169df9d443503ef94b23b33",
			WithTop: "a49b44d1979771252814e80f8ec446f9",
			Bytes:   234545216,
		}, Epoch: 1}
}

// preactBlock normalizes before it convolves. A block that halves the image takes its shortcut through a pooling with a
// 1×1 window, which Keras names pool; the first block of a stack has a convolution there.
func (n *network) preactBlock(name string, filters int, first bool, pool string) {
	input := n.last()
	conv := func(part string, filters, kernel, stride int, bias bool, input string) string {
		return n.add(Layer{Name: name + "_" + part + "_conv", Kind: KindConv, Filters: filters, Kernel: kernel,
			Stride: stride, Bias: bias, Inputs: []string{input}})
	}
	n.norm(name+"_preact_bn", resnetEpsilon)
	preact := n.activate(name+"_preact_relu", ReLU)
	n.norm(name+"_1_bn", resnetEpsilon, conv("1", filters, 1, 1, false, preact))
	n.activate(name+"_1_relu", ReLU)
	stride := 1
	if pool != "" {
		stride = 2
	}
	x := n.zeros(name+"_2_pad", frame(1))
	n.norm(name+"_2_bn", resnetEpsilon, conv("2", filters, 3, stride, false, x))
	x = n.activate(name+"_2_relu", ReLU)
	shortcut := input
	if first {
		shortcut = conv("0", 4*filters, 1, 1, true, preact)
	} else if pool != "" {
		shortcut = n.pool(pool, 1, 2, input)
	}
	x = conv("3", 4*filters, 1, 1, true, x)
	n.add(Layer{Name: name + "_out", Kind: KindAdd, Inputs: []string{shortcut, x}})
}

// kerasCount is the automatic name that Keras gives the i-th unnamed layer of a class: max_pooling2d, max_pooling2d_1,
// …
func kerasCount(class string, i int) string {
	if i == 0 {
		return class
	}
	return fmt.Sprintf("%s_%d", class, i)
}
