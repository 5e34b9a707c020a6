package study

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/text"
	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Run is a finished or interrupted training with its predictions; package show has its pictures. It is tested when that
// is first asked for.
type Run struct {
	*trained.Result
	ctx         context.Context // of the call that made it; its methods take none
	study       *Study
	predictions metrics.Predictions // empty when the run was not tested
	answered    time.Time           // its age counts from here, so that the run says the same each time
}

// Stored is the plan's finished run; nil where there is none. Nothing is trained.
func (s *Study) Stored(ctx context.Context, p plan.Plan) (*Run, error) {
	result, err := trained.Stored(s.Store, s.Short(p), s.Data)
	if err != nil || result == nil {
		return nil, err
	}
	return s.run(ctx, result)
}

func (s *Study) run(ctx context.Context, result *trained.Result) (*Run, error) {
	r := &Run{Result: result, ctx: ctx, study: s, answered: time.Now()}
	if !result.Tested {
		return r, nil
	}
	return r, r.predict()
}

// predict reads the predictions of a tested run.
func (r *Run) predict() error {
	probabilities, err := r.Probabilities()
	if err != nil {
		return err
	}
	labels, here := r.study.Data.Test.Labels, trained.About(r.study.Data)
	if len(probabilities) != len(labels)*data.Classes || r.Data != "" && r.Data != here {
		return fmt.Errorf("%s was trained and tested on other data (%s) than there are here (%s); set FMNIST_DATA to the former",
			r.Name, orUnknown(r.Data), here)
	}
	r.predictions = metrics.Predictions{Labels: labels, Probabilities: probabilities, Classes: data.Classes}
	return r.predictions.Check()
}

// Test evaluates the run on the test images, unless that was done before.
func (r *Run) Test(ctx context.Context) error {
	switch {
	case r.Tested && r.predictions.Labels != nil:
		return nil
	case r.Tested:
		return r.predict()
	case r.Interrupted:
		return fmt.Errorf("%s was interrupted before it was tested; run it again to finish it", r.Name)
	}
	if id, err := plan.ID(r.Plan, r.study.Data); err != nil || id.Hash != r.ID.Hash {
		return fmt.Errorf("%s was not tested, and cannot be here: it was trained on other data (%s) or by an earlier version",
			r.Name, orUnknown(r.Data))
	}
	if err := r.study.Executor.Test(ctx, r.study.place(), r.Model(), r.study.watch(r.study.spoken())); err != nil {
		return err
	}
	if err := r.Again(r.study.Store); err != nil {
		return err
	}
	return r.predict()
}

// Ready tests the run if that is still to be done, under the context of the call that made it.
func (r *Run) Ready() error { return r.Test(r.ctx) }

func orUnknown(s string) string {
	if s == "" {
		return "of unknown origin"
	}
	return s
}

// Study is the study that trained the run.
func (r *Run) Study() *Study { return r.study }

// Predictions are those of the test images, by the chosen epoch's weights; empty when the run was not tested.
func (r *Run) Predictions() metrics.Predictions { return r.predictions }

// Model is the run's network with the chosen epoch's weights.
func (r *Run) Model() execute.Model { return execute.Model{Plan: r.Plan, Run: r.ID, Epoch: r.Chosen} }

// String says in one line where the result comes from and how good it is, and when the network is of no use at all.
func (r *Run) String() string {
	switch {
	case r.Interrupted && r.Epochs < r.Plan.Epochs && !r.Stopped:
		return fmt.Sprintf("%s: stopped in epoch %d; run it again to go on (saved in %s)", r.Name, r.Epochs+1,
			text.Path(r.Dir))
	case r.Interrupted:
		return fmt.Sprintf("%s: stopped before its test; run it again to go on (saved in %s)", r.Name, text.Path(r.Dir))
	case !r.Tested:
		return fmt.Sprintf("%s: not tested yet (%s)", r.Name, r.origin())
	}
	line := fmt.Sprintf("%s: test accuracy %.4f, test loss %.4f (%s)", r.Name, r.TestAccuracy, r.TestLoss, r.origin())
	if class, one := r.predictions.OneClass(); one {
		line += fmt.Sprintf("; it takes every test image for %s: %s", r.study.Data.ClassNames()[class],
			cmp.Or(r.study.imbalance(r.Plan), "its output no longer depends on the image, try a lower learning rate"))
	}
	return line
}

// origin says where a result comes from.
func (r *Run) origin() string {
	var where string
	switch {
	case r.Plan.Origin != nil && r.Epochs == 0:
		return "weights of " + r.Plan.Origin.File
	case r.Epochs == 0:
		return "untrained"
	case r.Cached:
		where = fmt.Sprintf("from runs/%s, %s in %s on %s", r.Name, r.age(), text.Duration(r.Seconds()), r.On())
	case r.EpochsTrained < r.Epochs:
		where = fmt.Sprintf("continued: %d of %d epochs trained now, on %s", r.EpochsTrained, r.Epochs, r.On())
	default:
		where = fmt.Sprintf("trained %s in %s on %s", text.Count(r.EpochsTrained, "epoch"),
			text.Duration(r.Seconds()), r.On())
	}
	if r.Stopped {
		where += fmt.Sprintf(", stopped early after epoch %d", r.Epochs)
	}
	if r.Chosen != r.Epochs {
		where += fmt.Sprintf(", weights of epoch %d", r.Chosen)
	}
	if classes := r.Classes(); r.TestClass != "" && len(classes) > 0 && r.TestClass != classes[len(classes)-1] {
		where += ", tested on " + r.TestClass
	}
	return where
}

// age says when a stored run was trained; the store knows of its last change only, which can be a test for this answer.
func (r *Run) age() string {
	age := r.answered.Sub(r.When)
	if age < 0 {
		return "tested now, trained"
	}
	return fmt.Sprintf("trained %s ago", text.Duration(age.Seconds()))
}

// label tells runs apart whose folder is the same: other views of one training.
func (r *Run) label(among []*Run) string {
	same := 0
	for _, other := range among {
		if other.Name == r.Name {
			same++
		}
	}
	if same < 2 {
		return r.Name
	}
	view := text.Count(r.Epochs, "epoch")
	if r.Stopped {
		view += ", stopped early"
	}
	if r.Chosen != r.Epochs {
		view += fmt.Sprintf(", weights of epoch %d", r.Chosen)
	}
	return fmt.Sprintf("%s (%s)", r.Name, view)
}
