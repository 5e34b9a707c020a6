package show

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

// The mean of the folds lies in their band, and the table ends with it.
func TestFoldsHaveMeanAndBand(t *testing.T) {
	s := studytest.New(t)
	p := studytest.Plan()
	p.Validation = 0
	cv, err := s.CrossValidate(context.Background(), p, 2)
	if err != nil {
		t.Fatal(err)
	}
	c := CrossValidation{cv}
	if rows := c.Table().(chart.Table).Rows; len(rows) != 3 || rows[2][0] != "mean" ||
		!strings.Contains(rows[2][2], " ± ") {
		t.Errorf("%v", rows)
	}
	for _, panel := range c.Ends().(chart.Row).Charts {
		if lines := panel.(chart.Line).Series; len(lines) != 4 || lines[3].Name != "fold 2, validation" ||
			len(lines[3].Y) != p.Epochs {
			t.Errorf("%v", lines)
		}
	}
	for _, panel := range c.Curves().(chart.Row).Charts {
		for _, series := range panel.(chart.Line).Series {
			if len(series.Y) != p.Epochs {
				t.Errorf("%s: %d epochs of %d", series.Name, len(series.Y), p.Epochs)
			}
			for i, mean := range series.Y {
				if mean < series.Low[i] || mean > series.High[i] {
					t.Errorf("%s, epoch %d: the mean %g is not between %g and %g", series.Name, i+1, mean, series.Low[i],
						series.High[i])
				}
			}
		}
	}
}

// A score belongs to the epochs that it was reached in: the best of the first so many, none where the trial had fewer.
func TestScoresByEpochs(t *testing.T) {
	trial := study.Trial{}
	trial.ToEpoch = 3
	for _, accuracy := range []float64{0.7, 0.9, 0.8} {
		trial.History = append(trial.History, plan.Epoch{ValAccuracy: &accuracy, ValLoss: &accuracy})
	}
	up, down := hyperband.Options{Objective: "val_accuracy"}, hyperband.Options{Objective: "val_loss", Minimize: true}
	for _, c := range []struct {
		epochs int
		o      hyperband.Options
		want   float64
	}{{1, up, 0.7}, {2, up, 0.9}, {3, up, 0.9}, {3, down, 0.7}, {4, up, math.NaN()}} {
		if got := bestBy(trial, c.epochs, c.o); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("after %d epochs by %s: %g, want %g", c.epochs, c.o.Objective, got, c.want)
		}
	}
}
