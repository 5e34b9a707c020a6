package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/tsne"
)

// TSNE are the options of a t-SNE map; the zero value means scikit-learn's defaults. (Report 1, "A map of the garments")
type TSNE = tsne.Options

// Correlation is the heat map of the correlations between all pixels. (Report 1, "Which pixels go together?")
func (d Data) Correlation() chart.Chart { return must(d.Data.Correlation(session())) }

// ClassMeans are the mean images of the classes. (Report 1, "Which pixels go together?")
func (d Data) ClassMeans() chart.Chart { return must(d.Data.ClassMeans()) }

// Variance is the variance of every pixel. (Report 1, "Which pixels go together?")
func (d Data) Variance() chart.Chart { return must(d.Data.Variance()) }

// PCA fits the principal components; show it whole or by its Scatter, Scree and Images. (Report 1, "Two axes for 784 pixels")
func (d Data) PCA() show.Components { return show.Components{Components: must(d.Look.PCA(session()))} }

// TSNE embeds the images in the plane, with progress, and keeps the map. (Report 1, "A map of the garments")
func (d Data) TSNE(options TSNE) show.Map {
	live := nb.NewLive()
	options.Progress, options.Every = show.MapProgress(live), 10 // iterations; nb shows at most two updates a second
	m, err := d.Look.TSNE(session(), options)
	check(live.Close(nil))
	return show.Map{Map: must(m, err)}
}

// Steps shows what becomes of one image on its way into the networks. (Report 2, "From bytes to inputs")
func (d Data) Steps(image int) chart.Chart { return must(d.Data.Steps(image)) }

// OneHot shows the first n labels as vectors. (Report 2, "From bytes to inputs")
func (d Data) OneHot(n int) chart.Chart { return must(d.Data.OneHot(n)) }
