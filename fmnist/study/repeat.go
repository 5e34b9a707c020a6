package study

import (
	"context"
	"fmt"
	"slices"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Repetition is one recipe trained with several seeds: what it yields, and how much of that is luck.
type Repetition struct {
	Plan        plan.Plan
	Runs        []*Run
	Mean, SD    float64 // of the test accuracies; SD with n−1
	Low, High   float64 // 95 % interval of the mean (Student); infinite with one seed
	Interrupted bool
	of          int
	study       *Study
}

// RepeatOption changes how Repeat works.
type RepeatOption interface{ repeat(*repeating) }

type repeating struct{ parallel int }

// SeedPlans are the plans of a repetition: ordinary plans, alike but for the seed, which counts up from the plan's own.
func (s *Study) SeedPlans(p plan.Plan, seeds int) ([]plan.Plan, error) {
	if seeds < 1 {
		return nil, fmt.Errorf("%s: %d seeds are too few; give at least 1, and 2 for a spread", p.Title(), seeds)
	}
	p = s.Short(p)
	if err := plan.Check(p, s.Data.Train.Len()); err != nil {
		return nil, err
	}
	plans := make([]plan.Plan, seeds)
	for i := range plans {
		plans[i] = p.With(plan.Seed(p.Seed + int64(i)))
	}
	return plans, nil
}

// Repeat trains the plan with that many seeds. The trainings are ordinary runs: they resume, extend, and may have been
// computed by other machines. An interrupted repetition returns the seeds so far. (Training, "One seed is no seed".)
func (s *Study) Repeat(ctx context.Context, p plan.Plan, seeds int, options ...RepeatOption) (*Repetition, error) {
	plans, err := s.SeedPlans(p, seeds)
	if err != nil {
		return nil, err
	}
	o := repeating{parallel: 1}
	for _, option := range options {
		option.repeat(&o)
	}
	r := &Repetition{Plan: plans[0], study: s, of: seeds}
	if r.Runs, r.Interrupted, err = s.series(ctx, "seed", plans, o.parallel); err != nil {
		return nil, err
	}
	r.Mean, r.SD = metrics.MeanSD(r.Accuracies())
	r.Low, r.High = metrics.MeanInterval(r.Accuracies())
	return r, nil
}

// Accuracies are the test accuracies, seed by seed.
func (r *Repetition) Accuracies() []float64 {
	values := make([]float64, len(r.Runs))
	for i, run := range r.Runs {
		values[i] = run.TestAccuracy
	}
	return values
}

// String is the headline.
func (r *Repetition) String() string {
	line := r.Plan.Title() + ": no seed is finished"
	switch {
	case len(r.Runs) == 1:
		line = fmt.Sprintf("%s, one seed: test accuracy %.4f", r.Plan.Title(), r.Mean)
	case len(r.Runs) > 1:
		line = fmt.Sprintf("%s, %d seeds: test accuracy %.4f ± %.4f (%.4f … %.4f)", r.Plan.Title(), len(r.Runs),
			r.Mean, r.SD,
			slices.Min(r.Accuracies()), slices.Max(r.Accuracies()))
	}
	if r.Interrupted {
		line += fmt.Sprintf("; stopped, run it again for the other %d", r.of-len(r.Runs))
	}
	return line
}

// Study is the study that it belongs to.
func (r *Repetition) Study() *Study { return r.study }
