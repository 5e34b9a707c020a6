package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// Data is the loaded data set with its pictures: Balance, Gallery, ByClass, Head and Audit are those of package show.
type Data struct{ show.Data }

// Load finds the data, in about 10 ms once it has been parsed, and passes on what there is to remark about it.
// (Tour, "Look first".)
func Load() Data {
	s := current()
	for _, note := range s.Data.Notes {
		check(nb.Show(note))
	}
	return Data{show.Data{Look: s.Look()}}
}

// Summary is the table of counts, shapes, value range, mean and standard deviation. (Tour, "Look first".)
func (d Data) Summary() chart.Chart { return must(d.Data.Summary()) }

// Sample is a random part of the training images, the same every time.
func (d Data) Sample(n int) Data { return Data{d.Data.Sample(n, sampleSeed)} }

// sampleSeed makes every notebook draw the same sample.
const sampleSeed = 42

// First are the first n training images.
func (d Data) First(n int) Data { return Data{d.Data.First(n)} }
