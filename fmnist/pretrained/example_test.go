package pretrained_test

import (
	"context"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/pretrained"
)

func ExampleVGG16() {
	b := pretrained.VGG16()
	total, training, err := b.Parameters("block5_conv1")
	fmt.Println(total, training, err)
	out, err := b.Output(32, 32)
	fmt.Println(out, err)
	// Output:
	// 14714688 7079424 <nil>
	// (None, 1, 1, 512) <nil>
}

// Frozen features of two images through a network with random weights; Locate and Load bring the ImageNet weights.
func ExampleExtract() {
	b := pretrained.SqueezeNet()
	weights, err := b.Random(1, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	backend, err := engine.Backend()
	if err != nil {
		fmt.Println(err)
		return
	}
	images := make([]uint8, 2*28*28)
	features, err := pretrained.Extract(context.Background(), backend, b, weights, images, pretrained.Preprocess{}, 0, nil)
	fmt.Println(len(features), err)
	// Output: 1024 <nil>
}

// A head that has died on features which hardly depend on the image.
func ExampleDiagnose() {
	features := []float32{5, 5, 5.01, 5.01} // two images, two features
	weights, bias := []float32{-0.1, -0.2, -0.1, -0.3}, []float32{0, 0}
	predictions := []float32{0.5, 0.5, 0.5, 0.5} // two images, two classes
	d, err := pretrained.Diagnose(features, 2, weights, bias, predictions, 2)
	fmt.Printf("spread %.4f, dead %.0f %%, entropy %.4f %v\n", d.Spread, 100*d.Dead, d.Entropy, err)
	fmt.Println(d.Verdict)
	// Output:
	// spread 0.0010, dead 100 %, entropy 0.6931 <nil>
	// The network gives nearly the same features for every image (spread 0.001), so one step of Adam moved all units below zero at once: 100 % of the first dense layer is dead and the predictions ignore the image; use the network's own preprocessing.
}
