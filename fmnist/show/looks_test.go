package show

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

// Table and picture show the same images, at most as many as were found, in the training set's pixels.
func TestMislabelledPictures(t *testing.T) {
	s := studytest.New(t)
	cv, err := s.CrossValidate(context.Background(), studytest.Plan().With(plan.Validation(0)), 2)
	if err != nil {
		t.Fatal(err)
	}
	found, err := cv.Mislabelled(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]int{-1: 0, 5: 5, 10_000: len(found.Found)} {
		m := Mislabelled{found, n}
		rows, grid := m.Table().(chart.Table).Rows, m.Images().(chart.Images)
		if len(rows) != want || len(grid.Titles) != want || len(grid.Pixels) != want*data.Pixels {
			t.Fatalf("%d asked for: %d rows, %d titles, %d pixels", n, len(rows), len(grid.Titles), len(grid.Pixels))
		}
		for i, row := range rows {
			f := found.Found[i]
			if !strings.HasPrefix(grid.Titles[i], "image "+row[0]+"\nlisted as "+f.Class) ||
				!slices.Equal(grid.Pixels[i*data.Pixels:(i+1)*data.Pixels], s.Data.Train.Image(f.Image)) {
				t.Fatalf("the %d-th: %v, %q", i+1, row, grid.Titles[i])
			}
		}
	}
}

// The axis grows by factors, and there is a line for validation where the plan validates.
func TestLearningCurvePictures(t *testing.T) {
	s := studytest.New(t)
	for share, lines := range map[float64]int{0: 2, 0.2: 3} {
		c, err := s.LearningCurve(context.Background(), studytest.Plan().With(plan.Validation(share), plan.Epochs(1)), 50,
			200)
		if err != nil {
			t.Fatal(err)
		}
		l := LearningCurve{c}.Curves().(chart.Line)
		if !l.LogX || len(l.Series) != lines {
			t.Fatalf("validation %g: %d lines, log axis %v", share, len(l.Series), l.LogX)
		}
		for _, series := range l.Series {
			if !slices.Equal(series.X, chart.Values{50, 200}) || len(series.Y) != 2 {
				t.Errorf("%s: %v, %v", series.Name, series.X, series.Y)
			}
		}
		if last := l.Series[lines-1]; last.Name != "test" || last.Y[1] != c.Points[1].TestAccuracy {
			t.Errorf("%+v", last)
		}
	}
}
