package train

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Trainer trains plans and keeps them in a run store.
type Trainer struct {
	Store   runs.Store
	Backend func() (backend compute.Backend, name string, err error) // called only when something has to be computed
	Show    plan.Progress                                            // nil: silent
	// Front loads a base that trains along; needed for plans whose Base.From is set.
	Front func(ctx context.Context, base plan.Base) (*Front, error)
}

// Run trains the plan for p.Epochs epochs, or reads what is stored of it: a finished run answers at once, fewer epochs
// read its prefix, more epochs extend it. When ctx ends, the state is saved after the current step and the result so far
// is returned with Interrupted set; running the plan again continues there.
func (t Trainer) Run(ctx context.Context, p plan.Plan, train, test Samples) (*trained.Result, error) {
	if t.Show == nil {
		t.Show = plan.Silent{}
	}
	if err := p.Check(train.Len()); err != nil {
		return nil, err
	}
	id, err := p.ID(data.Dataset{Train: train.Set, Test: test.Set})
	if err != nil {
		return nil, err
	}
	if run, err := t.Store.Read(id); err == nil && run != nil {
		if result, err := trained.Read(run, p); err == nil && result != nil {
			return result, nil
		}
	}
	run, err := t.Store.Acquire(ctx, id, p, t.Show.Say)
	if err != nil {
		return nil, err
	}
	defer func() { _ = run.Release() }()
	if result, err := trained.Read(run, p); err != nil || result != nil {
		return result, err // another process finished it while this one waited
	}
	backend, name, err := t.Backend()
	if err != nil {
		return nil, err
	}
	j := &job{Trainer: t, run: run, plan: p, backendName: name}
	var front *Front
	if p.Base != nil && p.Base.From != "" {
		if front, err = t.Front(ctx, *p.Base); err != nil {
			return nil, err
		}
	}
	if j.session, err = newSession(backend, p, train, front); err != nil {
		return nil, err
	}
	return j.work(ctx, test)
}

// job is one Run with the lock held.
type job struct {
	Trainer
	run         *runs.Run
	plan        plan.Plan
	backendName string
	session     *session
	history     []plan.Epoch
	trained     int
}

func (j *job) work(ctx context.Context, test Samples) (*trained.Result, error) {
	var err error
	if j.history, err = trained.Epochs(j.run); err != nil {
		return nil, err
	}
	err = j.train(ctx)
	if errors.Is(err, errStopped) {
		return j.interrupted()
	}
	if err != nil {
		var loss *plan.LossError
		if errors.As(err, &loss) {
			j.run.Update(func(m *runs.Meta) { m.Status, m.Message = runs.Failed, loss.Error() })
			err = errors.Join(err, j.run.Commit())
		}
		return nil, err
	}
	n := j.plan.Answer(j.history)
	if err := j.test(ctx, test, n); errors.Is(err, errStopped) {
		return j.interrupted()
	} else if err != nil {
		return nil, err
	}
	result, err := trained.Read(j.run, j.plan)
	if result == nil || err != nil {
		return nil, errors.Join(fmt.Errorf("%s: the run was trained but cannot be read back", j.run.Name()), err)
	}
	result.Cached, result.EpochsTrained = j.trained == 0, j.trained
	return result, nil
}

// train brings the run to p.Epochs epochs.
func (j *job) train(ctx context.Context) error {
	if len(j.history) >= j.plan.Epochs || j.plan.EarlyStop.StoppedAt(j.history) > 0 {
		return nil
	}
	if err := j.restore(ctx, "last"); err != nil {
		return err
	}
	j.Show.Start(j.plan, j.session.steps, j.history)
	defer j.Show.Done()
	for len(j.history) < j.plan.Epochs && !j.plan.EarlyStop.Stops(j.history) {
		e, err := j.session.epoch(ctx, j.history, j.Show)
		if errors.Is(err, errStopped) {
			return errors.Join(err, j.save("last")) // in the middle of an epoch
		}
		if err != nil {
			return err
		}
		j.history = append(j.history, e)
		j.trained++
		if err := j.run.Append(e); err != nil {
			return err
		}
		j.note(e)
		if err := j.save(j.slots()...); err != nil {
			return err
		}
		j.Show.Epoch(j.history, j.plan.Messages(j.history))
	}
	return nil
}

// restore loads a slot's state, or starts afresh when there is none.
func (j *job) restore(ctx context.Context, slot string) error {
	g := j.session.graphs
	dir, ok, err := j.run.Slot(slot)
	switch {
	case err != nil:
		return err
	case ok:
		j.session.state, err = g.load(dir, true)
		return err
	}
	j.session.state = g.start(j.plan.Seed)
	if j.plan.Start != nil {
		return j.warmStart()
	}
	return ctx.Err()
}

// keepAll is the size of weights and moments up to which every epoch's are kept, so that any prefix of the run can be read:
// 1 MiB is report 1's LeNet-5 twice over; ten epochs of it take 5 MiB. Of larger networks the best, the last and the
// asked-for epochs are kept.
const keepAll = 1 << 20

func (j *job) slots() []string {
	slots, n := []string{"last"}, len(j.history)
	size := 0
	for _, p := range j.session.graphs.parameters {
		size += 3 * 4 * p.Size()
	}
	if size <= keepAll || n == j.plan.Epochs || j.plan.EarlyStop.Stops(j.history) {
		slots = append(slots, trained.EpochSlot(n))
	}
	if j.plan.Chosen(j.history) == n {
		slots = append(slots, "best")
	}
	return slots
}

func (j *job) save(slots ...string) error {
	g := j.session.graphs
	return j.run.Save(func(dir string) error { return j.session.state.save(dir, g.parameters, g.trainable) }, slots...)
}

// note brings run.json up to date; the next save writes it.
func (j *job) note(e plan.Epoch) {
	monitor := "accuracy"
	if e.ValAccuracy != nil {
		monitor = "val_accuracy"
	}
	best, _ := plan.Best(j.history, monitor, 0)
	j.run.Update(func(m *runs.Meta) {
		m.Status, m.Message, m.Backend = runs.Training, "", j.backendName
		m.Seconds += e.Seconds
		if best > 0 {
			m.ScoreName, m.Score = monitor, j.history[best-1].Figure(monitor)
		}
		if len(j.history) >= j.plan.Epochs || j.plan.EarlyStop.Stops(j.history) {
			m.Status = runs.Finished
		}
	})
}

func (j *job) interrupted() (*trained.Result, error) {
	r := trained.Partial(j.run, j.plan, j.history)
	r.Interrupted, r.EpochsTrained, r.When = true, j.trained, time.Now()
	return r, nil
}
