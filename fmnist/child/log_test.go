package child_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/exchange/tensorboard"
	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// lossSteps are the steps of a run's curve of the loss, as they lie in the log.
func lossSteps(dir, run string) (steps []int64, err error) {
	files, err := filepath.Glob(filepath.Join(dir, run, "train", "*"))
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("%v, %w; want one event file", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		return nil, err
	}
	all, err := tensorboard.Decode(raw)
	for _, s := range all {
		if s.Tag == "epoch_loss" {
			steps = append(steps, s.Step)
		}
	}
	return steps, err
}

// A training of a child writes its log as it goes on. Interrupted, continued and answered from the store, each epoch is
// there once, whether the log's folder was there before or is new.
func TestLog(t *testing.T) {
	s, _ := cell(t)
	dir, p := t.TempDir(), small.With(plan.Epochs(4))
	ctx, cancel := context.WithCancel(context.Background())
	var name string
	during := 0
	s.Log, s.Display = execute.TensorBoard+dir, gate{after: func() {
		if names, _ := os.ReadDir(dir); len(names) == 1 && during == 0 {
			name = names[0].Name()
			steps, _ := lossSteps(dir, name) // an error leaves during at 0
			during = len(steps)
		}
		cancel()
	}}
	r, err := s.Train(ctx, p)
	if err != nil || !r.Interrupted || r.Name != name || during == 0 || during >= p.Epochs {
		t.Fatalf("%v, %v; %d epochs of %q in the log while it was trained", r, err, during, name)
	}
	s.Display = nil
	fresh := t.TempDir()
	for _, to := range []string{dir, dir, fresh} { // goes on; from the store; from the store into another folder
		s.Log = execute.TensorBoard + to
		if _, err := s.Train(context.Background(), p); err != nil {
			t.Fatal(err)
		}
		if steps, err := lossSteps(to, name); !slices.Equal(steps, []int64{0, 1, 2, 3}) {
			t.Errorf("steps %v in %s, %v", steps, to, err)
		}
	}
	s.Log = "run.json"
	if _, err := s.Train(context.Background(), p); err == nil {
		t.Error("a log that cannot be written says nothing")
	}
}

// A child writes what a search tried, and reads a network from a file.
func TestFiles(t *testing.T) {
	s, _ := cell(t)
	ctx, dir := context.Background(), t.TempDir()
	schedule, err := hyperband.RandomSearch(2, 2)
	if err != nil {
		t.Fatal(err)
	}
	space := hyperband.Space{hyperband.Float("rate", 1e-4, 1e-2).Log()}
	search, err := s.Tune(ctx, space, func(p hyperband.Point) plan.Plan { return small.With(plan.Rate(p.Float("rate"))) },
		schedule)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := search.SaveHistory(ctx, filepath.Join(dir, "h.csv")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "h.csv"))
	if err != nil || strings.Count(string(text), "\n") != 5 || !strings.Contains(string(text), "point.rate") {
		t.Errorf("%v; want a header and two epochs of two trials:\n%s", err, text)
	}
	r, err := s.Train(ctx, search.Best())
	if err != nil {
		t.Fatal(err)
	}
	files, err := r.Export(ctx, filepath.Join(dir, "net.keras"))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := s.Import(ctx, execute.Import{File: files[0], Name: "theirs"})
	if err != nil || theirs.TestLoss != r.TestLoss {
		t.Errorf("%v, %v; want the figures of %v", theirs, err, r)
	}
}
