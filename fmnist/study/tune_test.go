package study

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/local"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Small enough for a search a second: a dense network on made-up garments.
var (
	tuneData  = data.Synthetic(300, 50, 7)
	tuneSpace = hyperband.Space{hyperband.Int("units", 4, 32), hyperband.Float("rate", 1e-4, 1e-1).Log()}
)

func tuneBuild(p hyperband.Point) plan.Plan {
	net := nets.New("dense", nets.Flatten, nets.Dense(p.Int("units")), nets.ReLU, nets.Dense(10))
	return plan.Plan{Net: net, Batch: 32, Validation: 0.2, Seed: 5, Rate: p.Float("rate")}
}

// bands is a Hyperband of 6 trials and 11 epochs: 3 for 1 epoch, 1 of them for 3, and 2 for 3.
func bands(t testing.TB, epochs int) hyperband.Schedule {
	t.Helper()
	schedule, err := hyperband.Hyperband(epochs, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

func tuneStudy(t testing.TB, dir string) *Study {
	t.Helper()
	store, err := runs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return &Study{Data: tuneData, Store: store, Executor: local.Executor{}}
}

func tune(t testing.TB, s *Study, space hyperband.Space, build func(hyperband.Point) plan.Plan, epochs int,
	options ...TuneOption) *Search {
	t.Helper()
	search, err := s.Tune(context.Background(), space, build, bands(t, epochs), options...)
	if err != nil {
		t.Fatal(err)
	}
	return search
}

// stored counts the trials that needed no training.
func stored(s *Search) (n int) {
	for _, t := range s.Trials() {
		if t.Stored {
			n++
		}
	}
	return n
}

func TestTuneExtendsRunsAndScoresTheTrialsOwnEpochs(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	search := tune(t, s, tuneSpace, tuneBuild, 3)
	trials := search.Trials()
	if len(trials) != 6 || stored(search) != 0 {
		t.Fatalf("%d trials, %d stored", len(trials), stored(search))
	}
	byID := map[string]Trial{}
	for _, trial := range trials {
		byID[trial.ID] = trial
		p, err := search.plan(trial.Trial)
		if err != nil {
			t.Fatal(err)
		}
		run, err := s.Train(context.Background(), p)
		if err != nil || !run.Cached {
			t.Fatalf("trial %s is not an ordinary run: %v", trial.ID, err)
		}
		best := math.Inf(-1)
		for _, e := range run.History[trial.FromEpoch:] {
			best = max(best, *e.ValAccuracy)
		}
		if trial.Score != best || run.History[trial.Epoch-1].Figure("val_accuracy") != best {
			t.Errorf("trial %s scores %v in epoch %d, want %v", trial.ID, trial.Score, trial.Epoch, best)
		}
	}
	promoted := byID["0003"]
	if promoted.Parent == "" || promoted.Run != byID[promoted.Parent].Run {
		t.Errorf("the promoted trial trained %s instead of going on with %s", promoted.Run, byID[promoted.Parent].Run)
	}
	again := tune(t, s, tuneSpace, tuneBuild, 3)
	if stored(again) != 6 || board(again) != board(search) {
		t.Errorf("the replay has %d stored trials and the leaderboard\n%s\nwant\n%s", stored(again), board(again),
			board(search))
	}
	if best := search.Best(); best.Epochs != 3 || best.Rate != search.Top(1)[0].Point.Float("rate") {
		t.Errorf("the best plan is %+v", best)
	}
}

// board is a leaderboard without what may differ between searches: times and whether a trial was stored.
func board(s *Search) string {
	var lines strings.Builder
	for _, t := range s.Top(100) {
		fmt.Fprintln(&lines, t.ID, t.Score, t.Epoch, t.Bracket, t.FromEpoch, t.ToEpoch, t.Point.Key(), t.Run)
	}
	return lines.String()
}

func TestAnotherSearchStartsAfresh(t *testing.T) {
	s := tuneStudy(t, t.TempDir())
	two := func(epochs int, space hyperband.Space, build func(hyperband.Point) plan.Plan,
		options ...TuneOption) *Search {
		t.Helper()
		schedule, err := hyperband.RandomSearch(2, epochs)
		if err != nil {
			t.Fatal(err)
		}
		search, err := s.Tune(context.Background(), space, build, schedule, options...)
		if err != nil {
			t.Fatal(err)
		}
		return search
	}
	two(2, tuneSpace, tuneBuild)
	wider := hyperband.Space{hyperband.Int("units", 40, 60), tuneSpace[1]}
	seeded := func(p hyperband.Point) plan.Plan { return tuneBuild(p).With(plan.Seed(6)) }
	for what, n := range map[string]int{
		"space": stored(two(2, wider, tuneBuild)), "plan": stored(two(2, tuneSpace, seeded)),
		"seed": stored(two(2, tuneSpace, tuneBuild, SearchSeed(100))),
	} {
		if n != 0 {
			t.Errorf("with another %s, %d trials come from stored runs", what, n)
		}
	}
	if n := stored(two(1, tuneSpace, tuneBuild)); n != 2 {
		t.Errorf("%d of 2 shorter trials of the same points come from stored runs", n)
	}
}

// countdown is a context that ends when it has been asked so often: between two steps, whichever they are.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

func TestTuneInterrupted(t *testing.T) {
	whole := tune(t, tuneStudy(t, t.TempDir()), tuneSpace, tuneBuild, 3)
	s := tuneStudy(t, t.TempDir())
	stops := 0
	for {
		search, err := s.Tune(&countdown{context.Background(), 30}, tuneSpace, tuneBuild, bands(t, 3))
		if err != nil {
			t.Fatal(err)
		}
		if !search.Interrupted {
			if board(search) != board(whole) {
				t.Errorf("got\n%s\nwant\n%s", board(search), board(whole))
			}
			break
		}
		if stops++; !strings.Contains(search.String(), "run it again to go on") || len(search.Trials()) > 5 {
			t.Errorf("it says %q", search)
		}
	}
	if stops < 3 {
		t.Errorf("%d interrupts: the countdown is too long for this test", stops)
	}
}
