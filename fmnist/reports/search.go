package reports

import (
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Figures of report 2's search.
const (
	report2Validation = 0.2 // 48,000 images to train on, 12,000 to validate on
	report2Patience   = 5   // on val_loss
	report2Batch      = 64  // of the final training; the search has Keras' 32
	report2Epochs     = 30  // of the final training
	// SlippedFilters are those of report 2's fixed 5×5 convolution. It was meant to be replaced by the tuned second one
	// and stayed in front of it, so the tuned network has three convolutions where the untuned one has two.
	SlippedFilters = 48
)

// Report2Space is the space of report 2's search, in its order.
func Report2Space() hyperband.Space {
	return hyperband.Space{
		hyperband.Int("CONV_1_FILTER", 32, 64),
		hyperband.Choice("KERNEL_1_FILTER", 3, 5),
		hyperband.Int("CONV_2_FILTER", 32, 128),
		hyperband.Choice("KERNEL_2_FILTER", 3, 5),
		hyperband.Float("DROPOUT_1", 0, 0.5).Step(0.05).Default(0.25),
		hyperband.Float("learning_rate", 1e-4, 1e-2).Log(),
	}
}

// Report2Net is the network of report 2's search, with the convolution that slipped in kept. Inputs are padded to
// 32×32.
func Report2Net(p hyperband.Point) nets.Net {
	slipped := nets.Conv(SlippedFilters, 5)
	layers := []nets.Layer{
		nets.Conv(p.Int("CONV_1_FILTER"), p.Int("KERNEL_1_FILTER")).Same(), nets.ReLU, nets.MaxPool(2),
		slipped, nets.ReLU,
		nets.Conv(p.Int("CONV_2_FILTER"), p.Int("KERNEL_2_FILTER")), nets.ReLU, nets.MaxPool(2),
		nets.Flatten, nets.Dense(256), nets.ReLU, nets.Dropout(p.Float("DROPOUT_1")),
		nets.Dense(84), nets.ReLU, nets.Dense(10),
	}
	return nets.New("lenet5-tuned", layers...).Padded()
}

// Report2Plan is a trial of report 2's search: Keras' batch of 32, early stopping after 5 epochs without a lower
// val_loss. The report asks for 20 epochs, which KerasTuner overrides by its own schedule.
func Report2Plan(p hyperband.Point) plan.Plan {
	return plan.Plan{Net: Report2Net(p), Epochs: 10, Validation: report2Validation, Rate: p.Float("learning_rate")}.
		With(plan.EarlyStopping("val_loss", report2Patience))
}

// Report2Final makes of a tuned plan report 2's final training: batch 64, 30 epochs from fresh weights, evaluated with
// the weights of the epoch with the best val_accuracy, with Keras' messages of its checkpoints.
func Report2Final(p *plan.Plan) {
	p.Batch, p.Epochs, p.EarlyStopping, p.KeepBest = report2Batch, report2Epochs, nil, "val_accuracy"
}

// NarrowSpace is report 2's search on the scale of report 1's LeNet-5 with its 44,426 parameters: affordable without a
// GPU. The filters reach from less to twice those of the untuned network, which are 6 and 16.
func NarrowSpace() hyperband.Space {
	return hyperband.Space{
		hyperband.Int("CONV_1_FILTER", 4, 12),
		hyperband.Choice("KERNEL_1_FILTER", 3, 5),
		hyperband.Int("CONV_2_FILTER", 8, 32),
		hyperband.Choice("KERNEL_2_FILTER", 3, 5),
		hyperband.Float("DROPOUT_1", 0, 0.5).Step(0.05),
		hyperband.Float("learning_rate", 1e-4, 1e-2).Log().Default(1e-3),
	}
}

// NarrowPlan is a trial of the narrow search: report 1's batch of 128, report 2's validation share and early stopping.
func NarrowPlan(p hyperband.Point) plan.Plan {
	net := nets.New("lenet5-narrow",
		nets.Conv(p.Int("CONV_1_FILTER"), p.Int("KERNEL_1_FILTER")), nets.ReLU, nets.MaxPool(2),
		nets.Conv(p.Int("CONV_2_FILTER"), p.Int("KERNEL_2_FILTER")), nets.ReLU, nets.MaxPool(2),
		nets.Flatten, nets.Dense(120), nets.ReLU, nets.Dropout(p.Float("DROPOUT_1")),
		nets.Dense(84), nets.ReLU, nets.Dense(10))
	return plan.Plan{Net: net, Epochs: 10, Batch: 128, Validation: report2Validation,
		Rate: p.Float("learning_rate")}.With(plan.EarlyStopping("val_loss", report2Patience))
}

// NarrowUntuned is what the narrow search is measured against: report 1's LeNet-5 with Adam's default rate, otherwise
// as in the search.
func NarrowUntuned() plan.Plan {
	p := plan.Plan{Net: nets.LeNet5(), Epochs: 10, Batch: 128, Validation: report2Validation}
	return p.With(plan.EarlyStopping("val_loss", report2Patience))
}
