package study

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// wild makes the n-th of the search's first points, counted from 0, fail by a learning rate at which no loss is a
// number.
func wild(t *testing.T, fail ...int) func(hyperband.Point) plan.Plan {
	drawn := points(t)
	return func(p hyperband.Point) plan.Plan {
		plan := tuneBuild(p)
		for _, i := range fail {
			if p.Equal(drawn[i]) {
				plan.Rate = 1e30
			}
		}
		return plan
	}
}

func TestTuneRecordsFailures(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	search := tune(t, s, tuneSpace, wild(t, 0, 1), 3)
	for range 2 {
		trials := search.Trials()
		if len(trials) != 5 || len(search.Top(9)) != 3 {
			t.Fatalf("%d trials, %d with a score; two failed and so nothing can be promoted", len(trials),
				len(search.Top(9)))
		}
		if got := search.String(); !strings.HasPrefix(got, "5 of 5 trials (2 failed, 1 dropped from later rounds") {
			t.Error(got)
		}
		if err := trials[0].Err; err == nil || !strings.Contains(err.Error(), "learning rate 1e+30") {
			t.Errorf("trial 0000 failed with %v", err)
		}
		search = tune(t, s, tuneSpace, wild(t, 0, 1), 3)
		if stored(search) != 5 {
			t.Errorf("%d of 5 trials stored: failures must not be trained again", stored(search))
		}
	}
}

func TestThreeFailuresEndTheSearch(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	for range 2 { // the second time from the stored runs
		search, err := s.Tune(context.Background(), tuneSpace, wild(t, 0, 1, 2), bands(t, 3))
		if !errors.Is(err, hyperband.ErrFailures) || !strings.Contains(err.Error(), "trial 0002 and the 2 before it") {
			t.Fatalf("got %v", err)
		}
		if search == nil || len(search.Trials()) != 3 || search.Best().Net.Layers != nil {
			t.Errorf("the search so far is %v", search)
		}
	}
}

func TestInvalidPlanIsAFailedTrial(t *testing.T) {
	deep := func(p hyperband.Point) plan.Plan {
		plan := tuneBuild(p)
		if p.Int("units") == points(t)[1].Int("units") {
			plan.Net.Layers = append([]nets.Layer{nets.Conv(4, 29)}, plan.Net.Layers...) // larger than the image
		}
		return plan
	}
	s := tuneStudy(t, t.TempDir())
	for _, answered := range []int{0, 4} { // in a new store, and from the stored runs: the failed one never has a run
		search := tune(t, s, tuneSpace, deep, 3)
		if failed := search.Trials()[1]; failed.Err == nil || failed.Run != "" || failed.Stored ||
			!strings.Contains(failed.Err.Error(), "Conv(4, 29) needs at least 29×29 input") {
			t.Errorf("trial 0001: %+v", failed)
		}
		want := "5 of 5 trials (1 failed, 1 dropped from later rounds): best"
		if answered > 0 {
			want = fmt.Sprintf("5 of 5 trials (1 failed, 1 dropped from later rounds, %d from stored runs): best", answered)
		}
		if got := search.String(); !strings.HasPrefix(got, want) || stored(search) != answered {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// points are the first five of a search.
func points(t *testing.T) (all []hyperband.Point) {
	schedule, err := hyperband.RandomSearch(5, 1)
	if err != nil {
		t.Fatal(err)
	}
	search, err := hyperband.New(tuneSpace, schedule, hyperband.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range search.Ready() {
		all = append(all, trial.Point)
	}
	return all
}

func TestTuneRefusesWhatCannotBeScored(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	blind := func(p hyperband.Point) plan.Plan { plan := tuneBuild(p); plan.Validation = 0; return plan }
	slip := func(p hyperband.Point) plan.Plan { plan := tuneBuild(p); plan.Rate = p.Float("ratte"); return plan }
	for what, try := range map[string]func() error{
		"set Validation": func() error {
			_, err := s.Tune(context.Background(), tuneSpace, blind,
				bands(t, 3))
			return err
		},
		`there is no "ratte"`: func() error {
			_, err := s.Tune(context.Background(), tuneSpace, slip, bands(t, 3))
			return err
		},
		"the objectives are": func() error {
			_, err := s.Tune(context.Background(), tuneSpace, tuneBuild, bands(t, 3), Objective("loss"))
			return err
		},
		"search space is empty": func() error {
			_, err := s.Tune(context.Background(), nil, tuneBuild,
				bands(t, 3))
			return err
		},
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("got %v, want %q in it", err, what)
		}
	}
}
