package study

import (
	"context"
	"fmt"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/trained"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Run is a finished or interrupted training with its predictions: curves, confusion, mistakes are its methods.
type Run struct {
	*trained.Result
	study       *Study
	predictions metrics.Predictions // empty when the run was not tested
}

// Train runs a plan or reads its stored result.
func (s *Study) Train(ctx context.Context, p plan.Plan) (*Run, error) {
	p = s.shorten(p)
	if err := p.Check(s.Data.Train.Len()); err != nil {
		return nil, err
	}
	if result, err := trained.Stored(s.Store, p, s.Data); err == nil && result != nil {
		return s.run(result)
	}
	done, err := s.Executor.Train(ctx, s.place(), p, s.watch())
	if err != nil {
		return nil, err
	}
	result, err := trained.After(s.Store, p, s.Data, done.New, done.Interrupted)
	if err != nil {
		return nil, err
	}
	return s.run(result)
}

func (s *Study) run(result *trained.Result) (*Run, error) {
	r := &Run{Result: result, study: s}
	if !result.Tested {
		return r, nil
	}
	probabilities, err := result.Probabilities()
	if err != nil {
		return nil, err
	}
	r.predictions = metrics.Predictions{Labels: s.Data.Test.Labels, Probabilities: probabilities, Classes: data.Classes}
	return r, r.predictions.Check()
}

// String says in one line where the result comes from and how good it is, and when the network is of no use at all.
func (r *Run) String() string {
	where := fmt.Sprintf("trained %d epochs in %s on %s", r.EpochsTrained, duration(r.Seconds()), r.Backend)
	switch {
	case r.Interrupted:
		return fmt.Sprintf("%s: stopped in epoch %d; run it again to go on (saved in %s)", r.Name, r.Epochs+1, short(r.Dir))
	case r.Cached:
		where = fmt.Sprintf("from runs/%s, trained %s ago in %s", r.Name, duration(time.Since(r.When).Seconds()), duration(r.Seconds()))
	case r.EpochsTrained < r.Epochs:
		where = fmt.Sprintf("continued: %d of %d epochs trained now, on %s", r.EpochsTrained, r.Epochs, r.Backend)
	}
	if r.Stopped {
		where += fmt.Sprintf(", stopped early after epoch %d", r.Epochs)
	}
	if r.Chosen != r.Epochs {
		where += fmt.Sprintf(", weights of epoch %d", r.Chosen)
	}
	line := fmt.Sprintf("%s: test accuracy %.4f, test loss %.4f (%s)", r.Name, r.TestAccuracy, r.TestLoss, where)
	if class, one := r.predictions.OneClass(); one {
		line += fmt.Sprintf("; it takes every test image for %s: its output no longer depends on the image, try a lower learning rate", data.Names[class])
	}
	return line
}

// duration prints seconds in the largest fitting unit.
func duration(seconds float64) string {
	switch {
	case seconds < 1:
		return fmt.Sprintf("%.0f ms", seconds*1000)
	case seconds < 100:
		return fmt.Sprintf("%.0f s", seconds)
	case seconds < 100*60:
		return fmt.Sprintf("%.0f min", seconds/60)
	case seconds < 48*3600:
		return fmt.Sprintf("%.0f h", seconds/3600)
	}
	return fmt.Sprintf("%.0f days", seconds/86400)
}
