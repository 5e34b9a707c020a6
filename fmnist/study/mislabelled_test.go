package study

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// asked counts the predictions that are computed.
type asked struct {
	execute.Executor
	predictions int
}

func (a *asked) Predict(ctx context.Context, at execute.Place, m execute.Model, images []uint8,
	w execute.Watch) ([]float32, error) {
	a.predictions++
	return a.Executor.Predict(ctx, at, m, images, w)
}

// Ten of 600 labels are made wrong: they must crowd at the head of the list, although a linear model is right about 60
// % only.
func TestMislabelledFindsPlantedLabels(t *testing.T) {
	s := crossStudy(t, 600)
	counting := &asked{Executor: s.Executor}
	s.Executor = counting
	labels := slices.Clone(s.Data.Train.Labels)
	planted := map[int]bool{}
	for i := 7; len(planted) < 10; i += 53 {
		planted[i], labels[i] = true, (labels[i]+5)%data.Classes
	}
	s.Data.Train.Labels = labels
	cv, err := s.CrossValidate(context.Background(), linearPlan.With(plan.Epochs(8)), 3, Stratified)
	if err != nil {
		t.Fatal(err)
	}
	m, err := cv.Mislabelled(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	hits := 0
	for i, f := range m.First(12) {
		if planted[f.Image] {
			hits++
		}
		if f.Label != int(labels[f.Image]) || f.Class != data.Names[f.Label] || f.Suggested == f.Label ||
			f.Probability >= f.SuggestedProbability || i > 0 && f.Probability < m.Found[i-1].Probability {
			t.Errorf("the %d-th: %+v", i+1, f)
		}
	}
	if hits < 4 || m.Judged != 600 { // 0.2 of them would stand there by chance
		t.Errorf("%d of 10 wrong labels in the first 12 of %d found, %d judged", hits, len(m.Found), m.Judged)
	}
	if again, err := cv.Mislabelled(context.Background()); err != nil || !slices.Equal(again.Found, m.Found) ||
		counting.predictions != 3 {
		t.Errorf("predictions of three folds are computed once and read then, not %d times; %v", counting.predictions, err)
	}
}

// Every image has one prediction, and it is that of the fold that held it out: the folds' accuracies say so.
func TestOutOfFold(t *testing.T) {
	s := crossStudy(t, 200)
	cv, err := s.CrossValidate(context.Background(), linearPlan, 4)
	if err != nil {
		t.Fatal(err)
	}
	p, err := cv.OutOfFold(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, image := range slices.Sorted(slices.Values(p.Images)) {
		if i != image {
			t.Fatalf("image %d comes at %d; each must come once", image, i)
		}
	}
	if got := float64(p.Correct()) / 200; math.Abs(got-cv.Mean) > 1e-9 {
		t.Errorf("accuracy %.4f out of fold, %.4f by the folds", got, cv.Mean)
	}
	kept, err := s.CrossValidate(context.Background(), linearPlan, 4, KeepWeights)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Mislabelled(context.Background()); err == nil ||
		!strings.Contains(err.Error(), "without KeepWeights") {
		t.Errorf("kept weights have seen the images: %v", err)
	}
}
