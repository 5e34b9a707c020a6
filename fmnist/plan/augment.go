package plan

import (
	"fmt"
	"strings"
)

// Augment changes the training images a little, anew in every step, inside the graph. The numbers behind it depend on
// the seed and the step alone.
type Augment struct {
	Shift  int     `json:"shift,omitempty"`  // at most this many whole pixels in each direction
	Flip   bool    `json:"flip,omitempty"`   // mirror half of the images left to right
	Erase  float64 `json:"erase,omitempty"`  // share of images that lose a rectangle (Zhong et al. 2017)
	Rotate float64 `json:"rotate,omitempty"` // at most this many degrees either way
}

// String says in words what happens to the images.
func (a Augment) String() string {
	var parts []string
	for _, p := range []struct {
		on   bool
		says string
	}{
		{a.Flip, "mirrored half of the time"},
		{a.Shift == 1, "shifted by up to a pixel"},
		{a.Shift > 1, fmt.Sprintf("shifted by up to %d pixels", a.Shift)},
		{a.Rotate > 0, fmt.Sprintf("turned by up to %g degrees", a.Rotate)},
		{a.Erase > 0, fmt.Sprintf("%g %% with a rectangle erased", 100*a.Erase)},
	} {
		if p.on {
			parts = append(parts, p.says)
		}
	}
	if parts == nil {
		return "unchanged"
	}
	return strings.Join(parts, ", ")
}

// CheckAugment says in one sentence what is wrong with an augmentation; nil is none.
func CheckAugment(a *Augment) error {
	if a == nil {
		return nil
	}
	if a.Shift < 0 || a.Shift > 14 || !(a.Erase >= 0 && a.Erase <= 1) || !(a.Rotate >= 0 && a.Rotate <= 180) {
		return fmt.Errorf("augmentation needs a shift of 0 to 14 pixels, erasing between 0 and 1 and a rotation of 0 to 180 degrees, "+
			"got shift %d, erasing %g, rotation %g", a.Shift, a.Erase, a.Rotate)
	}
	return nil
}
