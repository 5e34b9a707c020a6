package show

import (
	"context"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
)

// Augmented shows the first images of the set, one a row: as they are, then as successive epochs would see them.
// (Training, "More images for nothing".)
func (l Data) Augmented(a plan.Augment, images, draws int) (chart.Chart, error) {
	if images < 1 || draws < 1 {
		return nil, fmt.Errorf("%d images and %d draws are too few; give at least 1 of each", images, draws)
	}
	if err := plan.CheckAugment(&a); err != nil {
		return nil, err
	}
	set := l.Set().Take(images)
	// any seed shows the same kind of change
	seen, err := l.Study().Executor.Augmented(context.Background(), a, 1, set.Images, draws)
	if err != nil {
		return nil, err
	}
	columns := [][]byte{set.Images}
	for _, values := range seen {
		columns = append(columns, asBytes(values))
	}
	g := chart.Images{Title: fmt.Sprintf("Images as they are, and as %d epochs see them", draws), Note: a.String(),
		Side: data.Side, Columns: len(columns)}
	for i, label := range set.Labels {
		g.Rows = append(g.Rows, l.Set().ClassNames()[label])
		for _, column := range columns {
			g.Pixels = append(g.Pixels, column[i*data.Pixels:(i+1)*data.Pixels]...)
		}
	}
	return note(l.Study(), g), nil
}

// asBytes turns values from 0 to 1 into pixels, without the stretching of chart.Gray: every picture on the same scale.
func asBytes(values []float32) []byte {
	pixels := make([]byte, len(values))
	for i, v := range values {
		pixels[i] = byte(255*v + 0.5)
	}
	return pixels
}

// ratePoints is the number of points per epoch of a rate curve: enough for a warm-up of one epoch to be a slope.
const ratePoints = 20

// Rates draws the learning rate of each plan over its epochs. (Training, "How large a step".)
func Rates(plans ...plan.Plan) (chart.Chart, error) {
	if len(plans) == 0 {
		return nil, errors.New("there is no plan; give at least one")
	}
	l := chart.Line{Title: "Learning rate", X: "epoch", Y: "rate"}
	for _, p := range plans {
		s := chart.Series{Name: p.Title()}
		for i := range p.Epochs*ratePoints + 1 {
			epoch := float64(i) / ratePoints
			s.X, s.Y = append(s.X, epoch), append(s.Y, p.RateAt(epoch))
		}
		l.Series = append(l.Series, s)
	}
	return l, nil
}
