package train

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// restless is a training whose validation loss rises early, so that its views differ.
var restless = base.With(plan.Epochs(8), plan.Rate(0.03))

// views are four ways to look at it.
func views() map[string]plan.Plan {
	return map[string]plan.Plan{
		"plain": restless, "early stopping": restless.With(plan.EarlyStopping("val_loss", 1)),
		"restored":  restless.With(plan.RestoreBest("val_loss", 2), plan.Name("other name")),
		"keep best": restless.With(plan.KeepBest("val_accuracy")),
	}
}

// One plan trained plain, with early stopping, with its best epoch kept: one folder, one training, several answers, and
// each of them has the bits of the plan trained by itself. The order does not matter.
func TestViewsAreOneTraining(t *testing.T) {
	for _, order := range [][]string{{"plain", "early stopping", "restored", "keep best"},
		{"early stopping", "keep best", "restored", "plain"}} {
		st, epochs, names := store(t), 0, map[string]bool{}
		var chosen []int
		for _, name := range order {
			r := mustRun(t, st, views()[name])
			epochs += r.EpochsTrained
			names[r.Name] = true
			chosen = append(chosen, r.Chosen)
			same(t, r, mustRun(t, store(t), views()[name]))
		}
		if list, err := st.List(); err != nil || len(list) != 1 || len(names) != 1 || epochs != restless.Epochs {
			t.Errorf("%d runs, %d names, %d epochs trained, want one run and %d epochs; %v", len(list), len(names),
				epochs, restless.Epochs, err)
		}
		if slices.Max(chosen) == slices.Min(chosen) {
			t.Fatalf("all views choose epoch %d; the test shows nothing", chosen[0])
		}
	}
}

// Weights that were dropped are trained again from the nearest epoch that is there, to the same bits.
func TestDroppedWeightsComeBack(t *testing.T) {
	st := store(t)
	want, err := mustRun(t, st, restless.With(plan.Epochs(5))).Weights()
	if err != nil {
		t.Fatal(err)
	}
	r := mustRun(t, st, restless)
	run, err := st.Acquire(context.Background(), r.ID, restless, nil)
	if err != nil {
		t.Fatal(err)
	}
	run.Drop(trained.EpochSlot(4), trained.EpochSlot(5))
	if err := errors.Join(run.Commit(), run.Release()); err != nil {
		t.Fatal(err)
	}
	if _, err := trained.Weights(st, r.ID, 5); !errors.Is(err, trained.ErrGone) {
		t.Fatalf("the weights should be gone: %v", err)
	}
	show := &stopAt{}
	if err := (Trainer{Store: st, Backend: open, Show: show}).Weights(context.Background(), restless, 5, samples,
		tests); err != nil {
		t.Fatal(err)
	}
	if len(show.said) != 1 || !strings.Contains(show.said[0], "training from epoch 4 on gives the same ones") {
		t.Errorf("said %q", show.said)
	}
	got, err := trained.Weights(st, r.ID, 5)
	if err != nil {
		t.Fatal(err)
	}
	for name := range want {
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

// Whatever the limit, the plan's own epoch is kept; within it the best by each monitor, then those that were best once.
func TestKeptEpochs(t *testing.T) {
	var history []plan.Epoch
	slots := map[string]int{}
	for i, loss := range []float64{5, 4, 3, 2, 1} {
		up := float64(i)
		val := []float64{3, 1, 2, 2, 2}[i]
		history = append(history, plan.Epoch{Epoch: i + 1, Loss: loss, Accuracy: up, ValLoss: &val, ValAccuracy: &up})
		slots[trained.EpochSlot(i+1)] = i + 1
	}
	plain, best := plan.Plan{Epochs: 9}, plan.Plan{Epochs: 9, KeepBest: "val_loss"}
	for _, c := range []struct {
		p     plan.Plan
		size  int
		limit int
		want  []int
	}{
		{plain, 10, 0, []int{5}},
		{best, 10, 0, []int{2}},
		{best, 10, 20, []int{2, 5}},
		{plain, 10, 30, []int{5, 2, 1}}, // 1 was the best val_loss before 2
		{plain, 10, 1000, []int{5, 2, 1, 4, 3}},
	} {
		if got := keptEpochs(c.p, history, slots, c.size, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("limit %d: kept %v, want %v", c.limit, got, c.want)
		}
	}
}

// as is the test's backend under the name of another numeric class.
func as(class string) func() (Backend, error) {
	return func() (Backend, error) {
		b, err := open()
		b.Class = class
		return b, err
	}
}

// Every epoch names its class. Another class's finished answer is given; what is trained on says so, and dropped
// weights of another class are not passed off as the same.
func TestClasses(t *testing.T) {
	st, show := store(t), &stopAt{}
	trainAs := func(class string, epochs int) *trained.Result {
		p := base.With(plan.Epochs(epochs))
		done, err := Trainer{Store: st, Backend: as(class), Show: show}.Train(context.Background(), p, samples, tests)
		if err != nil {
			t.Fatal(err)
		}
		r, err := trained.After(st, p, drawn, done.New, done.Interrupted)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	trainAs("go/one", 2)
	if r := trainAs("go/two", 2); !r.Cached || r.On() != "go/one" || len(show.said) != 0 {
		t.Errorf("a finished answer is given: %+v, said %q", r, show.said)
	}
	r := trainAs("go/two", 3)
	if r.EpochsTrained != 1 || r.On() != "go/one up to epoch 2, then go/two" || len(show.said) != 1 ||
		!strings.Contains(show.said[0], "rounds differently") {
		t.Errorf("%d epochs on %s, said %q", r.EpochsTrained, r.On(), show.said)
	}
	run, err := st.Acquire(context.Background(), r.ID, base, nil)
	if err != nil {
		t.Fatal(err)
	}
	run.Drop(trained.EpochSlot(2))
	if err := errors.Join(run.Commit(), run.Release()); err != nil {
		t.Fatal(err)
	}
	err = Trainer{Store: st, Backend: as("go/two")}.Weights(context.Background(), base, 2, samples, tests)
	if err == nil || !strings.Contains(err.Error(), "cannot train those of go/one again") {
		t.Errorf("got %v", err)
	}
}

// An epoch that was begun on one class and ended on another names both.
func TestAnEpochOfTwoClasses(t *testing.T) {
	st := store(t)
	for _, class := range []string{"go/one", "go/two"} {
		ctx, cancel := context.WithCancel(context.Background())
		show := &stopAt{steps: 3, cancel: cancel}
		if class == "go/two" {
			show.steps = -1 // never
		}
		if _, err := (Trainer{Store: st, Backend: as(class), Show: show}).Train(ctx, base, samples, tests); err != nil {
			t.Fatal(err)
		}
		cancel()
	}
	r, err := trained.Stored(st, base, drawn)
	if err != nil || r.History[0].Class != "go/one+go/two" || r.History[1].Class != "go/two" {
		t.Errorf("%+v, %v", r, err)
	}
}

// Training leaves the test images alone; the figures come when they are asked for.
func TestTrainingDoesNotTest(t *testing.T) {
	st := store(t)
	if _, err := (Trainer{Store: st, Backend: open}).Train(context.Background(), base, samples, tests); err != nil {
		t.Fatal(err)
	}
	r, err := trained.Stored(st, base, drawn)
	if err != nil || r == nil || r.Tested {
		t.Fatalf("%+v, %v", r, err)
	}
	list, err := st.List()
	if err != nil || len(list) != 1 || list[0].Status != runs.Finished {
		t.Errorf("trained is complete: %+v, %v", list, err)
	}
	if r = mustRun(t, st, base); !r.Tested || r.EpochsTrained != 0 {
		t.Errorf("%+v", r)
	}
}
