package study

import (
	"context"
	"os"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Study is one set of data with the store of what was computed on it.
type Study struct {
	Data  data.Dataset
	Store runs.Store
	// Executor computes what is not stored yet.
	Executor execute.Executor
	// Display shows slow verbs while they work; nil shows nothing.
	Display Display
	// Features hears how far the extraction of frozen features is, Download of bytes of a weight file; nil for nobody.
	Features func(what string, done, total int)
	Download func(done, total int64)
	// Log is where trainings write their figures epoch by epoch: FILE.csv or execute.TensorBoard and a folder; empty for
	// nowhere. A folder takes any number of runs, a file one. Stored runs are written too.
	Log string
	// Quick takes few images and shortens every plan to seconds (FMNIST_QUICK=1); the short plans are other runs.
	Quick bool

	remarked *remarked // shared by copies
	side     int       // trainings that work side by side; their memory was looked at together
}

// Open loads the data and opens the default store. The executor computes what is not there yet, and downloads the data
// if it can and nobody else does.
func Open(ctx context.Context, executor execute.Executor, o data.Options) (*Study, error) {
	if fetcher, ok := executor.(execute.Fetcher); ok && o.Download == nil {
		o.Download = fetcher.FetchData
	}
	if err := execute.Ready(executor); err != nil {
		return nil, err
	}
	d, err := data.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	store, err := Store()
	if err != nil {
		return nil, err
	}
	s := &Study{remarked: new(remarked), Data: d, Store: store, Executor: executor, Quick: QuickAsked()}
	if s.Quick {
		s.Data.Train, s.Data.Test = d.Train.Take(quickImages), d.Test.Take(quickTests)
	}
	return s, nil
}

// Store is the default run store.
func Store() (runs.Store, error) { return runs.Open("") }

// QuickAsked reports whether FMNIST_QUICK asks for short plans.
func QuickAsked() bool { v := os.Getenv("FMNIST_QUICK"); return v != "" && v != "0" }

// Quick studies have enough images to run every line of code, in a second or two on two cores.
const (
	quickImages = 1024
	quickTests  = 512
	quickEpochs = 2
	quickSteps  = 16 // an epoch, where the plan says how many
)

// Short is the plan as this study trains it: shortened where FMNIST_QUICK asks for it.
func (s *Study) Short(p plan.Plan) plan.Plan {
	if s.Quick && !p.Quick {
		p.Quick, p.Epochs, p.Steps = true, min(p.Epochs, quickEpochs), min(p.Steps, quickSteps)
	}
	return p
}

// place is where the study's jobs find their data and leave their results.
func (s *Study) place() execute.Place { return execute.Place{Store: s.Store, Data: s.Data} }

// watch makes the listeners of one job.
func (s *Study) watch(progress plan.Progress) execute.Watch {
	return execute.Watch{Progress: progress, Features: s.Features, Download: s.Download}
}

// spoken hears only what the user should know, such as that it waits for another process; nil for nobody.
func (s *Study) spoken() plan.Progress {
	if s.Display == nil {
		return nil
	}
	return spoken{to: s.Display.Training}
}

type spoken struct {
	plan.Silent
	to func() plan.Progress
}

func (s spoken) Say(sentence string) { s.to().Say(sentence) }

// progress is the display of one training; nil shows nothing.
func (s *Study) progress() plan.Progress {
	if s.Display == nil {
		return nil
	}
	return s.Display.Training()
}
