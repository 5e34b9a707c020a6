package local

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/pretrained"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// job is one request with its data and its listeners.
type job struct {
	execute.Place
	execute.Watch
}

// Features implements execute.Executor.
func (Executor) Features(ctx context.Context, at execute.Place, base plan.Base, w execute.Watch) (total float64,
	err error) {
	j := job{at, w}
	load := j.loader(ctx, base)
	for _, set := range []data.Set{at.Data.Train, at.Data.Test} {
		name, key, err := featuresKey(base, set)
		if err != nil {
			return 0, err
		}
		seconds, kept := at.Store.Seconds(name, key) // 100 MB need not be read for that
		if !kept {
			if _, seconds, err = j.features(ctx, base, set, load); err != nil {
				return 0, err
			}
		}
		total += seconds
	}
	return total, nil
}

// loader reads the weights of a base once, when they are first needed.
func (j job) loader(ctx context.Context, base plan.Base) func() (*pretrained.Weights, error) {
	return sync.OnceValues(func() (*pretrained.Weights, error) { _, w, err := j.weights(ctx, base); return w, err })
}

// weights loads the tensors of a base.
func (j job) weights(ctx context.Context, base plan.Base) (pretrained.Backbone, *pretrained.Weights, error) {
	b, err := pretrained.Named(base.Network)
	if err != nil {
		return b, nil, err
	}
	if seed, ok := strings.CutPrefix(base.Weights, plan.RandomWeights); ok {
		n, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return b, nil, fmt.Errorf("the weights %q need a whole number after %q", base.Weights, plan.RandomWeights)
		}
		w, err := b.Random(n, base.From)
		return b, w, err
	}
	path, err := b.Locate(ctx, base.File, j.Download)
	if err != nil {
		return b, nil, err
	}
	w, err := b.Load(path, base.From)
	if err == nil && w.Remark != "" && j.Progress != nil {
		j.Progress.Say(w.Remark)
	}
	if err == nil && w.MD5 != base.Weights {
		err = fmt.Errorf("%s has md5 %s, but the plan was made with %s; name the file that it was made with", path,
			w.MD5, base.Weights)
	}
	return b, w, err
}

func preprocess(base plan.Base) backbone.Preprocess {
	return backbone.Preprocess{Scaling: backbone.Scaling(base.Scaling), Resize: base.Resize}
}

// samples are what a plan trains and is tested on: images, or for a frozen base its features, computed once per base,
// preprocessing and set, and shared by every head.
func (j job) samples(ctx context.Context, base *plan.Base) (training, test train.Samples) {
	training, test = train.Images(j.Data.Train), train.Images(j.Data.Test)
	if base == nil || base.From != "" {
		return training, test
	}
	load := j.loader(ctx, *base)
	features := func(set data.Set) func() ([]float32, error) {
		return sync.OnceValues(func() ([]float32, error) {
			values, _, err := j.features(ctx, *base, set, load)
			return values, err
		})
	}
	training.Features, test.Features = features(j.Data.Train), features(j.Data.Test)
	return training, test
}

// features reads the features of a set from the store, or computes them.
func (j job) features(ctx context.Context, base plan.Base, set data.Set,
	load func() (*pretrained.Weights, error)) (values []float32, seconds float64, err error) {
	name, key, err := featuresKey(base, set)
	if err != nil {
		return nil, 0, err
	}
	hit, err := j.Store.Cached(ctx, name, key, func(w io.Writer) error {
		fresh, err := j.extract(ctx, base, set, load)
		if err != nil {
			return err
		}
		return binary.Write(w, binary.LittleEndian, fresh)
	}, func(r io.Reader) error {
		raw, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		values = make([]float32, len(raw)/4)
		_, err = binary.Decode(raw, binary.LittleEndian, values)
		return err
	})
	return values, hit.Seconds, err
}

// featuresKey is under which the store keeps the features of a set.
func featuresKey(base plan.Base, set data.Set) (name string, key []any, err error) {
	on, err := backend()
	return "features-" + base.Network, []any{base.Key(), set.Fingerprint(), on.Class}, err
}

func (j job) extract(ctx context.Context, base plan.Base, set data.Set,
	load func() (*pretrained.Weights, error)) ([]float32, error) {
	b, err := pretrained.Named(base.Network)
	if err != nil {
		return nil, err
	}
	w, err := load()
	if err != nil {
		return nil, err
	}
	on, err := backend()
	if err != nil {
		return nil, err
	}
	step := func(done, total int) {
		if j.Watch.Features != nil {
			j.Watch.Features(fmt.Sprintf("%s features of the %s set", b.Title, set.Name), done, total)
		}
	}
	return pretrained.Extract(ctx, on.Backend, b, w, set.Images, preprocess(base), 0, step)
}

// front loads a base that trains along.
func (j job) front(ctx context.Context, base plan.Base) (*train.Front, error) {
	b, w, err := j.weights(ctx, base)
	if err != nil {
		return nil, err
	}
	f := &train.Front{}
	for _, t := range w.Tensors {
		f.Parameters = append(f.Parameters, nets.Parameter{Name: t.Name, Shape: t.Shape, Fixed: !t.Trainable})
		f.Values = append(f.Values, t.Values)
	}
	f.Apply = func(images *graph.Node, weight func(name string) *graph.Node) *graph.Node {
		x, err := b.Prepare(images, preprocess(base))
		if err != nil {
			panic(err) // graph building's convention: it becomes the error of the call
		}
		return b.Features(x, weight, false)
	}
	return f, nil
}
