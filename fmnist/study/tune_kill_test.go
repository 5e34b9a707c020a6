package study

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/local"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// searchIn, when set, makes the test binary search in that store: a process to be killed. searchFor is how many epochs
// it trains at most before it waits for that, so that no kill comes too late on a busy machine.
const (
	searchIn  = "FMNIST_TEST_SEARCH_IN"
	searchFor = "FMNIST_TEST_SEARCH_FOR"
)

const killedEpochs = 9 // Hyperband of 23 trials and 75 epochs

func init() {
	dir := os.Getenv(searchIn)
	if dir == "" {
		return
	}
	if err := search(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func search(dir string) error {
	store, err := runs.Open(dir)
	if err != nil {
		return err
	}
	schedule, err := hyperband.Hyperband(killedEpochs, 3, 1)
	if err != nil {
		return err
	}
	left, err := strconv.Atoi(os.Getenv(searchFor))
	if err != nil {
		return err
	}
	s := &Study{Data: tuneData, Store: store, Executor: local.Executor{}, Display: gates{&gate{left: &left}}}
	_, err = s.Tune(context.Background(), tuneSpace, tuneBuild, schedule)
	return err
}

// gates shows every trial of a search to one gate.
type gates struct{ *gate }

func (g gates) Training() plan.Progress             { return g.gate }
func (g gates) Series(string, int) SeriesDisplay    { return nil }
func (g gates) Search(*Search) SearchDisplay        { return g }
func (g gates) Cost() error                         { return nil }
func (g gates) Begin(hyperband.Trial) plan.Progress { return g.gate }
func (g gates) End(Trial)                           {}
func (g gates) Close() error                        { return nil }

// gate lets so many epochs pass.
type gate struct {
	plan.Silent
	left *int
}

// Epoch waits to be killed when no epoch is left.
func (g *gate) Epoch([]plan.Epoch, []string) {
	if *g.left--; *g.left <= 0 {
		time.Sleep(time.Hour)
	}
}

// epochsIn counts the epochs in a store.
func epochsIn(t *testing.T, dir string) (epochs int) {
	store, err := runs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	list, err := store.List()
	if err != nil {
		t.Fatal(err)
	}
	for _, run := range list {
		epochs += run.Epochs
	}
	return epochs
}

// A search that is killed ten times at random moments ends with the leaderboard of an undisturbed one.
func TestKilledTenTimes(t *testing.T) {
	if testing.Short() {
		t.Skip("eleven processes")
	}
	const kills = 10
	dir := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	for k := range kills {
		// The share of the epochs that are left, halved, and one more for what goes on while this process looks.
		before, most := epochsIn(t, dir), 75
		until := before + 1 + random.IntN(max(1, (most-before)/(kills-k)/2))
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), searchIn+"="+dir, fmt.Sprintf("%s=%d", searchFor, until+1-before))
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); epochsIn(t, dir) < until && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(random.IntN(20)) * time.Millisecond) // about an epoch with its two flushes to the disk
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Errorf("kill %d came too late: %d epochs were trained", k+1, epochsIn(t, dir))
		}
	}
	killed := tune(t, tuneStudy(t, dir), tuneSpace, tuneBuild, killedEpochs)
	whole := tune(t, tuneStudy(t, t.TempDir()), tuneSpace, tuneBuild, killedEpochs)
	if len(whole.Trials()) != 23 || board(killed) != board(whole) {
		t.Errorf("got\n%s\nwant\n%s", board(killed), board(whole))
	}
	if n := stored(killed); n == 0 {
		t.Error("nothing was left of what the killed processes trained")
	}
}
