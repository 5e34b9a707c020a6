package backbone

import "fmt"

// VGG16 is Keras' VGG16 (Simonyan & Zisserman 2015, configuration D): five blocks of 3×3 convolutions, 14,714,688
// parameters.
func VGG16() Backbone {
	n := &network{}
	n.add(Layer{Name: "input", Kind: KindInput})
	for b, block := range []struct{ filters, convolutions int }{{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}} {
		for c := range block.convolutions {
			n.add(Layer{Name: fmt.Sprintf("block%d_conv%d", b+1, c+1), Kind: KindConv, Filters: block.filters,
				Kernel: 3, Stride: 1, Same: true, Bias: true, Activation: ReLU})
		}
		n.pool(fmt.Sprintf("block%d_pool", b+1), 2, 2)
	}
	return Backbone{Name: "vgg16", Title: "VGG16", Layers: n.layers, Scaling: CaffeBGR, Gain: 6, File: File{
		URLs:    []string{kerasBucket + "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"},
		MD5:     "6d6bbae143d832006294945121d1f1fc",
		WithTop: "64373286793e3c8b2b4e3219cbf3544b",
		Bytes:   58889256,
	}, Epoch: 1}
}
