package fmnist

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// inFlight is how many jobs that save their work are being executed.
var inFlight atomic.Int32

// counted counts the jobs of an executor that save when they are interrupted.
type counted struct{ execute.Executor }

func begin() (end func()) {
	inFlight.Add(1)
	return func() { inFlight.Add(-1) }
}

func (c counted) Train(ctx context.Context, at execute.Place, p plan.Plan, w execute.Watch) (execute.Trained, error) {
	defer begin()()
	return c.Executor.Train(ctx, at, p, w)
}

func (c counted) Test(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) error {
	defer begin()()
	return c.Executor.Test(ctx, at, m, w)
}

func (c counted) Weights(ctx context.Context, at execute.Place, m execute.Model, w execute.Watch) error {
	defer begin()()
	return c.Executor.Weights(ctx, at, m, w)
}

func (c counted) Features(ctx context.Context, at execute.Place, b plan.Base, w execute.Watch) (float64, error) {
	defer begin()()
	return c.Executor.Features(ctx, at, b, w)
}

// lastWords is how long a verb may take, after its job has ended, to say how far it came.
const lastWords = 500 * time.Millisecond

// rest returns when nothing has been in flight for a moment, and at the latest after limit: a cell that is stopped in a
// loop of its own need not wait for work that nobody does.
func rest(limit time.Duration) {
	const step = 50 * time.Millisecond
	for idle, all := time.Duration(0), time.Duration(0); idle < lastWords && all < limit; all += step {
		time.Sleep(step)
		if idle += step; inFlight.Load() > 0 {
			idle = 0
		}
	}
}

// Export implements execute.Exchanger, if the executor does.
func (c counted) Export(ctx context.Context, at execute.Place, m execute.Model, file string, w execute.Watch) ([]string,
	error) {
	e, ok := c.Executor.(execute.Exchanger)
	if !ok {
		return nil, errNoExchange
	}
	defer begin()()
	return e.Export(ctx, at, m, file, w)
}

// History implements execute.Exchanger, if the executor does.
func (c counted) History(ctx context.Context, at execute.Place, m execute.Model, file string) ([]string, error) {
	e, ok := c.Executor.(execute.Exchanger)
	if !ok {
		return nil, errNoExchange
	}
	return e.History(ctx, at, m, file)
}

// Trials implements execute.Exchanger, if the executor does.
func (c counted) Trials(ctx context.Context, s execute.Search, file string) error {
	e, ok := c.Executor.(execute.Exchanger)
	if !ok {
		return errNoExchange
	}
	return e.Trials(ctx, s, file)
}

// Import implements execute.Exchanger, if the executor does.
func (c counted) Import(ctx context.Context, at execute.Place, in execute.Import, w execute.Watch) (plan.Plan, error) {
	e, ok := c.Executor.(execute.Exchanger)
	if !ok {
		return plan.Plan{}, errNoExchange
	}
	defer begin()()
	return e.Import(ctx, at, in, w)
}

var errNoExchange = errors.New("this process cannot write or read other programs' files; run fmnist export, fmnist import or fmnist history")

// FetchData implements execute.Fetcher, if the executor does.
func (c counted) FetchData(ctx context.Context, dir string) error {
	f, ok := c.Executor.(execute.Fetcher)
	if !ok {
		return errors.New("this process cannot download; run fmnist data once")
	}
	return f.FetchData(ctx, dir)
}
