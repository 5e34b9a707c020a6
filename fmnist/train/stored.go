package train

import "github.com/gofmnist/gofmnist/fmnist/runs"

// Stored reads a plan's finished run from the store; nil when it is not there, or not finished. Nothing is computed.
func Stored(store runs.Store, plan Plan, train, test Samples) (*Result, error) {
	id, err := plan.ID(train, test)
	if err != nil {
		return nil, err
	}
	run, err := store.Read(id)
	if err != nil || run == nil {
		return nil, nil // absent, or damaged: training it says which
	}
	return cached(run, plan)
}
