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
	r, err := result(at, m)
	if err != nil {
		return nil, err
	}
	return exchange.Export(file, r, weights, at.Data)
}

// result is what the store holds of a model's run.
func result(at execute.Place, m execute.Model) (*trained.Result, error) {
	run, err := at.Store.Read(m.Run)
	if err != nil {
		return nil, err
	}
	return trained.Partial(run, m.Plan)
}

// History implements execute.Exchanger.
func (Executor) History(_ context.Context, at execute.Place, m execute.Model, file string) ([]string, error) {
	r, err := result(at, m)
	if err != nil {
		return nil, err
	}
	return exchange.History(file, r)
}

// Trials implements execute.Exchanger.
func (Executor) Trials(_ context.Context, s execute.Search, file string) error {
	return exchange.Trials(file, s)
}

// log puts the log that a training is asked for before its display.
func (j *job) log(p plan.Plan) error {
	if j.Log == "" {
		return nil
	}
	id, err := plan.ID(p, j.Data)
	if err != nil {
		return err
	}
	l, err := exchange.NewLog(j.Log, func() string {
		if run, err := j.Store.Read(id); err == nil {
			return run.Name() // the one that it was first trained under
		}
		return id.String()
	}, j.Progress)
	if err != nil {
		return err
	}
	j.Progress = l
	return nil
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
