package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Mislabelled are the first N images whose label is probably wrong.
type Mislabelled struct {
	*study.Mislabelled
	N int
}

// Table lists them: number in the training set, listed and suggested class, and the probability of each.
func (m Mislabelled) Table() chart.Chart {
	t := chart.Table{Title: m.String(), Header: []string{"image", "listed as", "probability", "suggested", "probability"},
		Align: "rlrlr"}
	for _, f := range m.First(m.N) {
		t.Rows = append(t.Rows, []string{fmt.Sprint(f.Image), f.Class, text.Four(f.Probability), f.SuggestedClass,
			text.Four(f.SuggestedProbability)})
	}
	return note(m.Study(), t)
}

// Images shows them, each with its number and both classes.
func (m Mislabelled) Images() chart.Chart {
	first := m.First(m.N)
	grid := chart.Images{Title: fmt.Sprintf("The first %d of %d labels that look wrong", len(first), len(m.Found)),
		Side: data.Side, Columns: 6}
	for _, f := range first {
		grid.Pixels = append(grid.Pixels, m.Set().Image(f.Image)...)
		grid.Titles = append(grid.Titles, fmt.Sprintf("image %d\nlisted as %s\nrather %s, %.0f %%", f.Image, f.Class,
			f.SuggestedClass, 100*f.SuggestedProbability))
	}
	return note(m.Study(), grid)
}

// Shown is what Show makes of them.
func (m Mislabelled) Shown() []any { return []any{m.Table(), m.Images()} }
