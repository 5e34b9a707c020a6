package study

import (
	"context"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Points come fewest images first, each once; the last one, on all images, is the plan's own run.
func TestLearningCurve(t *testing.T) {
	s, p := crossStudy(t, 400), linearPlan.With(plan.Validation(0.1), plan.Epochs(3))
	whole, err := s.Train(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.LearningCurve(context.Background(), p, 400, 40, 120, 40)
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for i, point := range c.Points {
		got = append(got, point.Images, point.Train, point.Steps())
		if point.Plan.Seed != p.Seed || i > 0 && point.Cached != (i == 2) {
			t.Errorf("point %d: seed %d, cached %v", i, point.Plan.Seed, point.Cached)
		}
	}
	want := []int{40, 36, 9, 120, 108, 21, 400, 360, 69} // three epochs in batches of 16
	if len(got) != len(want) {
		t.Fatalf("%v, want %v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%v, want %v", got, want)
		}
	}
	if last := c.Points[2]; last.Name != whole.Name || last.TestAccuracy <= c.Points[0].TestAccuracy {
		t.Errorf("%s (accuracy %.3f, with 40 images %.3f), want the run %s", last.Name, last.TestAccuracy,
			c.Points[0].TestAccuracy, whole.Name)
	}
	if !strings.Contains(c.String(), "with 40 images") || !strings.HasSuffix(c.String(), "with 400") {
		t.Error(c)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c, err = s.LearningCurve(ctx, p, 40, 50)
	if err != nil || !c.Interrupted || len(c.Points) != 1 || !strings.Contains(c.String(), "the other 1") {
		t.Errorf("interrupted: %v, %v", c, err)
	}
}

func TestLearningCurveRefuses(t *testing.T) {
	s := crossStudy(t, 100)
	validating := linearPlan.With(plan.Validation(0.1))
	for _, c := range []struct {
		p      plan.Plan
		images []int
		want   string
	}{
		{linearPlan, nil, "give the numbers"},
		{linearPlan, []int{10, 0}, "0 images cannot be trained on; give numbers from 1 to 100"},
		{linearPlan, []int{10, 101}, "101 images"},
		{linearPlan.With(plan.Limit(50)), []int{60}, "from 1 to 50"},
		{validating, []int{1, 100}, "leaves none of the 1 images"},
		{linearPlan.With(func(p *plan.Plan) { p.Fold = &plan.Fold{K: 2} }), []int{10}, "no folds"},
	} {
		if _, err := s.LimitPlans(c.p, c.images...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v does not say %q", c.images, err, c.want)
		}
	}
	s.Quick = true
	if plans, err := s.LimitPlans(linearPlan, 10, 1000, 3000); err != nil || len(plans) != 2 || plans[1].Limit != 0 {
		t.Errorf("a quick study ends with its images: %v, %v", plans, err)
	}
}
