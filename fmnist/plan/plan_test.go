package plan

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

var (
	tiny = nets.New("tiny", nets.Conv(4, 5), nets.ReLU, nets.MaxPool(2), nets.Flatten, nets.Dense(16), nets.ReLU,
		nets.Dropout(0.3), nets.Dense(10))
	base = Plan{Net: tiny, Epochs: 3, Batch: 32, Validation: 0.2, Seed: 5}
)

func TestBadPlans(t *testing.T) {
	for want, p := range map[string]Plan{
		"epochs is -1":                 base.With(Epochs(-1)),
		"batch is -2":                  base.With(func(p *Plan) { p.Batch = -2 }),
		"validation is 1;":             base.With(func(p *Plan) { p.Validation = 1 }),
		"validation is NaN":            base.With(func(p *Plan) { p.Validation = math.NaN() }),
		"learning rate is -0.1":        base.With(Rate(-0.1)),
		"weight decay is 2":            base.With(WeightDecay(2)),
		"ema is 1;":                    base.With(EMA(1)),
		"ema is NaN":                   base.With(EMA(math.NaN())),
		"label smoothing is 1":         base.With(LabelSmoothing(1)),
		"k is 1;":                      base.With(func(p *Plan) { p.Validation, p.Fold = 0, &Fold{K: 1} }),
		"k is 999":                     base.With(func(p *Plan) { p.Validation, p.Fold = 0, &Fold{K: 999} }),
		"fold 5 does not exist":        base.With(func(p *Plan) { p.Validation, p.Fold = 0, &Fold{K: 5, Index: 5} }),
		"leave splitting out":          base.With(Splitting("shuffled"), func(p *Plan) { p.Fold = &Fold{K: 5} }),
		`splitting is "sorted"`:        base.With(Splitting("sorted")),
		"but validation is 0":          base.With(Splitting("stratified"), Validation(0)),
		"not both":                     base.With(func(p *Plan) { p.Fold = &Fold{K: 5} }),
		`no figure "vall_loss"`:        base.With(EarlyStopping("vall_loss", 3)),
		"cannot be monitored without":  base.With(KeepBest("val_loss"), func(p *Plan) { p.Validation = 0 }),
		"two schedules at once":        base.With(StepDecay(2, 0.5), Cosine(10, 0)),
		"warm-up of 5 epochs":          base.With(Cosine(5, 5)),
		"batch is 9223372036854775807": base.With(func(p *Plan) { p.Batch = math.MaxInt }),
		"steps is 46116860184":         base.With(func(p *Plan) { p.Steps = 1 << 62 }),
		"min_delta is NaN": base.With(func(p *Plan) {
			p.EarlyStopping = &Stopping{Monitor: "val_loss",
				Patience: 1, MinDelta: math.NaN()}
		}),
		"keeps none of the 300 images": base.With(func(p *Plan) { p.Validation = 5e-324 }),
		"has 201 bytes":                base.With(Name(strings.Repeat("x", 201))),
		"has 501 layers":               base.With(func(p *Plan) { p.Net.Layers = make([]nets.Layer, 501) }),
		"no pretrained network": base.With(func(p *Plan) {
			p.Net = nets.Net{Name: "m", Layers: []nets.Layer{nets.Dense(10)}, Features: nets.Shape{Channels: 784}}
		}),
		"shape 0×0×-784": base.With(func(p *Plan) {
			p.Net = nets.Net{Name: "m", Layers: []nets.Layer{nets.Dense(10)}, Features: nets.Shape{Channels: -784}}
		}),
		"shape 0×0×4611686018427387904": base.With(func(p *Plan) {
			p.Net = nets.Net{Name: "m", Layers: []nets.Layer{nets.Dense(10)}, Features: nets.Shape{Channels: 1 << 62}}
		}),
		"shape -1×28×1": base.With(func(p *Plan) {
			p.Net = nets.Net{Name: "m", Layers: []nets.Layer{nets.Flatten, nets.Dense(10)},
				Features: nets.Shape{Height: -1, Width: 28, Channels: 1}}
		}),
		"has 7 filters": base.With(func(p *Plan) {
			p.Net = nets.New("m", nets.Conv(6, 5), nets.Layer{Kind: nets.KindSparseConv, Filters: 7, Kernel: 5},
				nets.Flatten, nets.Dense(10))
		}),
		"Dropout(-1) needs a rate":      base.With(func(p *Plan) { p.Net = p.Net.WithDropout(-1) }),
		"Dropout(NaN) needs a rate":     base.With(func(p *Plan) { p.Net = p.Net.WithDropout(math.NaN()) }),
		"leaves none of the 300 images": base.With(func(p *Plan) { p.Validation = 0.999 }),
		"shift of 0 to 14":              base.With(WithAugment(Augment{Shift: -1})),
		"Dense(-1)": base.With(func(p *Plan) {
			p.Net.Layers = append(p.Net.Layers[:0:0],
				p.Net.Layers...)
			p.Net.Layers[4].Units = -1
		}),
	} {
		err := Check(p, 300)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to say %q", err, want)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q has more than one line", err)
		}
	}
}

// Keras' validation_split keeps the last samples: 60,000 at 0.1 train on 54,000 in 422 steps of 128.
func TestSmallestValidation(t *testing.T) {
	for _, images := range []int{2, 3, 7, 300, 59999, 60000} {
		p := base.With(func(p *Plan) { p.Validation = 5e-324 })
		err := Check(p, images)
		if err == nil {
			t.Fatalf("%d images: no error", images)
		}
		var share float64
		if _, after, ok := strings.Cut(err.Error(), "give at least "); !ok {
			t.Fatal(err)
		} else if _, err := fmt.Sscanf(after, "%g,", &share); err != nil {
			t.Fatal(err)
		}
		if p.Validation = share; Check(p, images) != nil {
			t.Errorf("%d images: %g is named but refused: %v", images, share, Check(p, images))
		}
	}
}

func TestSplitIsKeras(t *testing.T) {
	kept, held := splitAt(60000, 0.1)
	if kept != 54000 || held != 6000 {
		t.Errorf("%d + %d", kept, held)
	}
}

func TestMonitorsAreKeras(t *testing.T) {
	history := func(values ...float64) []Epoch {
		var all []Epoch
		for i, v := range values {
			all = append(all, Epoch{Epoch: i + 1, ValLoss: &v, ValAccuracy: &v})
		}
		return all
	}
	for _, c := range []struct {
		stop   Stopping
		values []float64
		end    int
	}{
		{Stopping{Monitor: "val_loss", Patience: 2}, []float64{3, 2, 2, 2, 1}, 4}, // equal is no improvement
		{Stopping{Monitor: "val_loss", Patience: 0}, []float64{3, 2, 2.5}, 3},
		{Stopping{Monitor: "val_loss", Patience: 1}, []float64{1, 2}, 2},
		{Stopping{Monitor: "val_accuracy", Patience: 2}, []float64{.1, .2, .3, .2, .2}, 5},
		{Stopping{Monitor: "val_loss", Patience: 1, MinDelta: -.5}, []float64{3, 2.8, 2.7}, 2}, // |delta| counts
		{Stopping{Monitor: "val_loss", Patience: 2}, []float64{math.NaN(), math.NaN(), 1}, 2},  // NaN never improves
		{Stopping{Monitor: "val_loss", Patience: 3}, []float64{3, 2, 1}, 0},
	} {
		if got := c.stop.StoppedAt(history(c.values...)); got != c.end {
			t.Errorf("%+v on %v ends at %d, want %d", c.stop, c.values, got, c.end)
		}
	}
	p := Plan{KeepBest: "val_accuracy", EarlyStopping: &Stopping{Monitor: "val_accuracy", Patience: 2, Restore: true}}
	want := [][]string{
		{"Epoch 1: val_accuracy improved from -inf to 0.10000, saving model to best"},
		{"Epoch 2: val_accuracy improved from 0.10000 to 0.30000, saving model to best"},
		{"Epoch 3: val_accuracy did not improve from 0.30000"},
		{"Epoch 4: val_accuracy did not improve from 0.30000", "Epoch 4: early stopping",
			"Restoring model weights from the end of the best epoch: 2."},
	}
	all := history(.1, .3, .3, .2)
	for i, lines := range want {
		if got := strings.Join(Messages(p, all[:i+1]), "|"); got != strings.Join(lines, "|") {
			t.Errorf("epoch %d: %s", i+1, got)
		}
	}
	if Chosen(p, all) != 2 {
		t.Errorf("chosen epoch %d, want 2", Chosen(p, all))
	}
}

func TestSchedules(t *testing.T) {
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %g, want %g", name, got, want)
		}
	}
	var constant *Schedule
	near("constant", constant.At(0.1, 7), 0.1)
	step := &Schedule{StepDecay: &Decay{Every: 3, Factor: 0.5}}
	near("step 2.9", step.At(0.1, 2.9), 0.1)
	near("step 3", step.At(0.1, 3), 0.05)
	near("step 6", step.At(0.1, 6), 0.025)
	cosine := &Schedule{Cosine: 12, Warmup: 2}
	near("warm-up", cosine.At(0.1, 1), 0.05)
	near("top", cosine.At(0.1, 2), 0.1)
	near("middle", cosine.At(0.1, 7), 0.05)
	near("end", cosine.At(0.1, 12), 0)
	near("after", cosine.At(0.1, 20), 0)
}
