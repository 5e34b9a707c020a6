package trained

import (
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Stored reads a plan's finished run from the store; nil when it is not there, or not finished. Nothing is computed.
func Stored(store runs.Store, p plan.Plan, d data.Dataset) (*Result, error) {
	id, err := p.ID(d)
	if err != nil {
		return nil, err
	}
	run, err := store.Read(id)
	if err != nil || run == nil {
		return nil, nil // absent, or damaged: training it says which
	}
	return Read(run, p)
}

// After reads what a training left: the finished answer, or what there is of an interrupted one. trained is how many epochs
// were trained for it.
func After(store runs.Store, p plan.Plan, d data.Dataset, trained int, interrupted bool) (*Result, error) {
	id, err := p.ID(d)
	if err != nil {
		return nil, err
	}
	run, err := store.Read(id)
	if err != nil {
		return nil, err
	}
	if interrupted {
		history, err := Epochs(run)
		r := Partial(run, p, history)
		r.Interrupted, r.EpochsTrained = true, trained
		return r, err
	}
	r, err := Read(run, p)
	if r == nil || err != nil {
		return nil, errors.Join(fmt.Errorf("%s: the run was trained but cannot be read back", run.Name()), err)
	}
	r.Cached, r.EpochsTrained = trained == 0, trained
	return r, nil
}
