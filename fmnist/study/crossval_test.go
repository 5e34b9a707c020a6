package study

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/local"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

func crossStudy(t *testing.T, images int) *Study {
	t.Helper()
	store, err := runs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &Study{Data: data.Synthetic(images, 60, 3), Store: store, Executor: local.Executor{}}
}

var linearPlan = plan.Plan{Net: nets.Linear(), Epochs: 2, Batch: 16, Seed: 1}

func TestCrossValidateHonestAndKept(t *testing.T) {
	s := crossStudy(t, 200)
	honest, err := s.CrossValidate(context.Background(), linearPlan, 4)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := s.CrossValidate(context.Background(), linearPlan, 4, KeepWeights)
	if err != nil {
		t.Fatal(err)
	}
	if len(honest.Folds) != 4 || honest.SD <= 0 || honest.KeptWeights || !kept.KeptWeights {
		t.Errorf("honest %v, kept %v", honest, kept)
	}
	// From the second fold on the kept network has seen what it is scored on.
	if kept.Folds[3].ValAccuracy() <= honest.Folds[3].ValAccuracy() {
		t.Errorf("the mistake does not show: kept %.3f, honest %.3f", kept.Folds[3].ValAccuracy(),
			honest.Folds[3].ValAccuracy())
	}
	if !strings.Contains(kept.String(), "memory") {
		t.Errorf("the mistake is not named: %s", kept)
	}
	again, err := s.CrossValidate(context.Background(), linearPlan, 4)
	if err != nil || again.Mean != honest.Mean || !again.Folds[0].Cached {
		t.Errorf("folds are ordinary runs and must be read the second time: %v %v", again, err)
	}
	c, err := Compare(honest.Folds[0], kept.Folds[3])
	if err != nil || c.Lines[1].Test == nil || c.Lines[0].Low >= c.Lines[0].High {
		t.Errorf("comparison: %+v %v", c, err)
	}
}

func TestCrossValidateInterruptedAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c, err := crossStudy(t, 100).CrossValidate(ctx, linearPlan, 3)
	if err != nil || !c.Interrupted || !strings.Contains(c.String(), "no fold is finished (stopped") {
		t.Errorf("%v, %v", c, err)
	}
	if _, err := c.Mislabelled(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("labels that look wrong, when stopped: %v", err)
	}
}

func TestMissingClassesAreNamed(t *testing.T) {
	s := crossStudy(t, 30)
	c, err := s.CrossValidate(context.Background(), linearPlan, 10)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(c.Notes, ""), "no sample of class") {
		t.Errorf("ten folds of thirty images lack classes, but nothing says so: %v", c.Notes)
	}
	if _, err := s.CrossValidate(context.Background(), linearPlan, 31); err == nil ||
		!strings.Contains(err.Error(), "31") {
		t.Errorf("more folds than images: %v", err)
	}
}
