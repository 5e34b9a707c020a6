package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

var trainCommand = command{"train", "[flags]", "trains a network, or answers from its stored run", func(flags *flag.FlagSet) func(call) error {
	plan := planFlags(flags)
	return func(c call) error {
		if err := c.noArguments(); err != nil {
			return err
		}
		p, err := plan()
		if err != nil {
			return err
		}
		return c.train(p)
	}
}}

var runCommand = command{"run", "PLAN.json", "trains exactly the plan in a file, the unit of work for clusters", func(*flag.FlagSet) func(call) error {
	return func(c call) error {
		if len(c.args) != 1 {
			return errors.New("give one plan file: fmnist run PLAN.json")
		}
		text, err := os.ReadFile(c.args[0])
		if err != nil {
			return fmt.Errorf("the plan cannot be read: %w", err)
		}
		p, err := parsePlan(text)
		if err != nil {
			return fmt.Errorf("%s: %w", c.args[0], err)
		}
		return c.train(p)
	}
}}

// parsePlan reads a plan; a misspelt field is an error, not a default.
func parsePlan(text []byte) (p train.Plan, err error) {
	if err := strictJSON(text, &p); err != nil {
		return p, fmt.Errorf("this is not a plan: %w; fmnist train -plan-only prints one", err)
	}
	return p, nil
}

// planFlags are the flags that describe a plan.
func planFlags(flags *flag.FlagSet) func() (train.Plan, error) {
	net := flags.String("net", "lenet5", "network: lenet5, lenet5-dropout, lenet5-wide, lenet5-best, lenet5-1998 or linear")
	var p train.Plan
	flags.IntVar(&p.Epochs, "epochs", 10, "epochs in all; more than before extends the stored run")
	flags.IntVar(&p.Batch, "batch", 128, "images per step")
	flags.Float64Var(&p.Validation, "validation", 0.1, "share of the training images kept for validation, the last ones")
	flags.Int64Var(&p.Seed, "seed", 1, "seed of weights, shuffles and dropout")
	flags.Float64Var(&p.Rate, "rate", 0.001, "Adam's learning rate")
	flags.IntVar(&p.Limit, "limit", 0, "train on the first so many images only (0: all)")
	dropout := flags.Float64("dropout", 0, "dropout after every hidden dense layer (0: as the network has it)")
	flags.StringVar(&p.KeepBest, "keep-best", "", "evaluate with the epoch that is best by this figure, for example val_accuracy")
	patience := flags.Int("patience", 0, "stop early when val_loss has not improved for so many epochs (0: never)")
	flags.Float64Var(&p.WeightDecay, "weight-decay", 0, "AdamW's weight decay")
	flags.Float64Var(&p.LabelSmoothing, "label-smoothing", 0, "share of the uniform distribution in the targets")
	return func() (train.Plan, error) {
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
		if *patience != 0 {
			p = p.With(train.StopEarly("val_loss", *patience))
		}
		return p, nil
	}
}

// trained is the object that train and run print.
type trained struct {
	Run           string        `json:"run"`
	Cached        bool          `json:"cached"`
	Epochs        int           `json:"epochs"`
	EpochsTrained int           `json:"epochs_trained"`
	Seconds       float64       `json:"seconds"`
	MsPerStep     float64       `json:"ms_per_step"`
	History       train.History `json:"history"`
	TestLoss      *float64      `json:"test_loss,omitempty"`
	TestAccuracy  *float64      `json:"test_accuracy,omitempty"`
	Backend       string        `json:"backend"`
	Interrupted   bool          `json:"interrupted,omitempty"`
	Stopped       bool          `json:"stopped_early,omitempty"`
	Chosen        int           `json:"chosen_epoch,omitempty"`
	Synthetic     bool          `json:"synthetic_data,omitempty"`
}

// study opens data and store; remarks and progress go to standard error.
func (c call) study() (*study.Study, error) {
	s, err := study.Open(c.ctx, data.Options{Progress: downloadLine(c.notes)})
	if err != nil {
		return nil, err
	}
	for _, note := range s.Data.Notes {
		fmt.Fprintln(c.notes, "fmnist:", note)
	}
	s.Show = func() train.Progress { return study.Lines(c.notes) }
	weights := downloadLine(c.notes)
	s.Download = func(done, total int64) { weights("weights", done, total) }
	s.Features = featureLine(c.notes)
	return s, nil
}

func (c call) train(p train.Plan) error {
	s, err := c.study()
	if err != nil {
		return err
	}
	r, err := s.Train(c.ctx, p)
	if err != nil {
		return err
	}
	return c.print(trainedOf(r, s), r.String())
}

func trainedOf(r *study.Run, s *study.Study) trained {
	t := trained{Run: r.Name, Cached: r.Cached, Epochs: r.Epochs, EpochsTrained: r.EpochsTrained, Seconds: r.Seconds(),
		MsPerStep: r.MsPerStep(), History: train.Columns(r.History), Backend: r.Backend, Interrupted: r.Interrupted,
		Stopped: r.Stopped, Chosen: r.Chosen, Synthetic: s.Data.Synthetic}
	if r.Tested {
		t.TestLoss, t.TestAccuracy = &r.TestLoss, &r.TestAccuracy
	}
	return t
}
