// Package local executes in the same process: it answers what package execute asks with GoMLX. The command line, tests,
// Examples and programs pass its Executor.
package local

import (
	"context"
	"fmt"
	"runtime"
	"slices"

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
)

// FetchData implements execute.Fetcher.
func (Executor) FetchData(ctx context.Context, dir string) error {
	return fetch.Official(nil)(ctx, dir)
}

// backend opens the process's backend when something has to be computed.
func backend() (compute.Backend, string, error) {
	b, choice, err := engine.Open()
	return b, choice.Name, err
}

// Train implements execute.Executor.
func (Executor) Train(ctx context.Context, at execute.Place, p plan.Plan, w execute.Watch) (execute.Trained, error) {
	j := job{at, w}
	t := train.Trainer{Store: at.Store, Backend: backend, Show: w.Progress, Front: j.front}
	training, test := j.samples(ctx, p.Base)
	r, err := t.Run(ctx, p, training, test)
	if err != nil {
		return execute.Trained{}, err
	}
	return execute.Trained{Epochs: r.Epochs, New: r.EpochsTrained, Backend: r.Backend, Interrupted: r.Interrupted}, nil
}

// Augmented implements execute.Executor.
func (Executor) Augmented(_ context.Context, a plan.Augment, seed int64, images []uint8, steps int) ([][]float32, error) {
	b, _, err := backend()
	if err != nil {
		return nil, err
	}
	return train.Augmented(b, a, own(images), seed, steps)
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
	backend, name, err := backend()
	if err != nil {
		return t, err
	}
	drawn := data.Synthetic(b.Images, 0, 1).Train
	var timing train.Timing
	if b.Backbone != "" {
		timing, err = benchFeatures(ctx, backend, b, drawn.Images)
	} else {
		timing, err = train.Bench(ctx, backend, plan.Plan{Net: b.Net, Batch: b.Batch, Seed: 1}, train.Images(drawn), b.Steps, b.Evaluate)
	}
	return execute.Timing{Backend: name, Cores: runtime.GOMAXPROCS(0), MsPerStep: timing.MsPerStep, FastestMs: timing.FastestMs,
		FirstMs: timing.FirstMs, ImagesPerSecond: timing.ImagesPerSecond, Steps: timing.Steps}, err
}

// benchFeatures times batches through a frozen network with drawn weights, which cost the same as trained ones.
func benchFeatures(ctx context.Context, backend compute.Backend, b execute.Bench, images []uint8) (train.Timing, error) {
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
	_, err = pretrained.Extract(ctx, backend, net, weights, slices.Repeat(images, train.StepsFor(b.Steps)), backbone.Preprocess{},
		b.Batch, func(int, int) { watch.Lap() })
	if err != nil {
		return train.Timing{}, err
	}
	return watch.Timing(b.Steps, b.Batch), nil
}
