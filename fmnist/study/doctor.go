package study

import (
	"context"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Doctor lists what a bug report needs: versions, backend and device, where the data are, what the run store holds.
func Doctor(ctx context.Context, executor execute.Executor) []execute.Fact {
	facts := executor.Doctor(ctx)
	add := func(name, value string, err error) {
		if err != nil {
			value = err.Error()
		}
		facts = append(facts, execute.Fact{Name: name, Value: value})
	}
	d, err := data.Load(ctx, data.Options{})
	add("data", fmt.Sprintf("%s, %d + %d images of %s", text.Path(d.Source), d.Train.Len(), d.Test.Len(),
		d.Edition), err)
	for _, remark := range append(d.Notes, d.RemarksWithoutPlan()...) {
		add("data", remark, nil)
	}
	store, err := Store()
	if err != nil {
		add("runs", "", err)
		return facts
	}
	list, err := store.List()
	add("runs", fmt.Sprintf("%d in %s", len(list), text.Path(store.Dir())), err)
	return facts
}
