package pretrained_test

import (
	"context"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/pretrained"
)

// Frozen features of two images through a network with random weights; Locate and Load bring the ImageNet weights.
func ExampleExtract() {
	b, err := pretrained.Named("squeezenet")
	if err != nil {
		fmt.Println(err)
		return
	}
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
	features, err := pretrained.Extract(context.Background(), backend, b, weights, images,
		backbone.Preprocess{}, 0, nil)
	fmt.Println(len(features), err)
	// Output: 1024 <nil>
}
