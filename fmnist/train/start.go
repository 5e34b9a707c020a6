package train

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// warmStart takes the weights of another run; Adam's moments and the step count start afresh, as recompiling a Keras
// model does.
func (j *job) warmStart() error {
	start := j.plan.Start
	run, err := j.Store.Read(start.Run)
	if err != nil || run == nil {
		return fmt.Errorf("%s starts from the run %s, which is not in the store; train that one first", j.plan.Title(),
			start.Run)
	}
	dir, ok, err := run.Slot(trained.EpochSlot(start.Epoch))
	if err != nil || !ok {
		return fmt.Errorf("%s starts from epoch %d of %s, whose weights were not kept; train it for that many epochs first",
			j.plan.Title(), start.Epoch, start.Run)
	}
	from, err := j.session.graphs.load(dir, false)
	if err != nil {
		return err
	}
	j.session.state.weights = from.weights
	return nil
}
