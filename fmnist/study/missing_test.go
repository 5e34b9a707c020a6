package study

import (
	"context"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// A loop that trains what is missing until nothing is leads to the folds that one process finds, in the order that kept
// weights ask for.
func TestMissingPlansEnd(t *testing.T) {
	for options, want := range map[*[]FoldOption][]int{{}: {3}, {KeepWeights}: {1, 1, 1}} {
		s := crossStudy(t, 200)
		plans, err := s.FoldPlans(linearPlan, 3, *options...)
		if err != nil {
			t.Fatal(err)
		}
		var rounds []int
		for {
			missing, err := s.Missing(context.Background(), plans)
			if err != nil {
				t.Fatal(err)
			}
			if len(missing) == 0 {
				break
			}
			rounds = append(rounds, len(missing))
			for _, p := range missing {
				trainSmall(t, s, p)
			}
		}
		if len(rounds) != len(want) || rounds[0] != want[0] {
			t.Errorf("rounds of %v plans, want %v", rounds, want)
		}
		cv, err := s.CrossValidate(context.Background(), linearPlan, 3, *options...)
		if err != nil {
			t.Fatal(err)
		}
		for i, fold := range cv.Folds {
			if !fold.Cached {
				t.Errorf("fold %d was trained again", i+1)
			}
		}
	}
}

// More epochs of a stored run are missing.
func TestLongerPlanIsMissing(t *testing.T) {
	s := smallStudy(t)
	trainSmall(t, s, small)
	longer := small.With(plan.Epochs(3))
	missing, err := s.Missing(context.Background(), []plan.Plan{small, longer})
	if err != nil || len(missing) != 1 || missing[0].Epochs != 3 {
		t.Errorf("%v, %v", missing, err)
	}
}
