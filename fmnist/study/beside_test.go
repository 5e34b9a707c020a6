package study

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// files are the names and contents of all files of a run.
func files(t *testing.T, dir string) (text string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		text += path + "\n" + string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// An epoch that is there is tested from its own weights while another process trains the run on: nothing is waited for,
// nothing written into the run, and the figures are those of a test with the lock. Where the weights were not kept, it
// waits and says why.
func TestPrefixIsTestedBesideATraining(t *testing.T) {
	s, other, first, second := smallStudy(t), smallStudy(t), small.With(plan.Epochs(1)), small.With(plan.Epochs(2))
	want := trainSmall(t, other, first)
	trainSmall(t, s, small.With(plan.Epochs(3)))
	id, err := plan.ID(first, s.Data)
	if err != nil {
		t.Fatal(err)
	}
	held, err := s.Store.Acquire(context.Background(), id, first, nil)
	if err != nil {
		t.Fatal(err)
	}
	held.Drop(trained.EpochSlot(2))
	held.Update(func(m *runs.Meta) { m.Status = runs.Training })
	if err := held.Commit(); err != nil {
		t.Fatal(err)
	}
	before := files(t, held.Dir())
	var said []string
	s.Display = sayer{said: &said}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for range 2 { // the second time from the store
		r, err := s.Train(ctx, first)
		if err != nil || r.Interrupted || r.TestLoss != want.TestLoss || r.TestAccuracy != want.TestAccuracy ||
			!slices.Equal(r.Predictions().Probabilities, want.Predictions().Probabilities) || r.TestClass == "" {
			t.Fatalf("%v %v, want %v; said %q", r, err, want, said)
		}
	}
	if len(said) > 0 || files(t, held.Dir()) != before {
		t.Errorf("the run was written, or waited for: %q", said)
	}
	short, stop := context.WithTimeout(context.Background(), 5*time.Second) // more than it takes to ask, on any machine
	defer stop()
	r, err := s.Train(short, second)
	if all := strings.Join(said, "\n"); err != nil || !r.Interrupted ||
		!strings.Contains(all, "the weights of epoch 2 were not kept, so its test waits for the training to end") {
		t.Errorf("%v %v, said %q", r, err, said)
	}
	if err := held.Release(); err != nil {
		t.Fatal(err)
	}
	s.Display = nil
	if got := trainSmall(t, s, first); got.TestLoss != want.TestLoss {
		t.Errorf("%v, want %v", got, want)
	}
}
