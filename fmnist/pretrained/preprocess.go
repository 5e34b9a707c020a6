package pretrained

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/train/layers"
)

// caffeMeans are the mean pixels of ImageNet, in the order blue, green, red, to be added.
var caffeMeans = []float32{-103.939, -116.779, -123.68}

// Prepare turns uint8 images [batch, 28, 28, 1] into the network's input [batch, 32, 32, 3]: resized or padded, grey
// copied into three channels, scaled.
func (b Backbone) Prepare(pixels *graph.Node, p backbone.Preprocess) (*graph.Node, error) {
	p, err := p.Resolve(b.Backbone)
	if err != nil {
		return nil, err
	}
	return scale(p.Scaling, layers.Images(p.Resize, pixels)), nil
}

// scale turns grey images [batch, height, width, 1] in 0…1 into three scaled channels. Reversing the channels is
// invisible on grey images; the means, in BGR order, are not.
func scale(s backbone.Scaling, grey *graph.Node) *graph.Node {
	switch s {
	case backbone.CaffeBGR:
		return engine.FromGrey(grey, 255, caffeMeans)
	case backbone.MinusOneToOne:
		return engine.FromGrey(grey, 2, []float32{-1, -1, -1}) // v/127.5 − 1, and grey is v/255
	case backbone.Raw:
		return engine.FromGrey(grey, 255, make([]float32, 3))
	}
	return engine.FromGrey(grey, 1, make([]float32, 3))
}
