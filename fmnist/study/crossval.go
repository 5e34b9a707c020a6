package study

import (
	"context"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// FoldOption changes how CrossValidate works.
type FoldOption interface{ fold(*folding) }

type foldOption func(*folding)

func (o foldOption) fold(f *folding) { o(f) }

type folding struct {
	stratified, keepWeights bool
	together                float64
	parallel                int
}

// foldings are what the options ask for.
func foldings(options []FoldOption) folding {
	f := folding{parallel: 1}
	for _, option := range options {
		option.fold(&f)
	}
	return f
}

// Stratified gives every fold the same share of each class.
var Stratified FoldOption = foldOption(func(f *folding) { f.stratified = true })

// Together keeps images that are at most so far apart in one fold, so that no network is scored on twins of what it has
// learnt: Euclidean distance, on the scale 0 … 255. 0 keeps equal images together. On the garments a test image is 883
// from its nearest training image (the median), and pairs within 300 are of the same class.
func Together(radius float64) FoldOption {
	const equal = 0.5 // different images are at least 1 apart
	return foldOption(func(f *folding) {
		if f.together = radius; radius == 0 {
			f.together = equal
		}
	})
}

// KeepWeights repeats report 2's mistake: one network goes from fold to fold, only its optimizer starts afresh. From
// the second fold on it has been trained on the images that it is scored on, so the scores rise with every fold and
// measure memory. It stands here to be seen beside the honest figure. (Report 2, "The mistake in the
// cross-validation".)
var KeepWeights FoldOption = foldOption(func(f *folding) { f.keepWeights = true })

// CrossValidation is the outcome of k trainings, each scored on the fold that it did not see.
type CrossValidation struct {
	Plan        plan.Plan
	Folds       []*Run
	Mean, SD    float64 // of the folds' validation accuracies; SD with n−1
	Interrupted bool
	KeptWeights bool
	Notes       []string // classes that a fold lacks
	study       *Study
}

// FoldPlans are the k plans behind a cross-validation: ordinary plans that any machine can run. With KeepWeights each
// needs the one before it.
func (s *Study) FoldPlans(whole plan.Plan, k int, options ...FoldOption) ([]plan.Plan, error) {
	f := foldings(options)
	whole = s.Short(whole)
	if whole.Validation = 0; whole.Epochs < 1 {
		return nil, fmt.Errorf("%s: epochs is %d; a fold is scored at the end of an epoch, so cross-validation needs at least 1", whole.Title(), whole.Epochs)
	}
	plans := make([]plan.Plan, max(k, 1))
	var before runs.ID
	for i := range plans {
		p := whole
		p.Name = fmt.Sprintf("%s-fold%d", whole.Title(), i+1)
		p.Fold = &plan.Fold{K: k, Index: i, Stratified: f.stratified, Seed: uint64(whole.Seed),
			Together: f.together}
		if f.keepWeights {
			p.Name = fmt.Sprintf("%s-kept%d", whole.Title(), i+1)
			if i > 0 {
				p.Start = &plan.Start{Run: before, Epoch: whole.Epochs}
			}
		}
		if err := plan.Check(p, s.Data.Train.Len()); err != nil {
			return nil, err
		}
		var err error
		if before, err = plan.ID(p, s.Data); err != nil {
			return nil, err
		}
		plans[i] = p
	}
	return plans, nil
}

// CrossValidate trains the plan k times with fresh weights, each time with another fold held out. The folds are
// ordinary runs: they resume, extend, and may have been computed by other machines. An interrupted cross-validation
// returns the folds so far.
func (s *Study) CrossValidate(ctx context.Context, p plan.Plan, k int, options ...FoldOption) (*CrossValidation,
	error) {
	plans, err := s.FoldPlans(p, k, options...)
	if err != nil {
		return nil, err
	}
	c := &CrossValidation{Plan: p, study: s, KeptWeights: len(plans) > 1 && plans[1].Start != nil}
	side := foldings(options).parallel
	if c.KeptWeights && side > 1 {
		return nil, fmt.Errorf("%s: with kept weights each fold begins with those of the one before it, so they cannot be trained side by side; let 1 be at work at a time", p.Title())
	}
	if c.Notes, err = plan.Gaps(plans[0], s.Data.Train); err != nil {
		return nil, err
	}
	if c.Folds, c.Interrupted, err = s.series(ctx, "fold", plans, side); err != nil {
		return nil, err
	}
	var scores []float64
	for _, r := range c.Folds {
		scores = append(scores, r.ValAccuracy())
	}
	c.Mean, c.SD = metrics.MeanSD(scores)
	return c, nil
}

// Fold is the number of the fold that a run of a cross-validation was scored on, from 1; 0 for other runs. Of an
// interrupted cross-validation any folds may be missing.
func (r *Run) Fold() int {
	if r.Plan.Fold == nil {
		return 0
	}
	return r.Plan.Fold.Index + 1
}

// ValAccuracy is the validation accuracy of the chosen epoch; NaN without validation images.
func (r *Run) ValAccuracy() float64 { return r.FigureAt(r.Chosen, "val_accuracy") }

// FigureAt is a figure of one epoch, counted from 1: "loss", "val_accuracy", …; NaN where there is none.
func (r *Run) FigureAt(epoch int, monitor string) float64 {
	if epoch < 1 || epoch > len(r.History) {
		return nan
	}
	return r.History[epoch-1].Figure(monitor)
}

// String is the headline.
func (c *CrossValidation) String() string {
	line := c.Plan.Title() + ": no fold is finished"
	if len(c.Folds) > 0 {
		line = fmt.Sprintf("%s, %d folds: validation accuracy %.4f ± %.4f", c.Plan.Title(), len(c.Folds), c.Mean, c.SD)
	}
	if c.KeptWeights {
		line += " (weights kept from fold to fold: this measures memory, not skill)"
	}
	if c.Interrupted {
		line += " (stopped; run it again to go on)"
	}
	return line
}

// Study is the study that it belongs to.
func (c *CrossValidation) Study() *Study { return c.study }
