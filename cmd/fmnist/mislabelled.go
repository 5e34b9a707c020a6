package main

import (
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var mislabelledCommand = command{"mislabelled", "-k K -top N [train's flags]",
	"training images whose label is probably wrong, by the folds that did not see them", mislabelledVerb}

func mislabelledVerb(flags *flag.FlagSet) func(call) error {
	asked := foldFlags(flags)
	top := flags.Int("top", 100, "how many to list, the least likely label first")
	return func(c call) error {
		if *top < 1 {
			return fmt.Errorf("top is %d; list at least 1 image", *top)
		}
		p, k, options, err := asked()
		if err != nil {
			return err
		}
		s, err := c.study()
		if err != nil {
			return err
		}
		cv, err := s.CrossValidate(c.ctx, p, k, options...)
		if err != nil {
			return err
		}
		m, err := cv.Mislabelled(c.ctx)
		if err != nil {
			return err
		}
		object := mislabelled{K: k, Interrupted: cv.Interrupted, Judged: m.Judged, Found: len(m.Found), Images: m.First(*top)}
		return c.print(object, show.Mislabelled{Mislabelled: m, N: *top}.Table().Text())
	}
}

// mislabelled is the object that mislabelled prints.
type mislabelled struct {
	K           int              `json:"k"`
	Interrupted bool             `json:"interrupted,omitempty"` // only the folds that are finished were asked
	Judged      int              `json:"judged"`
	Found       int              `json:"found"`
	Images      []study.Mislabel `json:"images"` // the first of those found
}
