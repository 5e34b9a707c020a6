package train

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// Trainer trains plans and keeps them in a run store.
type Trainer struct {
	Store   runs.Store
	Backend func() (Backend, error) // called only when something has to be computed
	Show    plan.Progress           // nil: silent
	// Front loads a base that trains along; needed for plans whose Base.From is set.
	Front func(ctx context.Context, base plan.Base) (*Front, error)
}

// Backend computes.
type Backend struct {
	compute.Backend
	Name  string // for people: "xla:cpu"
	Class string // numeric class: runs of one class are the same to the last bit
}

// Train brings the plan's run to its epochs: fewer than it has read its prefix, more extend it, whatever plan trained
// it before. The test images are not looked at. When ctx ends, the state is saved after the current step and
// Interrupted is set; training the plan again continues there.
func (t Trainer) Train(ctx context.Context, p plan.Plan, training, test Samples) (done execute.Trained, err error) {
	j, err := t.open(ctx, p, training, test)
	if err != nil {
		return done, err
	}
	defer j.close()
	if result, err := trained.Read(j.run, p); err != nil || result != nil && !j.blank() {
		// another process trained it meanwhile
		return execute.Trained{Epochs: j.run.Epochs(), Backend: j.run.Meta().Backend}, err
	}
	if err := j.begin(ctx); err != nil {
		return done, err
	}
	err = j.train(ctx)
	done = execute.Trained{Epochs: len(j.history), New: j.trained, Backend: j.backend.Name}
	if errors.Is(err, errStopped) {
		done.Interrupted, err = true, nil
	}
	var loss *plan.LossError
	if errors.As(err, &loss) {
		j.run.Update(func(m *runs.Meta) { m.Status, m.Message = runs.Failed, loss.Error() })
		err = errors.Join(err, j.run.Commit())
	}
	return done, err
}

// open locks the plan's run.
func (t Trainer) open(ctx context.Context, p plan.Plan, training, test Samples) (*job, error) {
	if t.Show == nil {
		t.Show = plan.Silent{}
	}
	if err := plan.Check(p, training.Len()); err != nil {
		return nil, err
	}
	d := data.Dataset{Train: training.Set, Test: test.Set}
	id, err := plan.ID(p, d)
	if err != nil {
		return nil, err
	}
	run, err := t.Store.Acquire(ctx, id, p, t.Show.Say)
	if err != nil {
		return nil, err
	}
	return &job{Trainer: t, run: run, plan: p, samples: training, data: trained.About(d)}, nil
}

// blank reports that nothing is stored yet, not even the starting weights that answer a plan of no epochs.
func (j *job) blank() bool {
	_, ok, err := j.run.Slot("last")
	return err == nil && !ok && j.run.Epochs() == 0
}

// job is one run with the lock held.
type job struct {
	Trainer
	run     *runs.Run
	plan    plan.Plan
	samples Samples
	data    string // in words
	backend Backend
	session *session
	history []plan.Epoch
	trained int
	share   func() // ends its share of the cores; nil before it computes
}

// begin opens the backend and prepares the computations.
func (j *job) begin(ctx context.Context) (err error) {
	if j.history, err = trained.Epochs(j.run); err != nil {
		return err
	}
	if j.backend, err = j.Backend(); err != nil {
		return err
	}
	var front *Front
	if j.plan.Base != nil && j.plan.Base.From != "" {
		if front, err = j.Front(ctx, *j.plan.Base); err != nil {
			return err
		}
	}
	if j.session, err = newSession(j.backend.Backend, j.plan, j.samples, front); err != nil {
		return err
	}
	j.session.class = j.backend.Class
	j.share = engine.Share()
	return nil
}

// close ends the work on a run.
func (j *job) close() {
	if j.session != nil {
		j.session.graphs.keep()
	}
	if j.share != nil {
		j.share()
	}
	_ = j.run.Release()
}

// sayClass says when a run goes on on another numeric class than its last epoch had.
func (j *job) sayClass() {
	before := j.session.state.Class // of an epoch under way
	if before == "" && len(j.history) > 0 {
		before = j.history[len(j.history)-1].Class
	}
	if before != "" && before != j.backend.Class {
		j.Show.Say(fmt.Sprintf("%s: epochs up to %d were trained on %s, later ones on %s, which rounds differently.",
			j.run.Name(), len(j.history), before, j.backend.Class))
	}
}
