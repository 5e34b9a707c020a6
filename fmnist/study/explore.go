package study

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/pca"
	"github.com/gofmnist/gofmnist/fmnist/tsne"
)

// pixels are the images as rows of values in 0…1.
func (l Look) pixels() (pca.Matrix, error) { return pca.Bytes(l.set.Images, data.Pixels, 1.0/255) }

// Correlation is the heat map of the correlations between all 784 pixels, centred on 0. (Report 1, "Which pixels go
// together?")
func (l Look) Correlation(ctx context.Context) (chart.Chart, error) {
	x, err := l.pixels()
	if err != nil {
		return nil, err
	}
	r, constant, err := pca.Correlation(ctx, x)
	if err != nil {
		return nil, err
	}
	h := chart.Heat{Title: fmt.Sprintf("Correlation of the pixels of %d images", l.set.Len()), X: "pixel", Y: "pixel",
		Rows: data.Pixels, Cols: data.Pixels, Diverging: true, Min: -1, Max: 1, Unit: "correlation", Values: r.RawSymmetric().Data}
	for i := range data.Pixels { // the raw symmetric matrix keeps its upper half only
		for j := range i {
			h.Values[i*data.Pixels+j] = h.Values[j*data.Pixels+i]
		}
	}
	if len(constant) > 0 {
		h.Note = fmt.Sprintf("%d pixels are the same in all images and correlate with nothing", len(constant))
	}
	return l.study.note(h), nil
}

// ClassMeans are the mean images of the ten classes. (Report 1, "Which pixels go together?")
func (l Look) ClassMeans() (chart.Chart, error) {
	means, err := l.set.ClassMeans()
	if err != nil {
		return nil, err
	}
	g := chart.Images{Title: "The mean image of every class", Side: data.Side, Columns: 5, Titles: data.Names[:]}
	for _, m := range means {
		for len(m) < data.Pixels { // a class without images
			m = append(m, 0)
		}
		g.Pixels = append(g.Pixels, chart.Gray(m, data.Pixels)...)
	}
	return l.study.note(g), nil
}

// Variance is the variance of every pixel over the images.
func (l Look) Variance() (chart.Chart, error) {
	v, err := l.set.PixelVariance()
	if err != nil {
		return nil, err
	}
	for i := range v {
		v[i] /= 255 * 255 // as the networks see the pixels
	}
	return l.study.note(chart.Heat{Title: "Variance of every pixel (pixels / 255)", X: "column", Y: "row", Rows: data.Side, Cols: data.Side,
		Values: v, Unit: "variance", Size: 360}), nil
}

// components is how many principal components are kept: t-SNE works on 50, as its authors and openTSNE's guides do.
const components = 50

// Components is a fitted PCA of the images with their coordinates.
type Components struct {
	Model  pca.Model
	Points []float32 // images × components
	look   Look
}

// PCA fits the principal components of the images, or reads them from the store. (Report 1, "Two axes for 784 pixels")
func (l Look) PCA(ctx context.Context) (*Components, error) {
	x, err := l.pixels()
	if err != nil {
		return nil, err
	}
	n := min(components, l.set.Len()-1)
	model, _, err := keep(ctx, l.study.Store, "pca", []any{l.set.Fingerprint(), n}, func() (pca.Model, error) { return pca.Fit(ctx, x, n) })
	if err != nil {
		return nil, err
	}
	points, err := model.Transform(ctx, x)
	if err != nil {
		return nil, err
	}
	return &Components{Model: model, Points: points.Dense(), look: l}, nil
}

func (l Look) classes() []int {
	classes := make([]int, l.set.Len())
	for i, label := range l.set.Labels {
		classes[i] = int(label)
	}
	return classes
}

// Scatter draws the images along the first two components.
func (c *Components) Scatter() chart.Chart {
	width := len(c.Model.Components)
	axis := func(k int) string {
		return fmt.Sprintf("component %d (%.1f %% of the variance)", k+1, 100*c.Model.Ratio[k])
	}
	s := chart.Scatter{Title: fmt.Sprintf("PCA of %d images", c.Model.Samples), X: axis(0), Y: axis(1), Classes: c.look.classes(), Names: data.Names[:]}
	for i := range c.Model.Samples {
		s.Xs, s.Ys = append(s.Xs, float64(c.Points[i*width])), append(s.Ys, float64(c.Points[i*width+1]))
	}
	return c.look.study.note(s)
}

// Scree draws how much of the variance the components explain, each and together.
func (c *Components) Scree() chart.Chart {
	var sum float64
	var together []float64
	for _, r := range c.Model.Ratio {
		sum += r
		together = append(together, sum)
	}
	return c.look.study.note(chart.Line{Title: "Explained variance", X: "component", Y: "share of the variance", YRange: [2]float64{0, 1},
		Series: []chart.Series{{Name: "each", Y: c.Model.Ratio, Markers: true}, {Name: "together", Y: together, Dashed: true}}})
}

// Images draws the first n components as images: dark lowers, bright raises the coordinate.
func (c *Components) Images(n int) chart.Chart {
	g := chart.Images{Title: "The principal components as images", Side: data.Side, Columns: 5, RGB: true}
	for k, component := range c.Model.Components[:min(max(n, 0), len(c.Model.Components))] {
		g.Pixels = append(g.Pixels, chart.Signed(component, data.Pixels)...)
		g.Titles = append(g.Titles, fmt.Sprintf("%d: %.1f %%", k+1, 100*c.Model.Ratio[k]))
	}
	return c.look.study.note(g)
}

// Shown is what Show makes of a PCA.
func (c *Components) Shown() []any { return []any{c.Scatter(), c.Scree(), c.Images(10)} }

// Map is a t-SNE embedding of the images with its figures of merit.
type Map struct {
	Result          tsne.Result
	Seconds         float64
	Trustworthiness float64 // k = 5, against the PCA coordinates
	KNNAccuracy     float64 // leave-one-out, ten neighbours, in the plane
	FromCache       bool    `json:"-"`
	look            Look
}

// errPartial says that an embedding was interrupted: it is shown, but not kept.
var errPartial = errors.New("the embedding was interrupted")

// neighbours of the figures of merit: 5 is scikit-learn's default for trustworthiness, 10 one neighbour per class.
const (
	trustNeighbours = 5
	knnNeighbours   = 10
)

// TSNE embeds the images in the plane by their first 50 principal components, or reads the map from the store. Interrupted, it
// returns the map so far, which is not stored. (Report 1, "A map of the garments")
func (l Look) TSNE(ctx context.Context, o tsne.Options) (*Map, error) {
	c, err := l.PCA(ctx)
	if err != nil {
		return nil, err
	}
	x, err := pca.Floats(c.Points, len(c.Model.Components))
	if err != nil {
		return nil, err
	}
	key := o
	key.Progress, key.Every = nil, 0
	var partial Map
	m, hit, err := keep(ctx, l.study.Store, "tsne", []any{l.set.Fingerprint(), components, key}, func() (Map, error) {
		partial, err = embed(ctx, x, l.set.Labels, o)
		if err == nil && partial.Result.Interrupted {
			err = errPartial
		}
		return partial, err
	})
	if errors.Is(err, errPartial) {
		m, err = partial, nil
	}
	m.FromCache, m.look = hit.FromCache, l
	return &m, err
}

func embed(ctx context.Context, x pca.Matrix, labels []uint8, o tsne.Options) (m Map, err error) {
	began := time.Now()
	if m.Result, err = tsne.Fit(ctx, x, o); err != nil {
		return m, err
	}
	m.Seconds = time.Since(began).Seconds()
	if m.Result.Interrupted {
		return m, nil
	}
	if m.Trustworthiness, err = tsne.Trustworthiness(ctx, x, m.Result.Points, min(trustNeighbours, (x.Rows-1)/2)); err != nil {
		return m, err
	}
	m.KNNAccuracy, err = tsne.KNNAccuracy(m.Result.Points, labels, min(knnNeighbours, x.Rows-1))
	return m, err
}

// String is the headline of the map.
func (m *Map) String() string {
	if m.Result.Interrupted {
		return fmt.Sprintf("t-SNE of %d images, stopped after %d iterations at KL %.3f", len(m.Result.Points), m.Result.Iterations, m.Result.KL)
	}
	return fmt.Sprintf("t-SNE of %d images: KL %.3f, trustworthiness %.4f, 10-NN accuracy %.3f, computed in %s",
		len(m.Result.Points), m.Result.KL, m.Trustworthiness, m.KNNAccuracy, duration(m.Seconds))
}

// Scatter draws the map.
func (m *Map) Scatter() chart.Chart {
	s := chart.Scatter{Title: m.String(), Classes: m.look.classes(), Names: data.Names[:], Equal: true}
	for _, p := range m.Result.Points {
		s.Xs, s.Ys = append(s.Xs, p[0]), append(s.Ys, p[1])
	}
	return m.look.study.note(s)
}

// Shown is what Show makes of a map.
func (m *Map) Shown() []any { return []any{m.Scatter()} }

// MapProgress narrates an embedding's stages on a live block.
func MapProgress(block *nb.Live) func(stage string, iteration int, kl float64) {
	last := ""
	return func(stage string, iteration int, kl float64) {
		line := "t-SNE: " + stage
		if iteration > 0 {
			line += fmt.Sprintf(", iteration %d, KL divergence %.3f", iteration, kl)
		}
		if stage != last {
			last = stage
			block.Mark(nil, line)
			return
		}
		block.Update(nil, line)
	}
}
