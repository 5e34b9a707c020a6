package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
)

// Mislabelled are training images whose label is probably wrong: Show it, or its Table and Images.
type Mislabelled struct{ *later }

func (m Mislabelled) now() show.Mislabelled { return m.later.now().(show.Mislabelled) }

// Mislabelled looks for training images whose label is probably wrong, and shows the first n of them, the least likely
// label first. Every image is judged by the fold that did not see it: a class counts where its probability reaches the
// mean that images of that class give it, and an image is found when the likeliest class that counts is not its label.
// (Confident learning: Northcutt, Jiang and Chuang 2021.) (Training, "Labels that look wrong".)
func (c CrossValidation) Mislabelled(n int) Mislabelled {
	return Mislabelled{result(func() show.Mislabelled {
		m := must(c.now().Mislabelled(session()))
		check(nb.Show(m.String()))
		return show.Mislabelled{Mislabelled: m, N: n}
	})}
}

// String is the headline.
func (m Mislabelled) String() string { return m.now().String() }

// Len is the number of images found, shown or not.
func (m Mislabelled) Len() int { return len(m.now().Found) }

// Numbers are the numbers of the shown images in the training set, counted from 0.
func (m Mislabelled) Numbers() []int {
	var all []int
	for _, f := range m.now().First(m.now().N) {
		all = append(all, f.Image)
	}
	return all
}

// Table lists the images: number, listed and suggested class, and the probability of each.
func (m Mislabelled) Table() chart.Chart { return m.now().Table() }

// Images shows the images with both classes.
func (m Mislabelled) Images() chart.Chart { return m.now().Images() }

// Shown is what Show makes of it.
func (m Mislabelled) Shown() []any { return m.now().Shown() }
