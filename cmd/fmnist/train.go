package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/show"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/data/fetch"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var trainCommand = command{"train", "[flags]", "trains a network, or answers from its stored run", trainVerb}

func trainVerb(flags *flag.FlagSet) func(call) error {
	asked := planFlags(flags)
	log, mirrored := logFlag(flags), mirroredFlag(flags)
	planOnly := flags.Bool("plan-only", false, "print the plan, one JSON object, for fmnist run")
	return func(c call) error {
		p, err := asked()
		if err != nil {
			return err
		}
		if *planOnly {
			if err := logOfRuns(*log, true); err != nil {
				return err
			}
		}
		if *planOnly {
			return c.plan(p)
		}
		return c.train(p, *log, *mirrored)
	}
}

// logOfRuns refuses a log that several trainings cannot share, and one of trainings that are not made.
func logOfRuns(to string, planOnly bool) error {
	switch {
	case to != "" && planOnly:
		return errors.New("-plan-only trains nothing; give -log to fmnist run")
	case to != "" && !strings.HasPrefix(to, execute.TensorBoard):
		return fmt.Errorf("%q has room for one training, and these are several; give -log %slogs", to, execute.TensorBoard)
	}
	return execute.CheckLog(to)
}

// logFlag is where the figures of every epoch go as it ends.
func logFlag(flags *flag.FlagSet) *string {
	return flags.String("log", "", "write the figures of every epoch as it ends: FILE.csv, or tensorboard:DIR for TensorBoard's event files")
}

// mirroredFlag asks for a second test beside the first.
func mirroredFlag(flags *flag.FlagSet) *bool {
	return flags.Bool("mirrored", false, "test a second time, with the mean over every image and its mirror image")
}

// trained is the object that train and run print.
type trained struct {
	Run           string       `json:"run"`
	Cached        bool         `json:"cached"`
	Epochs        int          `json:"epochs"`
	EpochsTrained int          `json:"epochs_trained"`
	Seconds       float64      `json:"seconds"`
	MsPerStep     float64      `json:"ms_per_step"`
	History       plan.History `json:"history"`
	TestLoss      *float64     `json:"test_loss,omitempty"`
	TestAccuracy  *float64     `json:"test_accuracy,omitempty"`
	Mirrored      *evaluation  `json:"mirrored,omitempty"`
	Backend       string       `json:"backend"`
	Classes       []string     `json:"classes,omitempty"` // numeric classes of the epochs
	Interrupted   bool         `json:"interrupted,omitempty"`
	Stopped       bool         `json:"stopped_early,omitempty"`
	Chosen        int          `json:"chosen_epoch,omitempty"`
	Synthetic     bool         `json:"synthetic_data,omitempty"`
}

// study opens data and store; remarks and progress go to standard error.
func (c call) study() (*study.Study, error) {
	s, err := study.Open(c.ctx, executor, data.Options{Download: fetch.Official(downloadLine(c.notes))})
	if err != nil {
		return nil, err
	}
	s.Data = s.Data.Fixed() // no command writes to the images
	for _, note := range s.Data.Notes {
		fmt.Fprintln(c.notes, "fmnist:", note)
	}
	s.Display = show.Display{Out: c.notes}
	weights := downloadLine(c.notes)
	s.Download = func(done, total int64) { weights("weights", done, total) }
	s.Features = featureLine(c.notes)
	return s, nil
}

// evaluation is a test in another way than the usual one.
type evaluation struct {
	Loss     float64 `json:"loss"`
	Accuracy float64 `json:"accuracy"`
}

func (c call) train(p plan.Plan, log string, mirrored bool) error {
	s, err := c.study()
	if err != nil {
		return err
	}
	s.Log = log
	r, err := s.Train(c.ctx, p)
	if err != nil {
		return err
	}
	object, text := trainedOf(r, s), r.String()
	if mirrored && r.Tested {
		e, err := r.TestMirrored(c.ctx)
		if err != nil {
			return err
		}
		object.Mirrored = &evaluation{e.Loss, e.Accuracy}
		text += fmt.Sprintf("\nwith mirror images - loss: %.4f - accuracy: %.4f", e.Loss, e.Accuracy)
	}
	return c.print(object, text)
}

// plan prints a plan that fmnist run takes, once it is known to be one.
func (c call) plan(p plan.Plan) error {
	s, err := c.study()
	if err != nil {
		return err
	}
	return c.lines([]plan.Plan{p}, plan.Check(p, s.Data.Train.Len()))
}

func trainedOf(r *study.Run, s *study.Study) trained {
	t := trained{Run: r.Name, Cached: r.Cached, Epochs: r.Epochs, EpochsTrained: r.EpochsTrained, Seconds: r.Seconds(),
		MsPerStep: r.MsPerStep(), History: plan.Columns(r.History), Backend: r.Backend, Classes: r.Classes(),
		Interrupted: r.Interrupted, Stopped: r.Stopped, Chosen: r.Chosen, Synthetic: s.Data.Synthetic}
	if r.Tested {
		t.TestLoss, t.TestAccuracy = &r.TestLoss, &r.TestAccuracy
	}
	return t
}
