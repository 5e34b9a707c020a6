package show

import (
	"context"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nb"
)

// Correlation is the heat map of the correlations between all 784 pixels, centred on 0. (Report 1, "Which pixels go
// together?")
func (l Data) Correlation(ctx context.Context) (chart.Chart, error) {
	matrix, constant, err := l.Look.Correlation(ctx)
	if err != nil {
		return nil, err
	}
	h := chart.Heat{Title: fmt.Sprintf("Correlation of the pixels of %d images", l.Set().Len()), X: "pixel", Y: "pixel",
		Rows: data.Pixels, Cols: data.Pixels, Diverging: true, Min: -1, Max: 1, Unit: "correlation", Values: matrix}
	if len(constant) > 0 {
		h.Note = fmt.Sprintf("%d pixels are the same in all images and correlate with nothing", len(constant))
	}
	return note(l.Study(), h), nil
}

// ClassMeans are the mean images of the ten classes. (Report 1, "Which pixels go together?")
func (l Data) ClassMeans() (chart.Chart, error) {
	means, err := l.Set().ClassMeans()
	if err != nil {
		return nil, err
	}
	g := chart.Images{Title: "The mean image of every class", Side: data.Side, Columns: 5, Titles: l.Set().ClassNames()}
	for _, m := range means {
		for len(m) < data.Pixels { // a class without images
			m = append(m, 0)
		}
		g.Pixels = append(g.Pixels, chart.Gray(m, data.Pixels)...)
	}
	return note(l.Study(), g), nil
}

// Variance is the variance of every pixel over the images.
func (l Data) Variance() (chart.Chart, error) {
	v, err := l.Set().PixelVariance()
	if err != nil {
		return nil, err
	}
	for i := range v {
		v[i] /= 255 * 255 // as the networks see the pixels
	}
	return note(l.Study(), chart.Heat{Title: "Variance of every pixel (pixels / 255)", X: "column", Y: "row",
		Rows: data.Side, Cols: data.Side,
		Values: v, Unit: "variance", Size: 360}), nil
}

func classesOf(set data.Set) []int {
	classes := make([]int, set.Len())
	for i, label := range set.Labels {
		classes[i] = int(label)
	}
	return classes
}

// Scatter draws the images along the first two components.
func (c Components) Scatter() chart.Chart {
	width := len(c.Model.Components)
	axis := func(k int) string {
		return fmt.Sprintf("component %d (%.1f %% of the variance)", k+1, 100*c.Model.Ratio[k])
	}
	s := chart.Scatter{Title: fmt.Sprintf("PCA of %d images", c.Model.Samples), X: axis(0), Y: axis(1),
		Classes: classesOf(c.Look.Set()), Names: c.Look.Set().ClassNames()}
	for i := range c.Model.Samples {
		s.Xs, s.Ys = append(s.Xs, float64(c.Points[i*width])), append(s.Ys, float64(c.Points[i*width+1]))
	}
	return note(c.Look.Study(), s)
}

// Scree draws how much of the variance the components explain, each and together.
func (c Components) Scree() chart.Chart {
	var sum float64
	var together []float64
	for _, r := range c.Model.Ratio {
		sum += r
		together = append(together, sum)
	}
	return note(c.Look.Study(), chart.Line{Title: "Explained variance", X: "component", Y: "share of the variance",
		YRange: [2]float64{0, 1},
		Series: []chart.Series{{Name: "each", Y: c.Model.Ratio, Markers: true},
			{Name: "together", Y: together, Dashed: true}}})
}

// Images draws the first n components as images: dark lowers, bright raises the coordinate.
func (c Components) Images(n int) chart.Chart {
	g := chart.Images{Title: "The principal components as images", Side: data.Side, Columns: 5, RGB: true}
	for k, component := range c.Model.Components[:min(max(n, 0), len(c.Model.Components))] {
		g.Pixels = append(g.Pixels, chart.Signed(component, data.Pixels)...)
		g.Titles = append(g.Titles, fmt.Sprintf("%d: %.1f %%", k+1, 100*c.Model.Ratio[k]))
	}
	return note(c.Look.Study(), g)
}

// Shown is what Show makes of a PCA.
func (c Components) Shown() []any { return []any{c.Scatter(), c.Scree(), c.Images(10)} }

// Scatter draws the map.
func (m Map) Scatter() chart.Chart {
	s := chart.Scatter{Title: m.String(), X: "first axis of the map", Y: "second axis of the map",
		Classes: classesOf(m.Look.Set()), Names: m.Look.Set().ClassNames(), Equal: true}
	for _, p := range m.Result.Points {
		s.Xs, s.Ys = append(s.Xs, p[0]), append(s.Ys, p[1])
	}
	return note(m.Look.Study(), s)
}

// Shown is what Show makes of a map.
func (m Map) Shown() []any { return []any{m.Scatter()} }

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
