package study

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/execute"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// meeting is an executor whose first n trainings begin together, and whose training number fails fails.
type meeting struct {
	execute.Executor
	n, fails int
	mu       sync.Mutex
	came     int
	all      chan bool // closed when n came
}

func meet(n int) *meeting { return &meeting{Executor: local.Executor{}, n: n, all: make(chan bool)} }

func (m *meeting) Train(ctx context.Context, at execute.Place, p plan.Plan, w execute.Watch) (execute.Trained, error) {
	m.mu.Lock()
	m.came++
	came := m.came
	m.mu.Unlock()
	if came == m.n {
		close(m.all)
	}
	select {
	case <-m.all:
	case <-time.After(time.Minute):
		return execute.Trained{}, fmt.Errorf("training %d waits for %d others in vain", came, m.n)
	}
	if came == m.fails {
		return execute.Trained{}, errors.New("the disk is full")
	}
	return m.Executor.Train(ctx, at, p, w)
}

// Folds and seeds that are trained side by side are those that are trained one after another, to the last bit.
func TestSideBySideGivesTheSameBits(t *testing.T) {
	ctx, p := context.Background(), small.With(plan.Epochs(1))
	one, side := smallStudy(t), smallStudy(t)
	side.Executor = meet(3)
	want, err := one.CrossValidate(ctx, p, 4, Stratified)
	if err != nil {
		t.Fatal(err)
	}
	got, err := side.CrossValidate(ctx, p, 4, Stratified, Parallel(3))
	if err != nil || got.Mean != want.Mean || got.SD != want.SD || len(got.Folds) != 4 {
		t.Fatalf("%v %v, want %v", got, err, want)
	}
	for i, r := range got.Folds {
		a, err := r.Result.Probabilities()
		b, err2 := want.Folds[i].Result.Probabilities()
		if err != nil || err2 != nil || !slices.Equal(a, b) || r.Fold() != i+1 || r.Cached {
			t.Errorf("fold %d: %v %v", i+1, err, err2)
		}
		for e, epoch := range r.History {
			other := want.Folds[i].History[e]
			if epoch.Loss != other.Loss || *epoch.ValLoss != *other.ValLoss || epoch.Accuracy != other.Accuracy {
				t.Errorf("fold %d, epoch %d: %v, want %v", i+1, e+1, epoch, other)
			}
		}
	}
	wanted, err := one.Repeat(ctx, p, 3)
	if err != nil {
		t.Fatal(err)
	}
	side.Executor = meet(2)
	seeds, err := side.Repeat(ctx, p, 3, Parallel(2))
	if err != nil || !slices.Equal(seeds.Accuracies(), wanted.Accuracies()) || seeds.Mean != wanted.Mean {
		t.Errorf("%v %v, want %v", seeds, err, wanted)
	}
}

// A search whose trials are trained side by side has the leaderboard of one that trains trial by trial, and the same
// trials come from stored runs.
func TestSearchSideBySide(t *testing.T) {
	halving, err := hyperband.ASHA(9, 9, 3)
	if err != nil {
		t.Fatal(err)
	}
	for name, schedule := range map[string]hyperband.Schedule{"hyperband": bands(t, 9), "asha": halving} {
		one, side := tuneStudy(t, t.TempDir()), tuneStudy(t, t.TempDir())
		side.Executor = meet(3)
		want, err := one.Tune(context.Background(), tuneSpace, tuneBuild, schedule)
		if err != nil {
			t.Fatal(err)
		}
		got, err := side.Tune(context.Background(), tuneSpace, tuneBuild, schedule, Parallel(3))
		if err != nil || board(got) != board(want) || got.String() != want.String() {
			t.Errorf("%s: %v\n%v\n%swant\n%v\n%s", name, err, got, board(got), want, board(want))
		}
	}
}

// One parameter that changes nothing gives one plan for several points: it is trained once, whatever is at work.
func TestSideBySideTrainsAPlanOnce(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	schedule, err := hyperband.RandomSearch(6, 1)
	if err != nil {
		t.Fatal(err)
	}
	same := func(hyperband.Point) plan.Plan { return tuneBuild(points(t)[0]) }
	search, err := s.Tune(context.Background(), tuneSpace, same, schedule, Parallel(3))
	if err != nil || stored(search) != 5 {
		t.Errorf("%v %v: %d of 6 trials come from the one run", search, err, stored(search))
	}
}

// A trial that fails is a failed trial, and three in a row end the search, as one after another.
func TestFailuresSideBySide(t *testing.T) {
	want := tune(t, tuneStudy(t, t.TempDir()), tuneSpace, wild(t, 0, 1), 3)
	got := tune(t, tuneStudy(t, t.TempDir()), tuneSpace, wild(t, 0, 1), 3, Parallel(3))
	if board(got) != board(want) || len(got.Trials()) != 5 || got.String() != want.String() {
		t.Errorf("%v\n%swant\n%v\n%s", got, board(got), want, board(want))
	}
	s := tuneStudy(t, t.TempDir())
	search, err := s.Tune(context.Background(), tuneSpace, wild(t, 0, 1, 2), bands(t, 3), Parallel(2))
	if !errors.Is(err, hyperband.ErrFailures) || search.Interrupted {
		t.Errorf("%v, %v", search, err)
	}
}

// A disk that is full ends the work of one fold or trial; those at work are trained to the end and kept.
func TestErrorSideBySide(t *testing.T) {
	s := smallStudy(t)
	m := meet(3)
	m.fails, s.Executor = 2, m
	if _, err := s.CrossValidate(context.Background(), small, 4, Parallel(3)); err == nil ||
		err.Error() != "the disk is full" {
		t.Errorf("got %v", err)
	}
	if list, err := s.Store.List(); err != nil || len(list) != 2 || list[0].Epochs != 2 || list[1].Epochs != 2 {
		t.Errorf("%v %v; want the two folds that were at work", list, err)
	}
	s = tuneStudy(t, t.TempDir())
	m = meet(3)
	m.fails, s.Executor = 2, m
	search, err := s.Tune(context.Background(), tuneSpace, tuneBuild, bands(t, 3), Parallel(3))
	if err == nil || !strings.HasSuffix(err.Error(), "the disk is full") || len(search.Trials()) != 2 {
		t.Errorf("%v %v", search, err)
	}
}

// Stopped side by side again and again, a search and a cross-validation go on where they were and end as if nothing had
// been.
func TestSideBySideStopped(t *testing.T) {
	whole := tune(t, tuneStudy(t, t.TempDir()), tuneSpace, tuneBuild, 9)
	s, stops := tuneStudy(t, t.TempDir()), 0
	for ; ; stops++ {
		ctx, cancel := context.WithCancel(context.Background())
		left, epochs := 4, 1_000_000
		s.Display = stop{gates{&gate{left: &epochs}}, &left, cancel}
		search, err := s.Tune(ctx, tuneSpace, tuneBuild, bands(t, 9), Parallel(3))
		cancel()
		if err != nil {
			t.Fatal(err)
		}
		if !search.Interrupted {
			if board(search) != board(whole) {
				t.Errorf("got\n%s\nwant\n%s", board(search), board(whole))
			}
			break
		}
	}
	if stops < 3 {
		t.Errorf("stopped %d times", stops)
	}
}

func TestSideBySideRefusals(t *testing.T) {
	ctx, s := context.Background(), smallStudy(t)
	_, none := s.CrossValidate(ctx, small, 3, Parallel(0))
	_, less := s.Repeat(ctx, small, 3, Parallel(-2))
	_, kept := s.CrossValidate(ctx, small, 3, KeepWeights, Parallel(2))
	_, search := s.Tune(ctx, tuneSpace, tuneBuild, bands(t, 3), Parallel(0))
	for err, want := range map[error]string{none: "0 trainings side by side are too few", less: "-2 trainings",
		kept: "each fold begins with those of the one before it", search: "0 trainings side by side are too few"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if list, err := s.Store.List(); err != nil || len(list) != 0 {
		t.Errorf("%v %v; nothing should have begun", list, err)
	}
	var said []string
	s.Display = &seriesSayer{said: &said}
	if _, err := s.Repeat(ctx, small.With(plan.Epochs(1)), 2, Parallel(1000)); err != nil ||
		!strings.Contains(strings.Join(said, "\n"), "1000 trainings side by side are more than the ") {
		t.Errorf("%v, %q", err, said)
	}
}

// seriesSayer keeps what is said about a series.
type seriesSayer struct {
	gates
	said *[]string
}

func (s *seriesSayer) Series(string, int) SeriesDisplay { return saying{said: s.said} }

type saying struct {
	plan.Silent
	said *[]string
}

func (s saying) Begin(int) plan.Progress { return s }
func (s saying) Close()                  {}
func (s saying) Say(sentence string)     { *s.said = append(*s.said, sentence) }
