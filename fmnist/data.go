package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/tsne"
)

// Data is the data set with its pictures: the training images, or a part of them.
type Data struct{ *later }

func (d Data) now() show.Data { return d.later.now().(show.Data) }

// Load finds the data, in about 10 ms once it has been parsed, and passes on what there is to remark about it.
// (Tour, "Look first".)
func Load() Data {
	return Data{result(func() show.Data {
		s := current()
		for _, note := range s.Data.Notes {
			check(nb.Show(note))
		}
		return show.Data{Look: s.Look()}
	})}
}

// sampleSeed makes every notebook draw the same sample.
const sampleSeed = 42

// Sample is a random part of the training images, the same every time.
func (d Data) Sample(n int) Data {
	return Data{result(func() show.Data { return d.now().Sample(n, sampleSeed) })}
}

// First are the first n training images.
func (d Data) First(n int) Data { return Data{result(func() show.Data { return d.now().First(n) })} }

// Len is the number of images.
func (d Data) Len() int { return d.now().Set().Len() }

// Summary is the table of counts, shapes, value range, mean and standard deviation. (Tour, "Look first".)
func (d Data) Summary() chart.Chart { return must(d.now().Summary()) }

// Head is the first n rows as report 2's CSV file has them. (Report 2, "From bytes to inputs")
func (d Data) Head(n int) chart.Chart { return d.now().Head(n) }

// Gallery shows the first rows×columns images with their class names. (Tour, "Look first".)
func (d Data) Gallery(rows, columns int) chart.Chart { return d.now().Gallery(rows, columns) }

// ByClass shows the first images of every class, one row per class. (Tour, "Look first".)
func (d Data) ByClass(columns int) chart.Chart { return d.now().ByClass(columns) }

// Balance counts the training images of every class. (Tour, "Look first".)
func (d Data) Balance() chart.Chart { return d.now().Balance() }

// Audit looks for missing values, duplicates and constant pixels in both sets. (Report 1, "Clean the data")
func (d Data) Audit() chart.Chart { return d.now().Audit() }

// Preparation shows what becomes of one image on its way into the networks. (Report 2, "From bytes to inputs")
func (d Data) Preparation(image int) chart.Chart { return must(d.now().Steps(image)) }

// Arrays shows shapes, types and values before and after the division by 255 and the encoding of the labels.
// (Report 1, "Encode the labels")
func (d Data) Arrays() chart.Chart { return must(d.now().Arrays()) }

// OneHot shows the first n labels as vectors. (Report 2, "From bytes to inputs")
func (d Data) OneHot(n int) chart.Chart { return must(d.now().OneHot(n)) }

// Augmented shows the first images, one a row: as they are, then as successive epochs would see them.
// (Training, "More images for nothing".)
func (d Data) Augmented(a Augment, images, draws int) chart.Chart {
	return must(d.now().Augmented(a, images, draws))
}

// Correlation is the heat map of the correlations between all pixels. (Report 1, "Which pixels go together?")
func (d Data) Correlation() chart.Chart { return must(d.now().Correlation(session())) }

// ClassMeans are the mean images of the classes. (Report 1, "Which pixels go together?")
func (d Data) ClassMeans() chart.Chart { return must(d.now().ClassMeans()) }

// Variance is the variance of every pixel. (Report 1, "Which pixels go together?")
func (d Data) Variance() chart.Chart { return must(d.now().Variance()) }

// Components are the principal components of the images: Show them whole, or by their Scatter, Scree and Images.
type Components struct{ *later }

func (c Components) now() show.Components { return c.later.now().(show.Components) }

// PCA fits the principal components, once. (Report 1, "Two axes for 784 pixels")
func (d Data) PCA() Components {
	return Components{result(func() show.Components {
		return show.Components{Components: must(d.now().PCA(session()))}
	})}
}

// Scatter draws the images along the first two components.
func (c Components) Scatter() chart.Chart { return c.now().Scatter() }

// Scree draws how much of the variance the components explain, each and together.
func (c Components) Scree() chart.Chart { return c.now().Scree() }

// Images draws the first n components as images: dark lowers, bright raises the coordinate.
func (c Components) Images(n int) chart.Chart { return c.now().Images(n) }

// Shown is what Show makes of it.
func (c Components) Shown() []any { return c.now().Shown() }

// TSNE are the options of a t-SNE map; the zero value means scikit-learn's defaults. (Report 1, "A map of the
// garments")
type TSNE = tsne.Options

// Map is a t-SNE map of the images: Show it, or its Scatter.
type Map struct{ *later }

func (m Map) now() show.Map { return m.later.now().(show.Map) }

// TSNE embeds the images in the plane, with progress, once. (Report 1, "A map of the garments")
func (d Data) TSNE(options TSNE) Map {
	return Map{result(func() show.Map {
		l := d.now()
		live := nb.NewLive()
		options.Progress, options.Every = show.MapProgress(live), 10 // iterations; nb shows at most two updates a second
		m, err := l.TSNE(session(), options)
		check(live.Close(nil))
		return show.Map{Map: must(m, err)}
	})}
}

// Scatter draws the map.
func (m Map) Scatter() chart.Chart { return m.now().Scatter() }

// String is the map's headline: its divergence and how well it keeps neighbours together.
func (m Map) String() string { return m.now().String() }

// Shown is what Show makes of it.
func (m Map) Shown() []any { return m.now().Shown() }
