package study

import (
	"context"
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/pretrained"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// Head puts layers onto a pretrained network: 32×32 images, all of the network frozen, its own preprocessing. Change the
// Base of the result for another preprocessing, other weights or fine-tuning. (Report 1, "Borrowed eyes")
func Head(network string, layers ...nets.Layer) (train.Head, error) {
	b, err := pretrained.Named(network)
	if err != nil {
		return train.Head{}, err
	}
	out, err := b.Output(pretrained.MinSide, pretrained.MinSide)
	if err != nil {
		return train.Head{}, err
	}
	net := nets.New(b.Name, layers...)
	net.Features = out
	base := train.Base{Network: b.Name, Scaling: string(pretrained.Keras), Resize: nets.Resize32, Weights: b.File.MD5}
	return train.Head{Net: net, Base: base}, nil
}

// randomPrefix marks weights that are made from a seed instead of read from a file: "random:7".
const randomPrefix = "random:"

// WithWeights takes the weights from that file, or with "random:SEED" from a seed, for yardsticks and tests.
func WithWeights(h train.Head, file string) (train.Head, error) {
	if file == "" {
		return h, nil
	}
	h.Base.File = file
	if seed, ok := strings.CutPrefix(file, randomPrefix); ok {
		if _, err := strconv.ParseUint(seed, 10, 64); err != nil {
			return h, fmt.Errorf("the weights %q need a whole number behind %q", file, randomPrefix)
		}
		h.Base.Weights = file
		return h, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return h, fmt.Errorf("the weights cannot be read: %w", err)
	}
	defer f.Close()
	sum := md5.New() // Keras names its files by md5
	if _, err := io.Copy(sum, f); err != nil {
		return h, fmt.Errorf("the weights cannot be read: %w", err)
	}
	h.Base.Weights = hex.EncodeToString(sum.Sum(nil))
	return h, nil
}

// weights loads the tensors of a base.
func (s *Study) weights(ctx context.Context, base train.Base) (pretrained.Backbone, *pretrained.Weights, error) {
	b, err := pretrained.Named(base.Network)
	if err != nil {
		return b, nil, err
	}
	if seed, ok := strings.CutPrefix(base.Weights, randomPrefix); ok {
		n, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return b, nil, fmt.Errorf("the weights %q need a whole number behind %q", base.Weights, randomPrefix)
		}
		w, err := b.Random(n, base.From)
		return b, w, err
	}
	path, err := b.Locate(ctx, base.File, s.Download)
	if err != nil {
		return b, nil, err
	}
	w, err := b.Load(path, base.From)
	if err == nil && w.MD5 != base.Weights {
		err = fmt.Errorf("%s has md5 %s, but the plan was made with %s; name the file that it was made with", path, w.MD5, base.Weights)
	}
	return b, w, err
}

func preprocess(base train.Base) pretrained.Preprocess {
	return pretrained.Preprocess{Scaling: pretrained.Scaling(base.Scaling), Resize: base.Resize}
}

// samples are what a plan trains and is tested on: images, or for a frozen base its features, computed once per base,
// preprocessing and set, and shared by every head.
func (s *Study) samples(ctx context.Context, plan train.Plan) (training, test train.Samples) {
	training, test = train.Images(s.Data.Train), train.Images(s.Data.Test)
	if plan.Base == nil || plan.Base.From != "" {
		return training, test
	}
	base := *plan.Base
	load := sync.OnceValues(func() (*pretrained.Weights, error) { _, w, err := s.weights(ctx, base); return w, err })
	features := func(set data.Set) func() ([]float32, error) {
		return sync.OnceValues(func() ([]float32, error) {
			values, _, err := s.features(ctx, base, set, load)
			return values, err
		})
	}
	training.Features, test.Features = features(s.Data.Train), features(s.Data.Test)
	return training, test
}

// features reads the features of a set from the store, or computes them.
func (s *Study) features(ctx context.Context, base train.Base, set data.Set, load func() (*pretrained.Weights, error)) (values []float32, seconds float64, err error) {
	base.File = ""
	key := []any{base, set.Fingerprint()}
	hit, err := s.Store.Cached(ctx, "features-"+base.Network, key, func(w io.Writer) error {
		fresh, err := s.extract(ctx, base, set, load)
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

func (s *Study) extract(ctx context.Context, base train.Base, set data.Set, load func() (*pretrained.Weights, error)) ([]float32, error) {
	b, err := pretrained.Named(base.Network)
	if err != nil {
		return nil, err
	}
	w, err := load()
	if err != nil {
		return nil, err
	}
	engine, _, err := backend()
	if err != nil {
		return nil, err
	}
	step := func(done, total int) {
		if s.Features != nil {
			s.Features(fmt.Sprintf("%s features of the %s set", b.Title, set.Name), done, total)
		}
	}
	return pretrained.Extract(ctx, engine, b, w, set.Images, preprocess(base), 0, step)
}

// front loads a base that trains along.
func (s *Study) front(ctx context.Context, base train.Base) (*train.Front, error) {
	b, w, err := s.weights(ctx, base)
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
		return b.Features(x, weight)
	}
	return f, nil
}

// Summary is Keras' table of a head with its base as one line, as report 1 sums it up: trainable and frozen parameters.
func Summary(h train.Head) (nets.Summary, error) {
	head, err := h.Net.Summarize()
	if err != nil {
		return head, err
	}
	b, err := pretrained.Named(h.Base.Network)
	if err != nil {
		return head, err
	}
	row, err := b.Row(pretrained.MinSide, pretrained.MinSide)
	if err != nil {
		return head, err
	}
	total, trainable, err := b.Parameters(h.Base.From)
	if err != nil {
		return head, err
	}
	head = head.Frozen([]nets.Row{row}, total)
	head.Trainable, head.NonTrainable = head.Trainable+trainable, head.NonTrainable-trainable
	return head, nil
}

// FeatureSeconds is how long the features of both sets took when they were computed.
func (s *Study) FeatureSeconds(ctx context.Context, plan train.Plan) (total float64, err error) {
	if plan.Base == nil || plan.Base.From != "" {
		return 0, nil
	}
	load := func() (*pretrained.Weights, error) { _, w, err := s.weights(ctx, *plan.Base); return w, err }
	for _, set := range []data.Set{s.Data.Train, s.Data.Test} {
		_, seconds, err := s.features(ctx, *plan.Base, set, load)
		if err != nil {
			return 0, err
		}
		total += seconds
	}
	return total, nil
}
