package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// Plan describes a training wholly, Option changes a copy of it: Base.With(Dropout(0.4)). (Tour, "A plan is a value".)
type (
	Plan    = train.Plan
	Option  = train.Option
	Augment = train.Augment
	// Run is a finished training: Show it, or show its Curves, Confusion, Mistakes, Report and Calibration.
	Run = study.Run
)

// Options of a plan; see package train for each one's meaning and source.
var (
	Named           = train.Named
	Seed            = train.Seeded
	Epochs          = train.Epochs
	Rate            = train.Rate
	Dropout         = train.Dropout
	EarlyStop       = train.StopEarly
	RestoreBest     = train.RestoreBest
	KeepBest        = train.KeepBest
	RateSteps       = train.Steps
	Cosine          = train.Cosine
	ReduceOnPlateau = train.ReduceOnPlateau
	WeightDecay     = train.WeightDecay
	LabelSmoothing  = train.LabelSmoothing
	Augmented       = train.Augmented
)

// Train trains the plan, or answers at once when it was trained before, and says which. Interrupt it and run the cell
// again: it goes on where it stopped. (Tour, "Train".)
func Train(plan Plan) *Run {
	run := must(current().Train(session(), plan))
	check(nb.Show(run.String()))
	return run
}

// Runs lists everything on disk, with time and score. (Tour, "What is on disk".)
func Runs() any { return must(study.Runs(must(study.Store()))) }

// Forget removes the stored run of a plan; training it again starts from nothing. (Tour, "What is on disk".)
func Forget(plan Plan) {
	info := must(current().Forget(plan))
	check(nb.Show("forgot " + info.Entry))
}
