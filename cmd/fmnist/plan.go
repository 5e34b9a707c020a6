package main

import (
	"errors"
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// planFlags are the flags that describe a plan; what they return reads them after parsing.
func planFlags(flags *flag.FlagSet) func() (plan.Plan, error) {
	net := flags.String("net", "lenet5", "network: lenet5, lenet5-dropout, lenet5-wide, lenet5-best, lenet5-1998 or linear")
	var p plan.Plan
	basicFlags(flags, &p)
	dropout := flags.Float64("dropout", 0, "dropout after every hidden dense layer (0: as the network has it)")
	flags.StringVar(&p.KeepBest, "keep-best", "",
		"evaluate with the epoch that is best by this figure, for example val_accuracy")
	flags.Float64Var(&p.WeightDecay, "weight-decay", 0, "AdamW's weight decay")
	flags.Float64Var(&p.EMA, "ema", 0, "evaluate with a running mean of the weights, which keeps this share in a step, for example 0.999")
	flags.Float64Var(&p.LabelSmoothing, "label-smoothing", 0, "label smoothing: share of the uniform distribution in the targets")
	stop, schedule, augment, optimizer := stopFlags(flags), scheduleFlags(flags), augmentFlags(flags),
		optimizerFlags(flags)
	return func() (plan.Plan, error) {
		n, err := nets.Named(*net)
		if err != nil {
			return p, err
		}
		if p.Net = n; *dropout != 0 {
			p.Net = n.WithDropout(*dropout)
		}
		if p.Batch < 1 {
			return p, fmt.Errorf("batch is %d; it must be at least 1", p.Batch)
		}
		if !(p.Rate > 0) {
			return p, fmt.Errorf("the learning rate is %g; it must be a positive number such as 0.001", p.Rate)
		}
		if err := optimizer(&p); err != nil {
			return p, err
		}
		schedule(&p)
		p.Augment = augment()
		p.EarlyStopping, err = stop()
		return p, err
	}
}

// basicFlags are those that a head on a pretrained network has too.
func basicFlags(flags *flag.FlagSet, p *plan.Plan) {
	flags.IntVar(&p.Epochs, "epochs", 10, "epochs in all; more than before extends the stored run")
	flags.IntVar(&p.Batch, "batch", 128, "images per step")
	flags.Float64Var(&p.Validation, "validation", 0.1, "share of the training images kept for validation, the last ones")
	flags.Func("splitting", "choose the validation images at random: stratified, of every class the same share, or shuffled",
		func(how string) error { p.Splitting = data.Splitting(how); return p.Splitting.Check() })
	flags.Int64Var(&p.Seed, "seed", 1, "seed of weights, shuffles, dropout and augmentation")
	flags.Float64Var(&p.Rate, "rate", 0.001, "learning rate")
	flags.BoolVar(&p.Dedupe, "dedupe", false, "drop training images that repeat an earlier one with the same label")
	flags.BoolVar(&p.ShuffleLabels, "shuffle-labels", false,
		"train on labels in a random order: what is learned then is learned by heart")
	flags.IntVar(&p.Limit, "limit", 0, "train on only the first `N` images (0: all)")
}

// optimizerFlags choose what turns gradients into steps.
func optimizerFlags(flags *flag.FlagSet) func(p *plan.Plan) error {
	name := flags.String("optimizer", "adam",
		"adam, adamw, sgd or rmsprop, with Keras' defaults except for the rate, which is -rate")
	momentum := flags.Float64("momentum", 0,
		"with -optimizer sgd: how much of the last step goes into the next, for example 0.9")
	nesterov := flags.Bool("nesterov", false, "with -momentum: take the gradient where the momentum leads (Nesterov)")
	return func(p *plan.Plan) error {
		if *name != plan.KindSGD && (*momentum != 0 || *nesterov) {
			return errors.New("-momentum and -nesterov belong to -optimizer sgd")
		}
		switch *name {
		case plan.KindAdam:
		case "adamw":
			plan.AdamW()(p)
		case plan.KindSGD:
			p.Optimizer = &plan.Optimizer{Kind: plan.KindSGD, Momentum: *momentum, Nesterov: *nesterov}
		case plan.KindRMSprop:
			plan.RMSprop()(p)
		default:
			return fmt.Errorf("there is no optimizer %q; the optimizers are adam, adamw, sgd and rmsprop", *name)
		}
		return nil
	}
}

// stopFlags are Keras' EarlyStopping.
func stopFlags(flags *flag.FlagSet) func() (*plan.Stopping, error) {
	var e plan.Stopping
	flags.StringVar(&e.Monitor, "monitor", "val_loss",
		"with -patience: the figure to watch, loss, accuracy, val_loss or val_accuracy")
	flags.IntVar(&e.Patience, "patience", 0,
		"stop early when the monitored figure has not improved for `N` epochs (0: never)")
	flags.Float64Var(&e.MinDelta, "min-delta", 0, "with -patience: what counts as an improvement")
	flags.BoolVar(&e.Restore, "restore-best", false, "with -patience: evaluate with the best epoch's weights")
	return func() (*plan.Stopping, error) {
		if e.Patience == 0 {
			if e != (plan.Stopping{Monitor: "val_loss"}) {
				return nil, errors.New("-monitor, -min-delta and -restore-best belong to early stopping; add -patience, for example -patience 5")
			}
			return nil, nil
		}
		return &e, nil
	}
}

// scheduleFlags move the learning rate; the plan's check says when two schedules are asked for.
func scheduleFlags(flags *flag.FlagSet) plan.Option {
	var s plan.Schedule
	flags.IntVar(&s.Cosine, "cosine", 0, "let the rate fall along a cosine to zero over `N` epochs")
	flags.IntVar(&s.Warmup, "warmup", 0, "let the rate rise linearly over the first `N` epochs")
	decay := plan.Decay{}
	flags.IntVar(&decay.Every, "step-decay", 0, "multiply the rate by -step-decay-factor every `N` epochs")
	flags.Float64Var(&decay.Factor, "step-decay-factor", 0.5, "with -step-decay: above 0, at most 1")
	patience := flags.Int("reduce-on-plateau", 0,
		"multiply the rate by -reduce-on-plateau-factor when val_loss has not improved for `N` epochs")
	factor := flags.Float64("reduce-on-plateau-factor", 0.1, "with -reduce-on-plateau: between 0 and 1")
	return func(p *plan.Plan) {
		if decay.Every != 0 {
			s.StepDecay = &decay
		}
		if s != (plan.Schedule{}) {
			p.Schedule = &s
		}
		if *patience != 0 {
			plan.ReduceOnPlateau("val_loss", *factor, *patience)(p)
		}
	}
}

// augmentFlags change the training images a little in every step.
func augmentFlags(flags *flag.FlagSet) func() *plan.Augment {
	var a plan.Augment
	flags.IntVar(&a.Shift, "shift", 0, "augmentation: move images by up to `N` pixels in each direction")
	flags.BoolVar(&a.Flip, "flip", false, "augmentation: mirror half of the images left to right")
	flags.Float64Var(&a.Erase, "erase", 0, "augmentation: share of images that lose a random rectangle")
	flags.Float64Var(&a.Rotate, "rotate", 0, "augmentation: turn images by up to `N` degrees")
	return func() *plan.Augment {
		if a == (plan.Augment{}) {
			return nil
		}
		return &a
	}
}
