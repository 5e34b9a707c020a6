package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// LearningCurve is one plan trained on more and more of the training images.
type LearningCurve struct{ *study.LearningCurve }

// Table lists the sizes.
func (c LearningCurve) Table() chart.Chart {
	t := chart.Table{Title: c.String(), Header: []string{"images", "trained on", "steps", "training", "validation", "test",
		"from"}, Align: "rrrrrrl"}
	for _, p := range c.Points {
		validation := ""
		if p.Plan.Validates() {
			validation = text.Four(p.ValAccuracy())
		}
		t.Rows = append(t.Rows, []string{fmt.Sprint(p.Images), fmt.Sprint(p.Train), fmt.Sprint(p.Steps()),
			text.Four(p.FigureAt(p.Chosen, "accuracy")), validation, text.Four(p.TestAccuracy), p.Name})
	}
	return note(c.Study(), t)
}

// Curves draws accuracy over the number of images, which grows by factors: training, validation where there is any, and
// the test set, which is the same for every point.
func (c LearningCurve) Curves() chart.Chart {
	training := chart.Series{Name: "training", Markers: true}
	validation := chart.Series{Name: "validation", Markers: true, Dashed: true}
	test := chart.Series{Name: "test", Markers: true}
	for _, p := range c.Points {
		x := float64(p.Images)
		training.X, training.Y = append(training.X, x), append(training.Y, p.FigureAt(p.Chosen, "accuracy"))
		test.X, test.Y = append(test.X, x), append(test.Y, p.TestAccuracy)
		if p.Plan.Validates() {
			validation.X, validation.Y = append(validation.X, x), append(validation.Y, p.ValAccuracy())
		}
	}
	l := chart.Line{Title: c.Plan.Title() + ": accuracy by the number of training images", X: "training images",
		Y: "accuracy", LogX: true, Series: []chart.Series{training}}
	if validation.Y != nil {
		l.Series = append(l.Series, validation)
	}
	l.Series = append(l.Series, test)
	return note(c.Study(), l)
}

// Shown is what Show makes of a learning curve.
func (c LearningCurve) Shown() []any { return []any{c.Table(), c.Curves()} }
