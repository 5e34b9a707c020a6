package child

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// The bodies of requests with more than one value.
type (
	trainBody struct {
		Plan plan.Plan `json:"plan"`
		Log  string    `json:"log,omitempty"`
	}
	predictBody struct {
		Model  execute.Model `json:"model"`
		Images []byte        `json:"images"`
	}
	activationsBody struct {
		Model  execute.Model `json:"model"`
		Image  []byte        `json:"image"`
		Layers []int         `json:"layers"`
	}
	augmentedBody struct {
		Augment plan.Augment `json:"augment"`
		Seed    int64        `json:"seed"`
		Images  []byte       `json:"images"`
		Steps   int          `json:"steps"`
	}
)

// answer does what the verb says.
func (s *server) answer(ctx context.Context, r request) (any, error) {
	e := s.executor
	switch r.Verb {
	case "train":
		return at(ctx, s, r, func(p execute.Place, b trainBody) (any, error) {
			w := s.watch(r.ID)
			w.Log = b.Log
			return e.Train(ctx, p, b.Plan, w)
		})
	case "test":
		return at(ctx, s, r, func(p execute.Place, m execute.Model) (any, error) {
			return nil,
				e.Test(ctx, p, m, s.watch(r.ID))
		})
	case "weights":
		return at(ctx, s, r, func(p execute.Place, m execute.Model) (any, error) {
			return nil,
				e.Weights(ctx, p, m, s.watch(r.ID))
		})
	case "features":
		return at(ctx, s, r, func(p execute.Place, b plan.Base) (any,
			error) {
			return e.Features(ctx, p, b, s.watch(r.ID))
		})
	case "diagnose":
		return at(ctx, s, r, func(p execute.Place, m execute.Model) (any,
			error) {
			return e.Diagnose(ctx, p, m, s.watch(r.ID))
		})
	case "predict":
		return at(ctx, s, r, func(p execute.Place, b predictBody) (any, error) {
			values, err := e.Predict(ctx, p, b.Model, b.Images, s.watch(r.ID))
			return floats(values), err
		})
	case "activations":
		return at(ctx, s, r, func(p execute.Place, b activationsBody) (any, error) {
			return e.Activations(ctx, p, b.Model, b.Image, b.Layers, s.watch(r.ID))
		})
	case "attributions":
		return at(ctx, s, r, func(p execute.Place, b predictBody) (any, error) {
			return e.Attributions(ctx, p, b.Model, b.Images, s.watch(r.ID))
		})
	case "augmented":
		return with(r, func(b augmentedBody) (any, error) {
			all, err := e.Augmented(ctx, b.Augment, b.Seed, b.Images, b.Steps)
			packed := make([]floats, len(all))
			for i, values := range all {
				packed[i] = values
			}
			return packed, err
		})
	case "export", "import", "history", "trials":
		return s.exchange(ctx, r)
	case "bench":
		return with(r, func(b execute.Bench) (any, error) { return e.Bench(ctx, b) })
	case "doctor":
		return e.Doctor(ctx), nil
	case "fetch":
		return with(r, func(dir string) (any, error) {
			if f, ok := e.(execute.Fetcher); ok {
				return nil, f.FetchData(ctx, dir)
			}
			return nil, errors.New("this executor cannot download")
		})
	}
	return nil, fmt.Errorf("there is no verb %q", r.Verb)
}

// with reads a request's body.
func with[B any](r request, do func(B) (any, error)) (any, error) {
	var body B
	if err := json.Unmarshal(r.Body, &body); err != nil {
		return nil, fmt.Errorf("the request %s cannot be read: %w", r.Verb, err)
	}
	return do(body)
}

// at reads a request's body, and opens its place.
func at[B any](ctx context.Context, s *server, r request, do func(execute.Place, B) (any, error)) (any, error) {
	return with(r, func(body B) (any, error) {
		p, err := s.place(ctx, r.Place)
		if err != nil {
			return nil, err
		}
		return do(p, body)
	})
}

// Train implements execute.Executor.
func (e *Executor) Train(ctx context.Context, at execute.Place, p plan.Plan, w execute.Watch) (execute.Trained, error) {
	return call[execute.Trained](ctx, e, "train", &at, trainBody{p, w.Log}, w)
}

// Test implements execute.Executor.
func (e *Executor) Test(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) error {
	_, err := call[any](ctx, e, "test", &at, m, w)
	return err
}

// Weights implements execute.Executor.
func (e *Executor) Weights(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) error {
	_, err := call[any](ctx, e, "weights", &at, m, w)
	return err
}

// Features implements execute.Executor.
func (e *Executor) Features(ctx context.Context, at execute.Place, base plan.Base, w execute.Watch) (float64, error) {
	return call[float64](ctx, e, "features", &at, base, w)
}

// Diagnose implements execute.Executor.
func (e *Executor) Diagnose(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) (metrics.Diagnosis,
	error) {
	return call[metrics.Diagnosis](ctx, e, "diagnose", &at, m, w)
}

// Predict implements execute.Executor.
func (e *Executor) Predict(ctx context.Context, at execute.Place, m execute.Model, images []uint8,
	w execute.Watch) ([]float32, error) {
	return call[floats](ctx, e, "predict", &at, predictBody{m, images}, w)
}

// Activations implements execute.Executor.
func (e *Executor) Activations(ctx context.Context, at execute.Place, m execute.Model, image []uint8, layers []int,
	w execute.Watch) ([]execute.Activation, error) {
	return call[[]execute.Activation](ctx, e, "activations", &at, activationsBody{m, image, layers}, w)
}

// Attributions implements execute.Executor.
func (e *Executor) Attributions(ctx context.Context, at execute.Place, m execute.Model, images []uint8,
	w execute.Watch) ([]execute.Attribution, error) {
	return call[[]execute.Attribution](ctx, e, "attributions", &at, predictBody{m, images}, w)
}

// Augmented implements execute.Executor.
func (e *Executor) Augmented(ctx context.Context, a plan.Augment, seed int64, images []uint8, steps int) ([][]float32,
	error) {
	packed, err := call[[]floats](ctx, e, "augmented", nil, augmentedBody{a, seed, images, steps}, execute.Watch{})
	all := make([][]float32, len(packed))
	for i, values := range packed {
		all[i] = values
	}
	return all, err
}

// Bench implements execute.Executor.
func (e *Executor) Bench(ctx context.Context, b execute.Bench) (execute.Timing, error) {
	return call[execute.Timing](ctx, e, "bench", nil, b, execute.Watch{})
}

// Doctor implements execute.Executor.
func (e *Executor) Doctor(ctx context.Context) []execute.Fact {
	facts, err := call[[]execute.Fact](ctx, e, "doctor", nil, nil, execute.Watch{})
	if err != nil {
		return []execute.Fact{{Name: "child", Value: err.Error()}}
	}
	return facts
}

// FetchData implements execute.Fetcher.
func (e *Executor) FetchData(ctx context.Context, dir string) error {
	_, err := call[any](ctx, e, "fetch", nil, dir, execute.Watch{})
	return err
}
