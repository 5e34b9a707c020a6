package train

import (
	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Front is a base network that trains along with the plan's own layers.
type Front struct {
	Parameters []nets.Parameter
	Values     [][]float32 // where the parameters start
	// Apply turns uint8 images [batch, 28, 28, 1] into the input of the plan's network.
	Apply func(images *graph.Node, weight func(name string) *graph.Node) *graph.Node
}
