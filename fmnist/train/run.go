package train

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// train brings the run to p.Epochs epochs.
func (j *job) train(ctx context.Context) error {
	if j.plan.Epochs == 0 && len(j.history) == 0 {
		return j.untrained(ctx)
	}
	if len(j.history) >= j.plan.Epochs || j.plan.EarlyStopping.StoppedAt(j.history) > 0 {
		return nil
	}
	if err := j.restore(ctx, "last"); err != nil {
		return err
	}
	j.sayClass()
	j.Show.Start(j.plan, j.session.steps, j.history)
	defer j.Show.Done()
	for len(j.history) < j.plan.Epochs && !j.plan.EarlyStopping.Stops(j.history) {
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
		if err := j.save(j.keep()...); err != nil {
			return err
		}
		j.Show.Epoch(j.history, plan.Messages(j.plan, j.history))
	}
	return nil
}

// untrained keeps the starting weights of a plan of no epochs, the baseline that a training has to beat.
func (j *job) untrained(ctx context.Context) error {
	if err := j.restore(ctx, "last"); err != nil || j.session.state.Step > 0 {
		return err // an epoch was begun, and is gone on with some day
	}
	j.describe(func(m *runs.Meta) { m.Status = runs.Finished })
	return j.save("last")
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
	if j.plan.Origin != nil {
		return j.imported()
	}
	j.session.state = g.start(j.plan.Seed)
	if j.plan.Start != nil {
		return j.warmStart()
	}
	return ctx.Err()
}

func (j *job) save(slots ...string) error {
	g := j.session.graphs
	return j.run.Save(func(dir string) error { return j.session.state.save(dir, g) }, slots...)
}

// note brings run.json up to date; the next save writes it.
func (j *job) note(e plan.Epoch) {
	monitor := "accuracy"
	if e.ValAccuracy != nil {
		monitor = "val_accuracy"
	}
	best, _ := plan.Best(j.history, monitor, 0)
	j.describe(func(m *runs.Meta) {
		m.Seconds += e.Seconds
		if best > 0 {
			m.ScoreName, m.Score = monitor, j.history[best-1].Figure(monitor)
		}
		if len(j.history) >= j.plan.Epochs || j.plan.EarlyStopping.Stops(j.history) {
			m.Status = runs.Finished
		}
	})
}

// describe notes what is trained, by what and on what, and what more there is.
func (j *job) describe(more func(m *runs.Meta)) {
	j.run.Update(func(m *runs.Meta) {
		m.Status, m.Message, m.Backend = runs.Training, "", j.backend.Name
		m.Description, _ = json.Marshal(j.plan) // the plan that trained last; it is a plan, so it can be written
		m.Versions = map[string]string{trained.CodeVersion: trained.Code(j.plan), trained.DataVersion: j.data}
		more(m)
	})
}
