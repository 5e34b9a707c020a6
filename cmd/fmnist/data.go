package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
)

var dataCommand = command{"data", "", "finds or downloads the data and says what it is", dataVerb}

func dataVerb(*flag.FlagSet) func(call) error {
	return func(c call) error {
		s, err := c.study()
		if err != nil {
			return err
		}
		d := s.Data
		remarks := d.RemarksWithoutPlan()
		object := map[string]any{"source": d.Source, "synthetic": d.Synthetic, "official": d.Official,
			"train": d.Train.Len(), "test": d.Test.Len(), "fingerprint": d.Fingerprint(), "notes": d.Notes,
			"edition": d.Edition, "classes": d.ClassNames(), "remarks": remarks}
		what := d.Source + ", " + d.Edition
		if strings.HasPrefix(d.Source, d.Edition) { // drawn garments are their own edition
			what = d.Source
		}
		line := fmt.Sprintf("%s: %d training and %d test images of %d×%d pixels in %d classes", what, d.Train.Len(),
			d.Test.Len(), data.Side, data.Side, data.Classes)
		return c.print(object, strings.Join(append([]string{line}, remarks...), "\n"))
	}
}
