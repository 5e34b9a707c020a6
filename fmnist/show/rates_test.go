package show

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
)

func TestAugmentedShowsWhatTrainingSees(t *testing.T) {
	s := studytest.New(t)
	c, err := Data{s.Look()}.Augmented(plan.Augment{Flip: true}, 3, 6)
	if err != nil {
		t.Fatal(err)
	}
	g := c.(chart.Images)
	if g.Columns != 7 || len(g.Rows) != 3 || len(g.Pixels) != 3*7*data.Pixels || !strings.Contains(g.Note, "mirrored") {
		t.Fatalf("%d columns, rows %v, %q", g.Columns, g.Rows, g.Note)
	}
	picture := func(row, column int) []byte {
		at := (row*g.Columns + column) * data.Pixels
		return g.Pixels[at : at+data.Pixels]
	}
	same, mirrored := 0, 0
	for row := range 3 {
		original := s.Data.Train.Image(row)
		if !bytes.Equal(picture(row, 0), original) {
			t.Errorf("row %d does not begin with the image itself", row)
		}
		for column := 1; column <= 6; column++ {
			switch {
			case bytes.Equal(picture(row, column), original):
				same++
			case bytes.Equal(picture(row, column), mirror(original)):
				mirrored++
			default:
				t.Errorf("row %d, column %d is neither the image nor its mirror image", row, column)
			}
		}
	}
	if same == 0 || mirrored == 0 {
		t.Errorf("%d times as it is and %d times mirrored", same, mirrored)
	}
	for _, bad := range []error{second(Data{s.Look()}.Augmented(plan.Augment{}, 0, 1)),
		second(Data{s.Look()}.Augmented(plan.Augment{Shift: 99}, 1, 1))} {
		if bad == nil {
			t.Error("must be an error")
		}
	}
}

func second(_ chart.Chart, err error) error { return err }

func mirror(image []byte) []byte {
	out := make([]byte, len(image))
	for i := range image {
		out[i] = image[i/data.Side*data.Side+data.Side-1-i%data.Side]
	}
	return out
}

func TestRates(t *testing.T) {
	linearPlan := plan.Plan{Net: nets.Linear(), Epochs: 2, Batch: 16, Seed: 1}
	p := linearPlan.With(plan.Epochs(4), plan.Rate(0.01), plan.Cosine(4, 1))
	c, err := Rates(linearPlan, p)
	if err != nil {
		t.Fatal(err)
	}
	s := c.(chart.Line).Series[1]
	at := func(epoch float64) float64 { return s.Y[int(epoch*ratePoints)] }
	if at(0) != 0 || at(0.5) != 0.005 || at(1) != 0.01 || at(4) > 1e-9 || len(s.Y) != 4*ratePoints+1 {
		t.Errorf("rates %v", s.Y)
	}
	if _, err := Rates(); err == nil {
		t.Error("no plan must be an error")
	}
}
