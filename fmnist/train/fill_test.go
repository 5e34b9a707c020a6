package train

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// fillable trains an epoch and judges the test set, with batches filled up to one size or as they are.
func fillable(t *testing.T, p plan.Plan, filled bool) (plan.Epoch, []float32, [][]float32) {
	t.Helper()
	b, err := open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSession(b.Backend, p, samples, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.graphs, err = newGraphs(b.Backend, p, nil); err != nil {
		t.Fatal(err)
	}
	s.graphs.filled = filled
	s.state = s.graphs.start(p.Seed)
	e, err := s.epoch(t.Context(), nil, plan.Silent{})
	if err != nil {
		t.Fatal(err)
	}
	loss, accuracy, all, err := s.judge(t.Context(), tests)
	if err != nil {
		t.Fatal(err)
	}
	var weights [][]float32
	for _, w := range s.state.weights {
		weights = append(weights, tensors.MustCopyFlatData[float32](w))
	}
	return e, append(all, float32(loss), float32(accuracy)), weights
}

// A filled batch does what a smaller one does: the same loss, gradients and figures, by rounding, with every option
// that looks at the batch. 240 training samples are seven batches of 32 and one of 16.
func TestFilledBatchesTrainTheSame(t *testing.T) {
	p := base
	p.LabelSmoothing, p.WeightDecay, p.EMA = 0.1, 0.004, 0.9
	p.Augment = &plan.Augment{Flip: true, Shift: 2, Rotate: 10, Erase: 0.5}
	gotEpoch, got, gotWeights := fillable(t, p, true)
	wantEpoch, want, wantWeights := fillable(t, p, false)
	for _, m := range plan.Monitors {
		if a, b := gotEpoch.Figure(m), wantEpoch.Figure(m); math.Abs(a-b) > 1e-5 {
			t.Errorf("%s is %v with filled batches, %v without", m, a, b)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d figures of the test set, want %d", len(got), len(want))
	}
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1e-5 {
			t.Fatalf("figure %d of the test set: %v, want %v", i, got[i], want[i])
		}
	}
	for i := range wantWeights {
		for j := range wantWeights[i] {
			// Adam divides by small gradients
			if d := math.Abs(float64(gotWeights[i][j] - wantWeights[i][j])); d > 1e-4 {
				t.Fatalf("weight %d of tensor %d: %v, want %v", j, i, gotWeights[i][j], wantWeights[i][j])
			}
		}
	}
}

// Where shapes cost compilations, a run has two: of the step, and of what scores and predicts.
func TestFilledBatchesCompileTwice(t *testing.T) {
	b, err := open()
	if err != nil {
		t.Fatal(err)
	}
	g, err := newGraphs(b.Backend, base, nil)
	if err != nil {
		t.Fatal(err)
	}
	g.filled = true
	s, err := newSession(b.Backend, base, samples, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.graphs, s.state = g, g.start(1)
	shapes := map[string]bool{}
	for step := range s.steps {
		batch := s.makeBatch(step)
		shapes["step "+batch.inputs.Shape().String()+batch.labels.Shape().String()] = true
	}
	for _, n := range []int{1, 60, 100, 256, 500} {
		in, _ := g.inputs(samples, upTo(min(n, samples.Len())))
		shapes["score "+in[0].Shape().String()] = true
	}
	if len(shapes) != 2 || g.answers() != g.score {
		t.Errorf("compiled for %v", shapes)
	}
}
