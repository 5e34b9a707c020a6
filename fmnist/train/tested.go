package train

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// Test evaluates an epoch's weights on the test images and leaves figures and probabilities in the store.
func (t Trainer) Test(ctx context.Context, p plan.Plan, epoch int, training, test Samples) error {
	if test.Len() == 0 {
		return fmt.Errorf("%s: there are no test images", p.Title())
	}
	if t.Show == nil {
		t.Show = plan.Silent{}
	}
	if done, err := t.beside(ctx, p, epoch, training, test); done || err != nil {
		return err
	}
	return t.with(ctx, p, epoch, training, test, func(j *job) error {
		if _, ok := j.run.Slots()[trained.TestSlot(epoch, j.backend.Class)]; ok {
			return nil // another process tested it meanwhile
		}
		return j.test(ctx, epoch, test)
	})
}

// Weights makes sure that an epoch's weights are in the store.
func (t Trainer) Weights(ctx context.Context, p plan.Plan, epoch int, training, test Samples) error {
	return t.with(ctx, p, epoch, training, test, func(j *job) error {
		if _, ok := j.run.Slots()[trained.EpochSlot(epoch)]; ok {
			return nil
		}
		return j.save(trained.EpochSlot(epoch))
	})
}

// with works on a run's state after an epoch. Its error is the context's when that ends.
func (t Trainer) with(ctx context.Context, p plan.Plan, epoch int, training, test Samples,
	work func(j *job) error) error {
	j, err := t.open(ctx, p, training, test)
	if err != nil {
		return err
	}
	defer j.close()
	if err := j.begin(ctx); err != nil {
		return err
	}
	if epoch > len(j.history) {
		return fmt.Errorf("%s has %d epochs, not %d; train it first", j.run.Name(), len(j.history), epoch)
	}
	if err = j.weightsOf(ctx, epoch); err == nil {
		err = work(j)
	}
	return stopped(ctx, err)
}

// stopped is the context's error for one that only says that it has ended.
func stopped(ctx context.Context, err error) error {
	if errors.Is(err, errStopped) {
		return ctx.Err()
	}
	return err
}

// judgeTest are the figures of the session's weights on the test images, and the class probabilities row by row.
func (j *job) judgeTest(ctx context.Context, test Samples) (out trained.Figures, probabilities []float32, err error) {
	if test, err = test.load(j.plan.Net.InputShape()); err != nil {
		return out, nil, err
	}
	out.Class = j.backend.Class
	out.Loss, out.Accuracy, probabilities, err = j.session.judge(ctx, test)
	return out, probabilities, err
}

// test evaluates the session's weights.
func (j *job) test(ctx context.Context, epoch int, test Samples) error {
	out, probabilities, err := j.judgeTest(ctx, test)
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
	}, trained.TestSlot(epoch, j.backend.Class))
}
