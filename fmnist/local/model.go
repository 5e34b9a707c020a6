package local

import (
	"context"
	"errors"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/train"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// loaded is what computes with a model: the backend, and the model's weights.
func loaded(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) (train.Backend,
	map[string][]float32, error) {
	weights, err := modelWeights(ctx, at, m, w)
	if err != nil {
		return train.Backend{}, nil, err
	}
	b, err := backend()
	return b, weights, err
}

// Predict implements execute.Executor.
func (Executor) Predict(ctx context.Context, at execute.Place, m execute.Model, images []uint8,
	w execute.Watch) ([]float32, error) {
	b, weights, err := loaded(ctx, at, m, w)
	if err != nil {
		return nil, err
	}
	samples := train.Images(own(images))
	if m.Plan.Base != nil && m.Plan.Base.From == "" {
		j, base := job{at, w}, *m.Plan.Base
		samples.Features = func() ([]float32, error) { return j.extract(ctx, base, samples.Set, j.loader(ctx, base)) }
	}
	return train.Predict(ctx, b.Backend, m.Plan, weights, samples)
}

// Activations implements execute.Executor.
func (Executor) Activations(ctx context.Context, at execute.Place, m execute.Model, image []uint8, layers []int,
	w execute.Watch) ([]execute.Activation, error) {
	b, weights, err := loaded(ctx, at, m, w)
	if err != nil {
		return nil, err
	}
	var all []execute.Activation
	for _, n := range layers {
		values, shape, err := train.Activations(ctx, b.Backend, m.Plan, weights, train.Images(own(image)), n)
		if err != nil {
			return nil, err
		}
		all = append(all, execute.Activation{Shape: shape, Values: values})
	}
	return all, nil
}

// Attributions implements execute.Executor.
func (Executor) Attributions(ctx context.Context, at execute.Place, m execute.Model, images []uint8,
	w execute.Watch) ([]execute.Attribution, error) {
	b, weights, err := loaded(ctx, at, m, w)
	if err != nil {
		return nil, err
	}
	return train.Attributions(b.Backend, m.Plan, weights, own(images))
}

// Diagnose implements execute.Executor.
func (Executor) Diagnose(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) (d metrics.Diagnosis,
	err error) {
	_, test := job{at, w}.samples(ctx, m.Plan.Base)
	if test.Features == nil {
		return d, errors.New("only a head on frozen features can be diagnosed")
	}
	features, err := test.Features()
	if err != nil {
		return d, err
	}
	weights, err := modelWeights(ctx, at, m, w)
	if err != nil {
		return d, err
	}
	predictions, err := trained.Probabilities(at.Store, m.Plan, at.Data)
	if err != nil {
		return d, err
	}
	kernel, bias := firstDense(m.Plan.Net, weights)
	return metrics.Diagnose(features, m.Plan.Net.Features.Size(), kernel, bias, predictions, data.Classes)
}

// firstDense is a head's first dense layer as it acts on the features: a BatchNorm in front is a part of it.
func firstDense(n nets.Net, weights map[string][]float32) (kernel, bias []float32) {
	kernel, bias = weights["dense/kernel"], weights["dense/bias"]
	for _, l := range n.Layers {
		switch l.Kind {
		case nets.KindDense:
			return kernel, bias
		case nets.KindBatchNorm:
			of := func(variable string) []float32 { return weights["batch_normalization/"+variable] }
			scale, shift := nets.ScaleAndShift(of("gamma"), of("beta"), of("moving_mean"), of("moving_variance"),
				nets.BatchNormEpsilon)
			kernel, bias = slices.Clone(kernel), slices.Clone(bias)
			for i := range scale {
				row := kernel[i*len(bias) : (i+1)*len(bias)]
				for u, w := range row {
					bias[u] += w * float32(shift[i])
					row[u] = w * float32(scale[i])
				}
			}
			return kernel, bias
		}
	}
	return kernel, bias
}
