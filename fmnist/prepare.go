package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// Shapes are the shapes of the arrays on the way into report 2's network, with that share of the training images held
// out. (Report 2, "From bytes to inputs")
func (d Data) Shapes(validation float64) chart.Chart { return must(d.now().Shapes(validation)) }

// Copies is the data with its last n images replaced by copies of its first ones: a table made in memory, to see a
// search for duplicates find something. (Report 2, "43 duplicates")
func (d Data) Copies(n int) Data {
	return Data{result(func() show.Data { return must(d.now().Copies(n)) })}
}

// DropDuplicates is the data without the rows that repeat an earlier one, label included. (Report 2, "43 duplicates")
func (d Data) DropDuplicates() Data {
	return Data{result(func() show.Data { return d.now().DropDuplicates() })}
}

// Twins counts the pictures that occur more than once within the training images, within the test images and across
// them: images at most so far apart (Euclidean, on the scale 0 … 255), 0 for equal ones. (docs/EXCHANGE.md, "Twins")
func (d Data) Twins(radius float64) chart.Chart { return must(d.now().Twins(radius)) }

// Duplicated counts the rows that repeat an earlier one, and lists the first of them. (Report 2, "43 duplicates")
func (d Data) Duplicated() chart.Chart { return d.now().Duplicated() }
