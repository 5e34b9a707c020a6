// Package local executes in the same process: it answers what package execute asks with GoMLX. The command line, tests,
// Examples and programs pass its Executor.
package local

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/data/fetch"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/pretrained"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// Executor computes in this process, on the backend that package engine chooses.
type Executor struct{}

var (
	_ execute.Executor = Executor{}
	_ execute.Fetcher  = Executor{}
	_ execute.Readier  = Executor{}
)

// A cell or program that imports this package executes in its own process.
func init() { execute.Register(Executor{}) }

// FetchData implements execute.Fetcher.
func (Executor) FetchData(ctx context.Context, dir string) error {
	return fetch.Official(nil)(ctx, dir)
}

// Ready implements execute.Readier.
func (Executor) Ready() error { return engine.CheckSIMD() }

// backend opens the process's backend when something has to be computed.
func backend() (train.Backend, error) {
	b, choice, err := engine.Open()
	return train.Backend{Backend: b, Name: choice.Name, Class: engine.Class()}, err
}

func (j job) trainer() train.Trainer {
	return train.Trainer{Store: j.Store, Backend: backend, Show: j.Progress, Front: j.front}
}

// Train implements execute.Executor.
func (Executor) Train(ctx context.Context, at execute.Place, p plan.Plan, w execute.Watch) (execute.Trained, error) {
	j := job{at, w}
	if err := j.log(p); err != nil {
		return execute.Trained{}, err
	}
	training, test := j.samples(ctx, p.Base)
	return j.trainer().Train(ctx, p, training, test)
}

// Test implements execute.Executor.
func (Executor) Test(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) error {
	j := job{at, w}
	training, test := j.samples(ctx, m.Plan.Base)
	return j.trainer().Test(ctx, m.Plan, m.Epoch, training, test)
}

// Weights implements execute.Executor.
func (Executor) Weights(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) error {
	if _, err := trained.Weights(at.Store, m.Run, m.Epoch); !errors.Is(err, trained.ErrGone) {
		return err
	}
	j := job{at, w}
	training, test := j.samples(ctx, m.Plan.Base)
	return j.trainer().Weights(ctx, m.Plan, m.Epoch, training, test)
}

// modelWeights are a model's weights, trained again if they were not kept.
func modelWeights(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) (map[string][]float32,
	error) {
	if err := (Executor{}).Weights(ctx, at, m, w); err != nil {
		return nil, err
	}
	return trained.Weights(at.Store, m.Run, m.Epoch)
}

// Augmented implements execute.Executor.
func (Executor) Augmented(_ context.Context, a plan.Augment, seed int64, images []uint8, steps int) ([][]float32,
	error) {
	b, err := backend()
	if err != nil {
		return nil, err
	}
	return train.Augmented(b.Backend, a, own(images), seed, steps)
}

// own are images without known labels.
func own(images []uint8) data.Set {
	return data.Set{Images: images, Labels: make([]uint8, len(images)/data.Pixels), Name: "own"}
}

// Doctor implements execute.Executor.
func (Executor) Doctor(context.Context) (facts []execute.Fact) {
	for _, f := range engine.Doctor() {
		facts = append(facts, execute.Fact(f))
	}
	return facts
}

// Bench implements execute.Executor.
func (Executor) Bench(ctx context.Context, b execute.Bench) (t execute.Timing, err error) {
	on, err := backend()
	if err != nil {
		return t, err
	}
	drawn := data.Synthetic(b.Images, 0, 1).Train
	var profile *engine.Profile
	if b.Stages {
		if profile, err = engine.StartProfile(on.Backend); err != nil {
			return t, err
		}
	}
	var timing train.Timing
	if b.Backbone != "" {
		timing, err = benchFeatures(ctx, on.Backend, b, drawn.Images)
	} else {
		timing, err = train.Bench(ctx, on.Backend, plan.Plan{Net: b.Net, Batch: b.Batch, Seed: 1}, train.Images(drawn),
			b.Steps, b.Evaluate)
	}
	t = execute.Timing{Backend: on.Name, Cores: runtime.GOMAXPROCS(0), MsPerStep: timing.MsPerStep,
		FastestMs: timing.FastestMs,
		FirstMs:   timing.FirstMs, ImagesPerSecond: timing.ImagesPerSecond, Steps: timing.Steps}
	if profile != nil {
		addStages(&t, profile.Stop(), engine.MeasureRoof())
	}
	return t, err
}

// addStages sets each stage beside the roof.
func addStages(t *execute.Timing, stages []engine.Stage, roof engine.Roof) {
	ms := func(d time.Duration) float64 { return d.Seconds() * 1000 }
	t.Roof = &execute.Roof{GFLOPS: roof.FLOPs / 1e9, GBS: roof.Bytes / 1e9}
	for _, s := range stages {
		t.Stages = append(t.Stages, execute.Stage{Name: s.Name, Count: s.Count, FastestMs: ms(s.Fastest),
			MedianMs: ms(s.Typical), GFLOP: s.FLOPs / 1e9, MB: s.Bytes / 1e6, Busy: s.Busy,
			Share: roof.Least(s).Seconds() / s.Fastest.Seconds()})
	}
}

// benchFeatures times batches through a frozen network with drawn weights, which cost the same as trained ones.
func benchFeatures(ctx context.Context, backend compute.Backend, b execute.Bench, images []uint8) (train.Timing,
	error) {
	net, err := pretrained.Named(b.Backbone)
	if err != nil {
		return train.Timing{}, err
	}
	weights, err := net.Random(1, "")
	if err != nil {
		return train.Timing{}, err
	}
	if len(images) != b.Batch*data.Pixels {
		return train.Timing{}, fmt.Errorf("%d pixels are not a batch of %d images", len(images), b.Batch)
	}
	watch := train.StartWatch()
	_, err = pretrained.Extract(ctx, backend, net, weights, slices.Repeat(images, train.StepsFor(b.Steps)),
		backbone.Preprocess{},
		b.Batch, func(int, int) { watch.Lap() })
	if err != nil {
		return train.Timing{}, err
	}
	return watch.Timing(b.Steps, b.Batch), nil
}
