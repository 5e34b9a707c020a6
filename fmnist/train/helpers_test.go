package train

import (
	"context"
	"errors"
	"math"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Small enough for a test, with every kind of step: convolution, pooling, dense, dropout, a partial last batch.
var (
	drawn   = data.Synthetic(300, 100, 7)
	samples = Images(drawn.Train)
	tests   = Images(drawn.Test)
	tiny    = nets.New("tiny", nets.Conv(4, 5), nets.ReLU, nets.MaxPool(2), nets.Flatten, nets.Dense(16), nets.ReLU,
		nets.Dropout(0.3), nets.Dense(10))
	base = plan.Plan{Net: tiny, Epochs: 3, Batch: 32, Validation: 0.2, Seed: 5}
)

func open() (Backend, error) {
	b, choice, err := engine.Open()
	return Backend{b, choice.Name, "test/" + choice.Name}, err
}

func store(t testing.TB) runs.Store {
	t.Helper()
	s, err := runs.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run trains and tests a plan, as package study does.
func run(ctx context.Context, t Trainer, p plan.Plan) (*trained.Result, error) {
	t.Backend = open
	done, err := t.Train(ctx, p, samples, tests)
	if err != nil {
		return nil, err
	}
	r, err := trained.After(t.Store, p, drawn, done.New, done.Interrupted)
	if err != nil || done.Interrupted {
		return r, err
	}
	if err = t.Test(ctx, p, r.Chosen, samples, tests); errors.Is(err, context.Canceled) {
		r.Interrupted = true
		return r, nil
	}
	return r, errors.Join(err, r.Again(t.Store))
}

func mustRun(t testing.TB, s runs.Store, p plan.Plan) *trained.Result {
	t.Helper()
	r, err := run(context.Background(), Trainer{Store: s}, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// same compares figures and predictions to the last bit; seconds differ.
func same(t testing.TB, got, want *trained.Result) {
	t.Helper()
	if len(got.History) != len(want.History) {
		t.Fatalf("%d epochs, want %d", len(got.History), len(want.History))
	}
	for i, e := range got.History {
		w := want.History[i]
		for _, m := range plan.Monitors {
			a, b := e.Figure(m), w.Figure(m)
			if a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
				t.Fatalf("epoch %d: %s is %v, want %v", i+1, m, a, b)
			}
		}
	}
	a, errA := got.Probabilities()
	b, errB := want.Probabilities()
	if errA != nil || errB != nil || len(a) != len(b) {
		t.Fatalf("probabilities: %v %v, %d and %d", errA, errB, len(a), len(b))
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("probability %d is %v, want %v", i, a[i], b[i])
		}
	}
}

// stopAt cancels after so many steps and counts epochs.
type stopAt struct {
	plan.Silent
	steps, epochs int
	cancel        context.CancelFunc
	said          []string
}

func (s *stopAt) Step(plan.StepInfo) {
	if s.steps--; s.steps == 0 {
		s.cancel()
	}
}
func (s *stopAt) Epoch([]plan.Epoch, []string) { s.epochs++ }
func (s *stopAt) Say(line string)              { s.said = append(s.said, line) }

// runStopped runs a plan that is interrupted after that many steps.
func runStopped(t testing.TB, st runs.Store, p plan.Plan, steps int) *trained.Result {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := run(ctx, Trainer{Store: st, Show: &stopAt{steps: steps, cancel: cancel}}, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
