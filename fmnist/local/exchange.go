package local

import (
	"context"

	"github.com/gofmnist/gofmnist/fmnist/exchange"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

var _ execute.Exchanger = Executor{}

// Export implements execute.Exchanger.
func (Executor) Export(ctx context.Context, at execute.Place, m execute.Model, file string, w execute.Watch) ([]string,
	error) {
	if _, err := exchange.FormOf(file); err != nil {
		return nil, err
	}
	weights, err := modelWeights(ctx, at, m, w)
	if err != nil {
		return nil, err
	}
	run, err := at.Store.Read(m.Run)
	if err != nil {
		return nil, err
	}
	r, err := trained.Partial(run, m.Plan)
	if err != nil {
		return nil, err
	}
	return exchange.Export(file, r, weights, at.Data)
}

// Import implements execute.Exchanger.
func (Executor) Import(ctx context.Context, at execute.Place, in execute.Import, w execute.Watch) (plan.Plan, error) {
	model, err := exchange.Read(in.File, exchange.Hint{Net: in.Net, Prepare: in.Prepare})
	if err != nil {
		return plan.Plan{}, err
	}
	p := in.Plan(model.Net, model.Sum())
	j := job{at, w}
	training, test := j.samples(ctx, nil)
	return p, j.trainer().Import(ctx, p, model.Weights, training, test)
}
