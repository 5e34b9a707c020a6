package pretrained

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Scaling is how pixels 0…255 become a network's input.
type Scaling string

// Keras stands for the network's own scaling, the one it was trained with (its preprocess_input). Report is what both reports
// did instead for every network: ÷ 255 and nothing else.
const (
	Keras  Scaling = "keras"
	Report Scaling = "report"

	CaffeBGR      Scaling = "caffe" // channels reversed to BGR, ImageNet's mean subtracted, no division
	MinusOneToOne Scaling = "tf"    // ÷ 127.5 − 1
	Raw           Scaling = "raw"   // 0…255: the network scales by itself
)

// caffeMeans are the mean pixels of ImageNet, in the order blue, green, red.
var caffeMeans = []float32{103.939, 116.779, 123.68}

// Preprocess is everything between a 28×28 garment and a network's input: a plain value, part of every key.
type Preprocess struct {
	Scaling Scaling      `json:"scaling"` // Keras or Report; "" means Keras
	Resize  nets.Prepare `json:"resize"`  // nets.Resize32 as report 1 (the default), nets.Pad32 as report 2
}

// resolve fills in the defaults and replaces Keras by the network's own scaling.
func (p Preprocess) resolve(b Backbone) (Preprocess, error) {
	if p.Resize == "" {
		p.Resize = nets.Resize32
	}
	if p.Resize != nets.Resize32 && p.Resize != nets.Pad32 {
		return p, fmt.Errorf("%s needs 32×32 images and %q does not make them; use %q or %q", b.Title, p.Resize, nets.Resize32, nets.Pad32)
	}
	switch p.Scaling {
	case "", Keras:
		p.Scaling = b.Scaling
	case Report, CaffeBGR, MinusOneToOne, Raw:
	default:
		return p, fmt.Errorf("there is no preprocessing %q; use %q or %q", p.Scaling, Keras, Report)
	}
	return p, nil
}

// Prepare turns uint8 images [batch, 28, 28, 1] into the network's input [batch, 32, 32, 3]: resized or padded, grey copied
// into three channels, scaled.
func (b Backbone) Prepare(pixels *graph.Node, p Preprocess) (*graph.Node, error) {
	p, err := p.resolve(b)
	if err != nil {
		return nil, err
	}
	return p.Scaling.apply(p.Resize.Images(pixels)), nil
}

// apply scales grey images [batch, height, width, 1] in 0…1 to three channels. Reversing the channels is invisible on grey
// images; the means, in BGR order, are not.
func (s Scaling) apply(grey *graph.Node) *graph.Node {
	rgb := graph.Concatenate([]*graph.Node{grey, grey, grey}, -1)
	switch s {
	case CaffeBGR:
		return graph.Sub(graph.MulScalar(rgb, 255), perChannel(graph.Const(grey.Graph(), caffeMeans)))
	case MinusOneToOne:
		return graph.AddScalar(graph.MulScalar(rgb, 2), -1) // v/127.5 − 1, and grey is v/255
	case Raw:
		return graph.MulScalar(rgb, 255)
	}
	return rgb
}
