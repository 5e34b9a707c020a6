package study

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

func TestRepeatAndCompareRecipes(t *testing.T) {
	s := crossStudy(t, 200)
	repeat := func(p plan.Plan, seeds int) *Repetition {
		r, err := s.Repeat(context.Background(), p, seeds)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	plain := repeat(linearPlan, 3)
	if len(plain.Runs) != 3 || plain.SD <= 0 || !(plain.Low < plain.Mean && plain.Mean < plain.High) {
		t.Errorf("%+v", plain)
	}
	for i, run := range plain.Runs {
		if run.Plan.Seed != linearPlan.Seed+int64(i) {
			t.Errorf("run %d has seed %d", i, run.Plan.Seed)
		}
	}
	if again := repeat(linearPlan, 4); !again.Runs[2].Cached || again.Runs[3].Cached {
		t.Error("a fourth seed must train one run more, and only that")
	}
	worse := repeat(linearPlan.With(plan.Rate(1e-6), plan.Name("asleep")), 3)
	c, err := CompareRecipes(plain, worse)
	if err != nil || c.Lines[0].Test != nil || c.Lines[1].Test == nil || c.Lines[1].Test.Difference >= 0 ||
		c.Lines[1].Test.P > .05 {
		t.Fatalf("a network that learned must beat one that did not: %+v, %v", c, err)
	}
}

func TestRepeatRefuses(t *testing.T) {
	s := crossStudy(t, 100)
	if _, err := s.Repeat(context.Background(), linearPlan, 0); err == nil ||
		!strings.Contains(err.Error(), "at least 1") {
		t.Errorf("no seeds: %v", err)
	}
	if _, err := s.Repeat(context.Background(), plan.Plan{Net: nets.Linear(), Epochs: -1}, 2); err == nil {
		t.Error("a plan that is none must be refused before anything is trained")
	}
	one, err := s.Repeat(context.Background(), linearPlan, 1)
	if err != nil || one.SD != 0 || !math.IsInf(one.High, 1) {
		t.Errorf("%+v, %v", one, err)
	}
	if _, err := CompareRecipes(one); err == nil {
		t.Error("one recipe is no comparison")
	}
	if _, err := CompareRecipes(one, one); err == nil || !strings.Contains(err.Error(), "at least 2 seeds") {
		t.Errorf("one seed says nothing: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := s.Repeat(ctx, linearPlan, 3) // the first seed is stored
	if err != nil || !r.Interrupted || len(r.Runs) != 1 || !strings.Contains(r.String(), "the other 2") {
		t.Errorf("interrupted: %v, %v", r, err)
	}
	if r, err = s.Repeat(ctx, linearPlan.With(plan.Seed(77)), 2); err != nil ||
		!strings.Contains(r.String(), "no seed is finished") {
		t.Errorf("interrupted before the first step: %v, %v", r, err)
	}
}

// A rate that kills every unit gives no NaN, only a network that answers the same to everything; the line must say so.
func TestDeadNetworksAreNamed(t *testing.T) {
	s := crossStudy(t, 100)
	dead := trainSmall(t, s, plan.Plan{Net: nets.LeNet5(), Epochs: 2, Batch: 20, Seed: 1, Rate: 1000})
	if !strings.Contains(dead.String(), "every test image") || !strings.Contains(dead.String(), "lower learning rate") {
		t.Errorf("%s (accuracy %.2f)", dead, dead.TestAccuracy)
	}
	if alive := trainSmall(t, s, linearPlan); strings.Contains(alive.String(), "every test image") {
		t.Errorf("%s", alive)
	}
}
