package trained

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Stored reads a plan's finished run from the store; nil when it is not there, or not finished. Nothing is computed.
func Stored(store runs.Store, p plan.Plan, d data.Dataset) (*Result, error) {
	id, err := plan.ID(p, d)
	if err != nil {
		return nil, err
	}
	run, err := store.Read(id)
	if err != nil || run == nil {
		return nil, nil // absent, or damaged: training it says which
	}
	return Read(run, p)
}

// Earlier names a stored run of that plan that an earlier version of this program computed, with other arithmetic: its
// figures are not this version's.
func Earlier(store runs.Store, p plan.Plan) (name string, ok bool) {
	list, err := store.List()
	if err != nil {
		return "", false
	}
	for _, info := range list {
		if info.Value || info.Status == runs.Damaged || info.Name != p.Title() {
			continue
		}
		run, err := store.Read(runs.ID{Name: info.Name, Hash: info.Hash})
		if err != nil || run.Meta().Versions[CodeVersion] == Code(p) {
			continue
		}
		if old, err := plan.Parse(bytes.NewReader(run.Meta().Description)); err == nil && plan.SameTraining(old, p) {
			return info.Entry, true
		}
	}
	return "", false
}

// CodeVersion and DataVersion are the names under which a run's Versions keep the code epoch and the data of a
// training.
const (
	CodeVersion = "code"
	DataVersion = "data"
)

// Code is what a plan's run has under CodeVersion: the code epoch, and that of a frozen base's features.
func Code(p plan.Plan) string {
	code := fmt.Sprint(runs.CodeEpoch)
	if p.Base != nil && p.Base.Key().Epoch > 0 {
		code += fmt.Sprintf(", %s %d", p.Base.Network, p.Base.Key().Epoch)
	}
	return code
}

// About describes data as a run keeps it under DataVersion.
func About(d data.Dataset) string {
	return fmt.Sprintf("%d + %d images, fingerprint %.8s", d.Train.Len(), d.Test.Len(), d.Fingerprint())
}

// After reads what a training left, finished or interrupted. trained is how many epochs were trained for it.
func After(store runs.Store, p plan.Plan, d data.Dataset, trained int, interrupted bool) (*Result, error) {
	id, err := plan.ID(p, d)
	if err != nil {
		return nil, err
	}
	run, err := store.Read(id)
	if interrupted && errors.Is(err, runs.ErrNotFound) { // before there was anything to save
		return &Result{Plan: p, ID: id, Name: id.String(), Interrupted: true}, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := Partial(run, p)
	if err != nil {
		return nil, err
	}
	r.Cached, r.EpochsTrained, r.Interrupted = trained == 0 && !interrupted, trained, interrupted
	return r, nil
}

// Again reads the result once more, after it was tested.
func (r *Result) Again(store runs.Store) error {
	run, err := store.Read(r.ID)
	if err != nil {
		return err
	}
	fresh, err := Partial(run, r.Plan)
	if err != nil {
		return err
	}
	fresh.Cached, fresh.EpochsTrained, fresh.Interrupted = r.Cached, r.EpochsTrained, r.Interrupted
	*r = *fresh
	return nil
}

// Probabilities are the class probabilities of the test images by a plan's stored run, row by row.
func Probabilities(store runs.Store, p plan.Plan, d data.Dataset) ([]float32, error) {
	r, err := Stored(store, p, d)
	if err == nil && r == nil {
		err = fmt.Errorf("%s is not trained; train it first", p.Title())
	}
	if err != nil {
		return nil, err
	}
	return r.Probabilities()
}
