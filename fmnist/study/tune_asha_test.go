package study

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

func asha(t testing.TB, trials int) hyperband.Schedule {
	t.Helper()
	schedule, err := hyperband.ASHA(trials, 9, 3)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

func tuneASHA(t testing.TB, s *Study, trials int) *Search {
	t.Helper()
	search, err := s.Tune(context.Background(), tuneSpace, tuneBuild, asha(t, trials))
	if err != nil {
		t.Fatal(err)
	}
	return search
}

// Workers that each ask for one plan at a time, in any order and with stragglers, never find nothing to do while points
// are left; what they store answers the search of one process, which stopped anywhere goes on.
func TestASHAPlansForWorkers(t *testing.T) {
	const points = 12
	whole := tuneASHA(t, tuneStudy(t, t.TempDir()), points)
	if p := whole.State().Progress(); p.Trials < points+4+1 || p.Trials != p.OfTrials {
		t.Fatalf("%+v", p)
	}
	s, random := tuneStudy(t, t.TempDir()), rand.New(rand.NewPCG(1, 5))
	promoted := false
	for {
		plans, search, err := s.TunePlans(tuneSpace, tuneBuild, asha(t, points))
		if err != nil {
			t.Fatal(err)
		}
		if len(plans) == 0 {
			break
		}
		drawn := 0
		for _, trial := range search.State().Results() {
			if trial.Round == 0 {
				drawn++
			}
		}
		promoted = promoted || drawn < points && plans[0].Epochs > 1
		if drawn < points && len(plans) < points-drawn {
			t.Errorf("%d points of %d are there, and only %d plans to train", drawn, points, len(plans))
		}
		if _, err := s.Train(context.Background(), plans[random.IntN(min(len(plans), 4))]); err != nil {
			t.Fatal(err)
		}
	}
	if !promoted {
		t.Error("nothing was promoted before the first round was full")
	}
	filled := tuneASHA(t, s, points)
	if stored(filled) != len(filled.Trials()) || board(filled) != board(whole) {
		t.Errorf("got\n%s\nwant\n%s", board(filled), board(whole))
	}
}

// stop ends a search when so many trials began.
type stop struct {
	gates
	left   *int
	cancel context.CancelFunc
}

func (s stop) Search(*Search) SearchDisplay { return s }
func (s stop) Begin(hyperband.Trial) plan.Progress {
	if *s.left--; *s.left < 0 {
		s.cancel()
	}
	return s.gate
}

// Stopped after every second trial, ASHA goes on from the store and ends as if nothing had been.
func TestASHAStopped(t *testing.T) {
	whole := tuneASHA(t, tuneStudy(t, t.TempDir()), 9)
	s, stops := tuneStudy(t, t.TempDir()), 0
	for {
		ctx, cancel := context.WithCancel(context.Background())
		left, epochs := 2, 1_000_000
		s.Display = stop{gates{&gate{left: &epochs}}, &left, cancel}
		search, err := s.Tune(ctx, tuneSpace, tuneBuild, asha(t, 9))
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
		stops++
	}
	if stops < 5 {
		t.Errorf("stopped %d times", stops)
	}
}

// elsewhere plays another process, which trains something when the first trial begins.
type elsewhere struct {
	gates
	begun map[string]bool
	train func()
}

func (e elsewhere) Search(*Search) SearchDisplay { return e }
func (e elsewhere) Begin(t hyperband.Trial) plan.Progress {
	if len(e.begun) == 0 {
		e.train()
	}
	e.begun[t.ID] = true
	return e.gate
}

// Results that come early promote trials that one process alone would not promote. They are trained, the search ends as
// that of one process, and so does one over runs that other searches have trained further.
func TestASHAAnswersAsOneProcess(t *testing.T) {
	const points = 20
	whole := tuneASHA(t, tuneStudy(t, t.TempDir()), points)
	s, other, epochs := tuneStudy(t, t.TempDir()), map[string]bool{}, 1_000_000
	others := *s
	s.Display = elsewhere{gates{&gate{left: &epochs}}, other, func() {
		first := whole.Trials()[1:points]
		slices.SortFunc(first, func(a, b Trial) int { return cmp.Compare(a.Score, b.Score) })
		for i, trial := range first[:points/2] { // the worst, and every second for longer than it deserves
			if _, err := others.Train(context.Background(), tuneBuild(trial.Point).With(plan.Epochs(1+8*(i%2)))); err != nil {
				t.Error(err)
			}
		}
	}}
	search := tuneASHA(t, s, points)
	if board(search) != board(whole) {
		t.Errorf("got\n%s\nwant\n%s", board(search), board(whole))
	}
	extra := 0
	for id := range other {
		if _, used := search.trials[id]; !used {
			extra++
		}
	}
	if n := stored(search); extra == 0 || n < points/2 {
		t.Errorf("%d trials were promoted by the order of results alone, and %d are stored", extra, n)
	}
}

// ashaIn, when set, makes the test binary search in that store with ASHA, beside other processes.
const ashaIn = "FMNIST_TEST_ASHA_IN"

func init() {
	dir := os.Getenv(ashaIn)
	if dir == "" {
		return
	}
	store, err := runs.Open(dir)
	if err == nil {
		var schedule hyperband.Schedule
		if schedule, err = hyperband.ASHA(20, 9, 3); err == nil {
			s := &Study{Data: tuneData, Store: store, Executor: local.Executor{}}
			var search *Search
			if search, err = s.Tune(context.Background(), tuneSpace, tuneBuild, schedule); err == nil {
				fmt.Print(board(search))
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// Three processes that search on one store share the work, and all of them say what one alone says.
func TestASHAInProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("three processes")
	}
	dir := t.TempDir()
	var out [3]strings.Builder
	var processes []*exec.Cmd
	for i := range out {
		cmd := exec.Command(os.Args[0])
		cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), ashaIn+"="+dir), &out[i], os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		processes = append(processes, cmd)
	}
	for _, cmd := range processes {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	want := board(tuneASHA(t, tuneStudy(t, t.TempDir()), 20))
	for i := range out {
		if out[i].String() != want {
			t.Errorf("process %d: got\n%s\nwant\n%s", i, out[i].String(), want)
		}
	}
}
