package train

import (
	"github.com/gomlx/gomlx/core/graph"

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
}

// Front is a base network that trains along with the plan's own layers.
type Front struct {
	Parameters []nets.Parameter
	Values     [][]float32 // where the parameters start
	// Apply turns uint8 images [batch, 28, 28, 1] into the input of the plan's network.
	Apply func(images *graph.Node, weight func(name string) *graph.Node) *graph.Node
}

// On puts a head onto a pretrained network: the plan trains the head's layers on what the base makes of the images.
func (p Plan) On(h Headed) Plan {
	head := h.head()
	p.Net, p.Base = head.Net, &head.Base
	return p
}

// Headed is a Head, or a struct around one.
type Headed interface{ head() Head }

func (h Head) head() Head { return h }

// Head is a network's last part with the pretrained network that it stands on.
type Head struct {
	nets.Net
	Base Base
}
