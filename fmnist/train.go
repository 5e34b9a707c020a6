package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// Plan describes a training wholly, Option changes a copy of it: Base.With(Dropout(0.4)). (Tour, "A plan is a value".)
type (
	Plan    = plan.Plan
	Option  = plan.Option
	Augment = plan.Augment
	// Run is a finished training: Show it, or show its Curves, Confusion, Mistakes, Report and Calibration.
	Run = show.Run
)

// Options of a plan; see package train for each one's meaning and source.
var (
	Named           = plan.Named
	Seed            = plan.Seeded
	Epochs          = plan.Epochs
	Rate            = plan.Rate
	Dropout         = plan.Dropout
	EarlyStop       = plan.StopEarly
	RestoreBest     = plan.RestoreBest
	KeepBest        = plan.KeepBest
	RateSteps       = plan.Steps
	Cosine          = plan.Cosine
	ReduceOnPlateau = plan.ReduceOnPlateau
	WeightDecay     = plan.WeightDecay
	LabelSmoothing  = plan.LabelSmoothing
	Augmented       = plan.Augmented
)

// Train trains the plan, or answers at once when it was trained before, and says which. Interrupt it and run the cell
// again: it goes on where it stopped. (Tour, "Train".)
func Train(p Plan) Run {
	run := must(current().Train(session(), p))
	check(nb.Show(run.String()))
	return Run{Run: run}
}

// Runs lists everything on disk, with time and score. (Tour, "What is on disk".)
func Runs() any { return must(show.Runs(must(study.Store()))) }

// Forget removes the stored run of a plan; training it again starts from nothing. (Tour, "What is on disk".)
func Forget(p Plan) {
	info := must(current().Forget(p))
	check(nb.Show("forgot " + info.Entry))
}
