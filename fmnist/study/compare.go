package study

import (
	"errors"
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/nets"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

var nan = math.NaN()

// Comparison sets runs beside each other; the first is what the others are compared with.
type Comparison struct {
	Runs  []*Run
	Lines []CompareLine
	study *Study
}

// CompareLine is one run's line in the table.
type CompareLine struct {
	Run          string           `json:"run"`
	Params       int              `json:"params"`
	Epochs       int              `json:"epochs"`
	TestAccuracy float64          `json:"test_accuracy"`
	Low          float64          `json:"low"` // 95 % interval of the accuracy (Wilson)
	High         float64          `json:"high"`
	Test         *metrics.McNemar `json:"mcnemar,omitempty"` // against the first run
}

// Compare needs runs that were tested on the same images. (Report 1, "Is the difference real?")
func Compare(all ...*Run) (*Comparison, error) {
	if len(all) < 2 {
		return nil, errors.New("a comparison needs at least two runs")
	}
	c := &Comparison{Runs: all, study: all[0].study}
	for i, r := range all {
		if err := r.Test(r.ctx); err != nil {
			return nil, err
		}
		summary, err := nets.Summarize(r.Plan.Net)
		if err != nil {
			return nil, err
		}
		line := CompareLine{Run: r.label(all), Params: summary.Total, Epochs: r.Epochs, TestAccuracy: r.TestAccuracy}
		line.Low, line.High = metrics.Interval(r.predictions.Correct(), len(r.predictions.Labels))
		if i > 0 {
			test, err := metrics.Test(all[0].predictions, r.predictions)
			if err != nil {
				return nil, fmt.Errorf("%s and %s: %w", all[0].Name, r.Name, err)
			}
			line.Test = &test
		}
		c.Lines = append(c.Lines, line)
	}
	return c, nil
}

// Study is the study that it belongs to.
func (c *Comparison) Study() *Study { return c.study }
