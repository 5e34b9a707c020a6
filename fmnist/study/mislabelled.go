package study

import (
	"context"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Mislabelled are the training images whose label is probably wrong, the least likely label first.
type Mislabelled struct {
	Plan   plan.Plan
	Folds  int
	Judged int // images with an out-of-fold prediction
	Found  []Mislabel
	study  *Study
}

// Mislabel is one training image whose label is probably wrong.
type Mislabel struct {
	Image                int     `json:"image"` // its number in the training set, counted from 0
	Label                int     `json:"label"`
	Class                string  `json:"class"` // the listed one
	Probability          float64 `json:"probability"`
	Suggested            int     `json:"suggested"`
	SuggestedClass       string  `json:"suggested_class"`
	SuggestedProbability float64 `json:"suggested_probability"`
}

// Mislabelled judges every training image by the network of the fold that did not see it: confident learning, as
// metrics.Mislabelled has it. The probability is the one that the network gives the listed class.
func (c *CrossValidation) Mislabelled(ctx context.Context) (*Mislabelled, error) {
	p, err := c.OutOfFold(ctx)
	if err != nil {
		return nil, err
	}
	m := &Mislabelled{Plan: c.Plan, Folds: len(c.Folds), Judged: len(p.Images), study: c.study}
	names := c.study.Data.ClassNames()
	for _, i := range metrics.Mislabelled(p.Predictions) {
		label, suggested := int(p.Labels[i]), p.Class(i)
		m.Found = append(m.Found, Mislabel{Image: p.Images[i],
			Label: label, Class: names[label], Probability: float64(p.Row(i)[label]),
			Suggested: suggested, SuggestedClass: names[suggested], SuggestedProbability: float64(p.Row(i)[suggested])})
	}
	return m, nil
}

// First are the first n of those found, all when there are fewer.
func (m *Mislabelled) First(n int) []Mislabel { return m.Found[:min(max(n, 0), len(m.Found))] }

// Set is the training set that the numbers of images refer to.
func (m *Mislabelled) Set() data.Set { return m.study.Data.Train }

// String is the headline.
func (m *Mislabelled) String() string {
	return fmt.Sprintf("%s, %d folds: %d of %d labels look wrong", m.Plan.Title(), m.Folds, len(m.Found), m.Judged)
}

// Study is the study that it belongs to.
func (m *Mislabelled) Study() *Study { return m.study }
