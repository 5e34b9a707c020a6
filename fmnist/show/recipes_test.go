package show

import (
	"context"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"
)

// The table names the recipes and the verdict; the band holds the mean curve.
func TestRecipes(t *testing.T) {
	s := studytest.New(t)
	repeat := func(p plan.Plan) *study.Repetition {
		r, err := s.Repeat(context.Background(), p, 3)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	linear := plan.Plan{Net: nets.Linear(), Epochs: 2, Batch: 16, Seed: 1}
	plain, asleep := repeat(linear), repeat(linear.With(plan.Rate(1e-6), plan.Name("asleep")))
	c, err := study.CompareRecipes(plain, asleep)
	if err != nil {
		t.Fatal(err)
	}
	table := Recipes{c}.Table().Text()
	for _, words := range []string{"asleep", "a real difference", "±"} {
		if !strings.Contains(table, words) {
			t.Errorf("the table does not say %q:\n%s", words, table)
		}
	}
	if b := band(asleep); len(b.Y) != linear.Epochs || b.Low[0] > b.Y[0] || b.High[0] < b.Y[0] {
		t.Errorf("band %+v", b)
	}
}
