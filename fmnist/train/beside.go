package train

import (
	"context"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// beside tests an epoch's weights while another process trains the run on, which may take hours: from the epoch's own
// snapshot, into a value beside the run. done is false where the run is free, and where only its lock helps.
func (t Trainer) beside(ctx context.Context, p plan.Plan, epoch int, training, test Samples) (done bool, err error) {
	d := data.Dataset{Train: training.Set, Test: test.Set}
	id, err := plan.ID(p, d)
	if err != nil || !t.trainedOn(ctx, id) {
		return false, err
	}
	run, err := t.Store.Read(id)
	if err != nil || epoch < 1 || epoch > run.Epochs() {
		return false, nil // who gets the lock says what is wrong
	}
	j := &job{Trainer: t, run: run, plan: p, samples: training, data: trained.About(d)}
	defer j.close()
	if err := j.begin(ctx); err != nil {
		return false, err
	}
	class := j.history[epoch-1].Class
	switch {
	case class != j.backend.Class:
		t.Show.Say(fmt.Sprintf("%s: epoch %d was trained on %s and this is %s, so its test waits for the training to end.",
			run.Name(), epoch, class, j.backend.Class))
		return false, nil
	case !j.stateOf(epoch, trained.EpochSlot(epoch)):
		t.Show.Say(fmt.Sprintf("%s: the weights of epoch %d were not kept, so its test waits for the training to end.",
			run.Name(), epoch))
		return false, nil
	}
	return true, stopped(ctx, trained.TestBeside(ctx, run, epoch, class, func() (trained.Figures, []float32, error) {
		return j.judgeTest(ctx, test)
	}))
}

// trainedOn reports that another process is at work on a run for longer than a test takes.
func (t Trainer) trainedOn(ctx context.Context, id runs.ID) bool {
	const test, glance = 2 * time.Second, 50 * time.Millisecond
	for begun := time.Now(); t.Store.InWork(id); {
		run, err := t.Store.Read(id)
		if err == nil && run.Meta().Status == runs.Training || time.Since(begun) > test {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(glance):
		}
	}
	return false
}
