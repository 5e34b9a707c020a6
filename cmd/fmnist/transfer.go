package main

import (
	"flag"
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/reports"
	"github.com/gofmnist/gofmnist/fmnist/show"

	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var transferCommand = command{"transfer", "-base NAME [flags]", "trains a head on a frozen pretrained network",
	transferVerb}

func transferVerb(flags *flag.FlagSet) func(call) error {
	base := flags.String("base", "vgg16", "vgg16, resnet50, resnet152v2, efficientnetb1 or squeezenet")
	head := flags.String("head", "report1", "report1, report2, dense256 or linear")
	scaling := flags.String("preprocess", "keras", "keras: the network's own; report: divide by 255 and nothing else")
	weights := flags.String("weights", "", "weight file, or random:SEED; empty: FMNIST_WEIGHTS, the cache, the download")
	from := flags.String("unfreeze", "", "fine-tune: train this layer and all later ones too")
	log := logFlag(flags)
	p := plan.Plan{}
	basicFlags(flags, &p)
	return func(c call) error {
		h, err := reports.Head(*base, *head)
		if err != nil {
			return err
		}
		if h, err = study.WithWeights(h, *weights); err != nil {
			return err
		}
		h.Base.From = *from
		if h.Base.Scaling = *scaling; *scaling != string(backbone.Keras) && *scaling != string(backbone.Report) {
			return fmt.Errorf("there is no preprocessing %q; use keras or report", *scaling)
		}
		if *head == "report2" {
			h.Base.Resize = nets.Pad32
		}
		return c.transfer(p.With(plan.Name(*base+"-"+*head+"-"+*scaling)).On(h), h, *log)
	}
}

// transferred is the object that transfer prints.
type transferred struct {
	trained
	FeatureSeconds float64            `json:"feature_seconds"`
	HeadParams     int                `json:"head_params"`
	FrozenParams   int                `json:"frozen_params"`
	Diagnosis      *metrics.Diagnosis `json:"diagnosis,omitempty"`
}

func (c call) transfer(p plan.Plan, h plan.Head, log string) error {
	s, err := c.study()
	if err != nil {
		return err
	}
	s.Log = log
	summary, err := study.Summary(h)
	if err != nil {
		return err
	}
	r, err := s.Train(c.ctx, p)
	if err != nil {
		return err
	}
	t := transferred{trained: trainedOf(r, s), HeadParams: summary.Trainable, FrozenParams: summary.NonTrainable}
	text := r.String()
	if r.Tested && h.Base.From == "" {
		if t.FeatureSeconds, err = s.FeatureSeconds(c.ctx, p); err != nil {
			return err
		}
		d, err := s.Diagnose(c.ctx, r)
		if err != nil {
			return err
		}
		t.Diagnosis = &d
		text = fmt.Sprintf("%s\nfeatures computed in %.0f s; %s\n%s", text, t.FeatureSeconds, d.Verdict,
			show.DiagnosisTable(r.Name, d).Text())
	}
	return c.print(t, text)
}
