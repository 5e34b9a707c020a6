package plan

import (
	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Base is the pretrained network in front of a plan's own layers.
type Base struct {
	Network string       `json:"network"`        // as package pretrained names it: "vgg16"
	Scaling string       `json:"scaling"`        // "keras" or "report"
	Resize  nets.Prepare `json:"resize"`         // how 28×28 becomes 32×32
	Weights string       `json:"weights"`        // md5 of the weight file, or "random seed N"
	File    string       `json:"file,omitempty"` // where to look first; not part of the run's identity
	From    string       `json:"from,omitempty"` // first layer that trains along; empty: all are frozen
	Defect  string       `json:"-"`              // why there can be no such base, for whoever trains the plan
	// Epoch is that of the network's frozen features; Key sets it.
	Epoch int `json:"epoch,omitempty"`
}

// Key is what of a base the arithmetic depends on: with the epoch of its features if it is frozen, without its file.
func (b Base) Key() Base {
	b.File, b.Epoch = "", 0
	if net, err := backbone.Named(b.Network); err == nil && b.From == "" {
		b.Epoch = net.Epoch
	}
	return b
}

// RandomWeights marks weights that are made from a seed instead of read from a file: "random:7".
const RandomWeights = "random:"

// On trains another network, or a head on a pretrained one: then the plan trains the head's layers on what the base
// makes of the images.
func (p Plan) On(n Networked) Plan {
	p.Net, p.Base = n.Network(), nil
	if h, ok := n.(interface{ base() Base }); ok {
		base := h.base()
		p.Base = &base
	}
	return p
}

// Networked is a network, a Head, or a struct around one.
type Networked interface{ Network() nets.Net }

func (h Head) base() Base { return h.Base }

// Head is a network's last part with the pretrained network that it stands on.
type Head struct {
	nets.Net
	Base Base
}
