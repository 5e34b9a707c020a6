package study

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
)

// Plans that travel as JSON and are trained elsewhere, in any order, lead to the same search.
func TestTunePlansGiveTheSameSearch(t *testing.T) {
	whole := tune(t, tuneStudy(t, t.TempDir()), tuneSpace, tuneBuild, 3)
	s := tuneStudy(t, t.TempDir())
	var rounds []int
	for {
		plans, _, err := s.TunePlans(tuneSpace, tuneBuild, bands(t, 3))
		if err != nil {
			t.Fatal(err)
		}
		if len(plans) == 0 {
			break
		}
		rounds = append(rounds, len(plans))
		for i := range plans {
			text, err := json.Marshal(plans[len(plans)-1-i])
			if err != nil {
				t.Fatal(err)
			}
			var p plan.Plan
			if err := json.Unmarshal(text, &p); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Train(context.Background(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
	if fmt.Sprint(rounds) != "[5 1]" { // both brackets' first rounds at once, then the promotion
		t.Errorf("rounds of %v plans", rounds)
	}
	filled := tune(t, s, tuneSpace, tuneBuild, 3)
	if stored(filled) != 6 || board(filled) != board(whole) {
		t.Errorf("got\n%s\nwant\n%s", board(filled), board(whole))
	}
}

// A promoted trial whose run was ended by early stopping before has nothing to train and keeps its score.
func TestPromotionAfterEarlyStopping(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	stubborn := func(p hyperband.Point) plan.Plan { // what never learns stops after its second epoch
		return tuneBuild(p).With(plan.EarlyStopping("val_loss", 1), plan.Rate(1e-30))
	}
	schedule := hyperband.Schedule{{Number: 1, Rounds: []hyperband.Round{{Trials: 2, ToEpoch: 2},
		{Trials: 1, FromEpoch: 2, ToEpoch: 6}}}}
	search, err := s.Tune(context.Background(), tuneSpace, stubborn, schedule)
	if err != nil {
		t.Fatal(err)
	}
	trials := search.Trials()
	last := trials[2]
	if len(trials) != 3 || last.Score != search.trials[last.Parent].Score || len(last.History) != 2 {
		t.Errorf("%+v", last)
	}
}

func TestQuickSearch(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	s.Quick = true
	search := tune(t, s, tuneSpace, tuneBuild, 10)
	if n := len(search.Trials()); n != 14 { // 3+2+1, 3+2, 3
		t.Errorf("%d trials", n)
	}
	run, err := s.Train(context.Background(), search.Best().With(plan.Epochs(30)))
	if err != nil || run.Epochs != quickEpochs {
		t.Errorf("the final training of a quick search is as short: %v, %v", run, err)
	}
}

func TestResultsSummary(t *testing.T) {
	search := tune(t, tuneStudy(t, t.TempDir()), tuneSpace, tuneBuild, 3)
	if text := search.ResultsSummary(2); strings.Count(text, "Trial 0") != 2 ||
		!strings.Contains(text, `Objective(name="val_accuracy", direction="max")`) {
		t.Errorf("results summary:\n%s", text)
	}
}
