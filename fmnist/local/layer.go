package local

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/train/layers"
)

// Layer is a layer of your own: apply gets a batch, [batch, height, width, channels] of an image or [batch, length] of
// a vector, float32, and answers with another of either form. GoMLX differentiates it. It has no weights, and must
// treat every image by itself: the results of a batch must not depend on its other images.
//
// Name and version are its identity in plans, in hashes and in the store; they stand for the function, which is not
// stored. Give it another version whenever it computes something else, or old runs answer for it. Plans with the layer
// run in programs and cells that declare it and import this package; elsewhere they are refused with one sentence. A
// mistake in the function is said when a network with it is checked.
func Layer(name string, version int, apply func(x *graph.Node) *graph.Node) nets.Layer {
	layer := nets.Own(name, version)
	layers.Register(layer, apply)
	return layer
}
