package train

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

func TestTheSamePlanIsTheSameRun(t *testing.T) {
	st := store(t)
	first := mustRun(t, st, base)
	if first.Cached || first.EpochsTrained != 3 || !first.Tested || first.TestAccuracy <= 0.1 {
		t.Fatalf("first: %+v", first)
	}
	again := mustRun(t, st, base)
	if !again.Cached || again.EpochsTrained != 0 {
		t.Fatalf("again: cached %v, %d epochs trained", again.Cached, again.EpochsTrained)
	}
	same(t, again, first)
	if _, err := st.Forget(first.Name); err != nil {
		t.Fatal(err)
	}
	fresh := mustRun(t, st, base)
	if fresh.Cached {
		t.Fatal("a forgotten run must be trained")
	}
	same(t, fresh, first)
	if other := mustRun(t, st, base.With(plan.Seed(6))); other.Name == first.Name || other.TestLoss == first.TestLoss {
		t.Error("another seed must be another run with other numbers")
	}
}

func TestMoreEpochsExtendFewerReadThePrefix(t *testing.T) {
	whole := mustRun(t, store(t), base.With(plan.Epochs(4)))
	st := store(t)
	mustRun(t, st, base.With(plan.Epochs(2)))
	extended := mustRun(t, st, base.With(plan.Epochs(4)))
	if extended.EpochsTrained != 2 {
		t.Fatalf("%d epochs trained, want 2", extended.EpochsTrained)
	}
	same(t, extended, whole)
	prefix := mustRun(t, st, base.With(plan.Epochs(3)))
	if prefix.EpochsTrained != 0 {
		t.Errorf("the prefix trained %d epochs", prefix.EpochsTrained)
	}
	same(t, prefix, mustRun(t, store(t), base.With(plan.Epochs(3))))
}

// Where a prefix's weights were not kept they are trained again, to the same bits.
func TestPrefixWithoutWeights(t *testing.T) {
	st := store(t)
	best := base.With(plan.KeepBest("val_loss"), plan.Epochs(3))
	mustRun(t, st, best)
	id, err := plan.ID(best, drawn)
	if err != nil {
		t.Fatal(err)
	}
	run, err := st.Acquire(context.Background(), id, best, nil)
	if err != nil {
		t.Fatal(err)
	}
	j := &job{Trainer: Trainer{Store: st, Show: plan.Silent{}}, run: run, plan: best}
	backend, _ := open()
	if j.session, err = newSession(backend.Backend, best, samples, nil); err != nil {
		t.Fatal(err)
	}
	if j.history, err = trained.Epochs(run); err != nil {
		t.Fatal(err)
	}
	if err := j.restore(context.Background(), "none"); err != nil {
		t.Fatal(err)
	}
	if _, err := j.session.epoch(context.Background(), nil, plan.Silent{}); err != nil {
		t.Fatal(err)
	}
	dir, ok, err := run.Slot(trained.EpochSlot(1))
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	kept, err := j.session.graphs.load(dir, true)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range kept.weights {
		if !w.Equal(j.session.state.weights[i]) {
			t.Errorf("%s differs after training epoch 1 again", j.session.graphs.parameters[i].Name)
		}
	}
	if err := run.Release(); err != nil {
		t.Fatal(err)
	}
}

// everyOption is a plan with all that can be lost in an interruption: masks, warps, rates, the best epoch.
var everyOption = base.With(plan.Cosine(3, 1), plan.WeightDecay(0.01), plan.LabelSmoothing(0.1),
	plan.EMA(0.9), plan.KeepBest("val_accuracy"),
	plan.WithAugment(plan.Augment{Shift: 2, Flip: true, Erase: 0.5, Rotate: 10}))

// normalized has running means and another optimizer to lose.
var normalized = base.With(plan.Nesterov(0.9), plan.EMA(0.95), plan.Dedupe(),
	plan.ShuffleLabels()).On(nets.New("normalized", nets.Conv(4, 5), nets.BatchNorm, nets.ReLU,
	nets.MaxPool(2), nets.Flatten, nets.Dense(16).L2(0.01), nets.BatchNorm, nets.ReLU, nets.Dropout(0.3),
	nets.Dense(10)))

// Interrupted anywhere and continued, a run is the run that was never stopped: weights, moments, shuffles, masks.
func TestStopAndContinue(t *testing.T) {
	for _, p := range []plan.Plan{base, everyOption, normalized} {
		want := mustRun(t, store(t), p)
		random := rand.New(rand.NewPCG(3, 4))
		st := store(t)
		r := &trained.Result{Interrupted: true}
		for stops := 0; r.Interrupted && stops < 6; stops++ {
			r = runStopped(t, st, p, 1+random.IntN(7))
		}
		same(t, mustRun(t, st, p), want)
	}
}

// One hundred interruptions at random steps of runs of all kinds: none is lost, none is wrong.
func TestHundredInterruptions(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds; run without -short")
	}
	fold := func(p *plan.Plan) {
		p.Validation, p.Fold, p.Steps = 0, &plan.Fold{K: 3, Index: 1, Stratified: true, Seed: 5}, 3
	}
	plans := []plan.Plan{base, everyOption, base.With(fold),
		base.With(plan.Epochs(6), plan.Rate(0.05), plan.RestoreBest("val_loss", 4),
			plan.ReduceOnPlateau("val_loss", 0.5, 1), func(p *plan.Plan) { p.Net = p.Net.WithDropout(0.5) })}
	var wants []*trained.Result
	for _, p := range plans {
		wants = append(wants, mustRun(t, store(t), p))
	}
	random := rand.New(rand.NewPCG(8, 9))
	for stops, kind := 0, 0; stops < 100 || kind < len(plans); kind++ {
		p, want, st := plans[kind%len(plans)], wants[kind%len(plans)], store(t)
		for {
			r := runStopped(t, st, p, 1+random.IntN(10))
			if !r.Interrupted {
				same(t, r, want)
				break
			}
			stops++
		}
	}
}

func TestNaNLossKeepsTheLastGoodWeights(t *testing.T) {
	st := store(t)
	wild := base.With(plan.Rate(1e30))
	_, err := run(context.Background(), Trainer{Store: st}, wild)
	var loss *plan.LossError
	if !errors.As(err, &loss) {
		t.Fatalf("got %v", err)
	}
	for _, word := range []string{"epoch 1", "step", "learning rate 1e+30", "lower the rate"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	list, err := st.List()
	if err != nil || len(list) != 1 || list[0].Status != runs.Failed {
		t.Errorf("the run must be listed as failed: %+v, %v", list, err)
	}
}

func TestDamagedRunIsSetAside(t *testing.T) {
	st := store(t)
	want := mustRun(t, st, base)
	for _, damage := range []func(string) error{
		func(dir string) error { return os.WriteFile(filepath.Join(dir, "run.json"), []byte("{"), 0o644) },
		func(dir string) error { return os.RemoveAll(filepath.Join(dir, "snapshots")) },
	} {
		if err := damage(want.Dir); err != nil {
			t.Fatal(err)
		}
		show := &stopAt{}
		got, err := run(context.Background(), Trainer{Store: st, Show: show}, base)
		if err != nil {
			t.Fatal(err)
		}
		if got.Cached || len(show.said) == 0 {
			t.Errorf("a damaged run was trusted, or set aside without a word: %v", show.said)
		}
		got = mustRun(t, st, base)
		same(t, got, mustRun(t, store(t), base))
	}
}

func TestKeepWeightsStartsFromAnotherRun(t *testing.T) {
	st := store(t)
	first := base.With(plan.Name("first"))
	mustRun(t, st, first)
	id, err := plan.ID(first, drawn)
	if err != nil {
		t.Fatal(err)
	}
	second := base.With(plan.Name("second"), plan.Epochs(1),
		func(p *plan.Plan) { p.Start = &plan.Start{Run: id, Epoch: 3} })
	warm, cold := mustRun(t, st, second), mustRun(t, st, base.With(plan.Epochs(1), plan.Name("cold")))
	if warm.History[0].Loss >= cold.History[0].Loss {
		t.Errorf("a warm start begins at loss %.4f, a cold one at %.4f", warm.History[0].Loss, cold.History[0].Loss)
	}
	missing := second.With(func(p *plan.Plan) { p.Start = &plan.Start{Run: id, Epoch: 9} })
	if _, err := run(context.Background(), Trainer{Store: st}, missing); err == nil ||
		!strings.Contains(err.Error(), "epoch 9") {
		t.Errorf("got %v", err)
	}
}
