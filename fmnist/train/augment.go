package train

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// Augment changes the training images a little, anew in every step.
type Augment struct {
	Shift  int     `json:"shift,omitempty"`  // up to so many pixels in each direction
	Flip   bool    `json:"flip,omitempty"`   // mirror half of the images left to right
	Erase  float64 `json:"erase,omitempty"`  // share of images that lose a rectangle (Zhong et al. 2017)
	Rotate float64 `json:"rotate,omitempty"` // up to so many degrees
}

func (a *Augment) check() error {
	if a == nil {
		return nil
	}
	if a.Shift < 0 || a.Shift > 14 || a.Erase < 0 || a.Erase > 1 || a.Rotate < 0 || a.Rotate > 180 {
		return fmt.Errorf("augmentation needs a shift of 0 to 14 pixels, erasing between 0 and 1 and a rotation of 0 to 180 degrees, got %+v", *a)
	}
	return nil
}

// apply is the identity until the operations below are asked for.
func (a *Augment) apply(x, key *graph.Node) *graph.Node {
	if a == nil {
		return x
	}
	return x
}
