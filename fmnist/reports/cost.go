package reports

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Speed is what the estimates of Cost assume: operations a second of a training on two cores with AVX-512 that nothing
// else uses (10 epochs of the wide LeNet-5 on 48,000 images, 2·10¹³ operations, in 85 s). An older laptop has a third
// of it, a graphics card a hundred times as much.
const Speed = 2e11

// Work is one line of Cost: a plan, how often something like it is trained, and what for.
type Work struct {
	What  string
	Plan  plan.Plan
	Times float64 // trainings of the plan's length; a search counts its epochs over the plan's
}

// Cost is what cells cost on an empty store, before they start: operations, and the time at Speed. Stored runs cost
// nothing.
func Cost(images int, works ...Work) chart.Table {
	t := chart.Table{Title: "What it costs on an empty store", Header: []string{"", "10¹² operations", "at least about"},
		Align: "lrr", Note: "on two cores; what is stored is read and costs nothing"}
	sum := 0.0
	line := func(what string, operations float64) {
		t.Rows = append(t.Rows, []string{what, fmt.Sprintf("%.1f", operations/1e12), text.Duration(operations / Speed)})
	}
	for _, w := range works {
		operations := w.Times * operations(w.Plan, images)
		line(w.What, operations)
		sum += operations
	}
	if len(works) > 1 {
		line("all", sum)
	}
	return t
}

// operations of a training on a set of that many images: each weight is used for one multiplication and one addition
// per place, forward, and about twice that backward. What a pretrained network makes of the images is not in it.
func operations(p plan.Plan, images int) float64 {
	summary, err := nets.Summarize(p.Net)
	if err != nil {
		return 0
	}
	places := 0
	for _, row := range summary.Layers {
		places += row.Connections
	}
	if p.Limit > 0 {
		images = min(images, p.Limit)
	}
	trained := float64(images) * (1 - p.Validation)
	if p.Fold != nil {
		trained *= 1 - 1/float64(p.Fold.K)
	}
	if p.Steps > 0 {
		trained = float64(p.Steps * p.Batch)
	}
	return 6 * float64(places) * trained * float64(p.Epochs)
}

// Report2Middle is a point in the middle of report 2's space, for what its search costs.
func Report2Middle() hyperband.Point {
	return hyperband.Point{"CONV_1_FILTER": 48, "KERNEL_1_FILTER": 5, "CONV_2_FILTER": 80, "KERNEL_2_FILTER": 5,
		"DROPOUT_1": 0.25, "learning_rate": 1e-3}
}

// Report2Cost is what all of the notebook on report 2 costs on an empty store, as its cells are: the search and the
// final training as the report has them, the folds of fewer epochs.
func Report2Cost(images int) chart.Table {
	wide := plan.Plan{Net: nets.LeNet5Wide(), Epochs: 30, Batch: wideBatch, Validation: report2Validation}
	fold := plan.Plan{Net: nets.LeNet5Wide(), Epochs: 5, Batch: wideBatch, Steps: wideSteps}
	trial := Report2Plan(Report2Middle())
	narrow := NarrowPlan(hyperband.Point{"CONV_1_FILTER": 8, "KERNEL_1_FILTER": 5, "CONV_2_FILTER": 20,
		"KERNEL_2_FILTER": 5, "DROPOUT_1": 0.25, "learning_rate": 1e-3})
	old := plan.Plan{Net: nets.LeNet1998(), Epochs: 10, Validation: report2Validation}
	const searched = 12 // Hyperband's 120 epochs, in trials of ten
	return Cost(images, Work{"LeNet-5 of 1998, 10 epochs", old, 1}, Work{"the wide LeNet-5, 30 epochs", wide, 1},
		Work{"the search in the report's space, 120 epochs of a network of middle size", trial, searched},
		Work{"the final training, 30 epochs", trial.With(Report2Final), 1},
		Work{"the small search, 120 epochs", narrow, searched},
		Work{"ten folds of 5 epochs, fresh weights", fold, 10}, Work{"nine more with the weights kept", fold, 9})
}
