package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// Augmented shows the first images, one a row: as they are, then as successive epochs would see them.
// (Training, "More images for nothing".)
func (d Data) Augmented(a Augment, images, draws int) chart.Chart {
	return must(d.Data.Augmented(a, images, draws))
}

// Rates draws the learning rate of each plan over its epochs. (Training, "How large a step".)
func Rates(plans ...Plan) chart.Chart { return must(show.Rates(plans...)) }
