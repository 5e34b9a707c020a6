package train

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// test evaluates the chosen epoch's weights on the test set and stores figures and probabilities.
func (j *job) test(ctx context.Context, test Samples, n int) error {
	chosen := j.plan.Chosen(j.history[:n])
	if _, ok := j.run.Slots()[trained.TestSlot(chosen)]; ok || test.Len() == 0 {
		return nil
	}
	if err := j.weightsOf(ctx, chosen); err != nil {
		return err
	}
	var out trained.Figures
	test, err := test.load(j.plan.Net.InputShape())
	if err != nil {
		return err
	}
	if out.Loss, out.Accuracy, err = j.session.evaluate(ctx, test, upTo(test.Len())); err != nil {
		return err
	}
	probabilities, err := j.session.predictions(ctx, test)
	if err != nil {
		return err
	}
	j.run.Update(func(m *runs.Meta) {
		if m.Results == nil {
			m.Results = map[string]float64{}
		}
		m.Results["test_accuracy"], m.Results["test_loss"] = out.Accuracy, out.Loss
		if math.IsNaN(out.Loss) || math.IsInf(out.Loss, 0) {
			delete(m.Results, "test_loss")
		}
	})
	return j.run.Save(func(dir string) error {
		text, err := json.Marshal(out)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, trained.FiguresName), text, 0o644); err != nil {
			return err
		}
		return trained.WriteFloats(filepath.Join(dir, trained.ProbabilitiesName), probabilities)
	}, trained.TestSlot(chosen))
}

// weightsOf brings the session to the state after that epoch: from a slot, or where none was kept by training again, which
// gives the same bits.
func (j *job) weightsOf(ctx context.Context, epoch int) error {
	if j.session.state != nil && j.session.state.Step == epoch*j.session.steps && j.session.state.Seen == 0 {
		return nil
	}
	for _, slot := range []string{trained.EpochSlot(epoch), "last", "best"} {
		dir, ok, err := j.run.Slot(slot)
		if err != nil || !ok {
			continue
		}
		st, err := j.session.graphs.load(dir, true)
		if err == nil && st.Step == epoch*j.session.steps && st.Seen == 0 {
			j.session.state = st
			return nil
		}
	}
	j.Show.Say(fmt.Sprintf("%s: the weights of epoch %d were not kept; training %d epochs again gives the same ones", j.run.Name(), epoch, epoch))
	if err := j.restore(ctx, "none"); err != nil {
		return err
	}
	for done := range epoch {
		if _, err := j.session.epoch(ctx, j.history[:done], j.Show); err != nil {
			return err
		}
	}
	return j.save(trained.EpochSlot(epoch))
}
