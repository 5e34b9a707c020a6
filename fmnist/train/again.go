package train

import (
	"context"
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// weightsOf brings the session to the state after that epoch: from a slot, or where none was kept by training again
// from the nearest epoch before it, which gives the same bits.
func (j *job) weightsOf(ctx context.Context, epoch int) error {
	var err error
	if ok := j.stateOf(epoch, trained.EpochSlot(epoch), "last", "best"); ok {
		return nil
	}
	from := epoch - 1
	for from > 0 && !j.stateOf(from, trained.EpochSlot(from), "best") {
		from--
	}
	if from <= 0 {
		if from, err = 0, j.restore(ctx, "none"); err != nil || epoch == 0 {
			return err
		}
	}
	if err := j.sameClass(from, epoch); err != nil {
		return err
	}
	j.Show.Say(fmt.Sprintf("%s: the weights of epoch %d were not kept (a run keeps %d MB of them); training from epoch %d on gives the same ones.",
		j.run.Name(), epoch, KeptBytes>>20, from+1))
	for done := from; done < epoch; done++ {
		e, err := j.session.epoch(ctx, j.history[:done], j.Show)
		if err != nil {
			return err
		}
		if !sameFigures(e, j.history[done]) {
			return fmt.Errorf("%s: epoch %d trained again gives other figures than the first time (loss %v, not %v); forget the run and train it again",
				j.run.Name(), e.Epoch, e.Loss, j.history[done].Loss)
		}
	}
	return j.save(trained.EpochSlot(epoch))
}

// stateOf loads the state after an epoch from the first of the slots that has it.
func (j *job) stateOf(epoch int, slots ...string) bool {
	for _, slot := range slots {
		dir, ok, err := j.run.Slot(slot)
		if err != nil || !ok {
			continue
		}
		st, err := j.session.graphs.load(dir, true)
		if err == nil && st.Step == epoch*j.session.steps && st.Seen == 0 {
			j.session.state = st
			return true
		}
	}
	return false
}

// sameClass refuses to train epochs again that another numeric class has trained.
func (j *job) sameClass(from, to int) error {
	for _, e := range j.history[from:to] {
		if e.Class != "" && e.Class != j.backend.Class {
			return fmt.Errorf("%s: the weights of epoch %d were not kept, and %s, which this is, cannot train those of %s again; "+
				"ask for them on such a machine, or forget the run and train it again", j.run.Name(), to,
				j.backend.Class, e.Class)
		}
	}
	return nil
}

// sameFigures compares two trainings of an epoch to the last bit.
func sameFigures(a, b plan.Epoch) bool {
	for _, monitor := range plan.Monitors {
		x, y := a.Figure(monitor), b.Figure(monitor)
		if x != y && !(math.IsNaN(x) && math.IsNaN(y)) {
			return false
		}
	}
	return true
}
