package backbone

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Scaling is how pixels 0…255 become a network's input.
type Scaling string

// Keras stands for the network's own scaling, the one it was trained with (its preprocess_input). Report is what both
// reports did instead for every network: ÷ 255 and nothing else.
const (
	Keras  Scaling = "keras"
	Report Scaling = "report"

	CaffeBGR      Scaling = "caffe" // channels reversed to BGR, ImageNet's mean subtracted, no division
	MinusOneToOne Scaling = "tf"    // ÷ 127.5 − 1
	Raw           Scaling = "raw"   // 0…255: the network scales by itself
)

// Preprocess is everything between a 28×28 garment and a network's input: a plain value, part of every key.
type Preprocess struct {
	Scaling Scaling      `json:"scaling"` // Keras or Report; "" means Keras
	Resize  nets.Prepare `json:"resize"`  // nets.Resize32 as report 1 (the default), nets.Pad32 as report 2
}

// Resolve fills in the defaults and replaces Keras by the network's own scaling.
func (p Preprocess) Resolve(b Backbone) (Preprocess, error) {
	if p.Resize == "" {
		p.Resize = nets.Resize32
	}
	if p.Resize != nets.Resize32 && p.Resize != nets.Pad32 {
		return p, fmt.Errorf("%s needs 32×32 images and %q does not make them; use %q or %q", b.Title, p.Resize,
			nets.Resize32, nets.Pad32)
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
