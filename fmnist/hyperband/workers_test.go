package hyperband

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pool is a search on workers that each take what Next gives them as soon as they are free: time as a number.
type pool struct {
	search  *Search
	workers int
	length  func(Trial) float64
	score   func(Trial) float64
	started func(Trial)
	rounds  bool // as docker/cluster/search.sh: what is ready is a list, and the next list is made when it is done
	busy    []job
	now     float64
	work    float64
}

type job struct {
	trial Trial
	end   float64
}

// run works until nothing is left.
func (p *pool) run() error {
	list := p.ready()
	for {
		for len(list) > 0 && len(p.busy) < p.workers {
			p.start(list[0])
			list = list[1:]
		}
		if len(p.busy) == 0 {
			return nil
		}
		if err := p.end(); err != nil {
			return err
		}
		if !p.rounds || len(list) == 0 && len(p.busy) == 0 {
			list = p.ready()
		}
	}
}

// ready is what is ready and not under way.
func (p *pool) ready() (list []Trial) {
	for trial := range p.search.ready() {
		if !slices.ContainsFunc(p.busy, func(j job) bool { return j.trial.ID == trial.ID }) {
			list = append(list, trial)
		}
		if !p.rounds && len(list) == p.workers-len(p.busy) {
			break
		}
	}
	return list
}

func (p *pool) start(trial Trial) {
	if p.started != nil {
		p.started(trial)
	}
	length := p.length(trial)
	p.work += length
	p.busy = append(p.busy, job{trial, p.now + length})
}

// end is the end of the job that ends first, and of those at the same time the one that began first.
func (p *pool) end() error {
	at := 0
	for i, j := range p.busy {
		if j.end < p.busy[at].end {
			at = i
		}
	}
	done := p.busy[at]
	p.busy, p.now = slices.Delete(p.busy, at, at+1), done.end
	return p.search.Report(done.trial.ID, p.score(done.trial), nil)
}

// idle is the share of the workers' time without work.
func (p *pool) idle() float64 { return 1 - p.work/(p.now*float64(p.workers)) }

// simulated is a search by a schedule of which an epoch lasts from 0.5 to 1.5, by the point: a network may have more
// filters than another.
func simulated(schedule Schedule, workers int, rounds bool) (*pool, error) {
	s, err := New(line, schedule, Options{Seed: 1})
	if err != nil {
		return nil, err
	}
	p := &pool{search: s, workers: workers, rounds: rounds}
	p.length = func(t Trial) float64 {
		return float64(t.ToEpoch-t.FromEpoch) * (0.5 + firstRandom(math.Float64bits(t.Point.Float("x"))%1_000_003))
	}
	p.score = func(t Trial) float64 { // better with more epochs, and less and less a matter of luck
		return t.Point.Float("x") + float64(t.ToEpoch)/10 + firstRandom(uint64(t.Number))/float64(t.ToEpoch)
	}
	return p, p.run()
}

// workersTable is the table of docs/DEPLOY.md, "How many workers pay", or its beginning.
func workersTable(t *testing.T, searches int) string {
	t.Helper()
	var table strings.Builder
	table.WriteString("| Hyperband | ASHA | workers | Hyperband by rounds: time, idle | ASHA: time, idle " +
		"| epochs for one answer |\n|---|---|--:|---|---|--:|\n")
	for _, c := range []struct{ iterations, trials int }{{1, 32}, {5, 163}, {50, 1730}}[:searches] {
		hyper, err := Hyperband(10, 3, c.iterations)
		if err != nil {
			t.Fatal(err)
		}
		asha, err := ASHA(c.trials, 10, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{4, 22, 100, 1000} {
			h, err1 := simulated(hyper, workers, true)
			a, err2 := simulated(asha, workers, false)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			more, err := a.replayed()
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&table, "| %s | %s | %d | %s | %s | %d |\n", h.size(), a.size(), workers, h, a, more)
		}
	}
	return table.String()
}

// replayed is how many epochs are still to be trained for the answer of one worker.
func (p *pool) replayed() (epochs int, err error) {
	s, err := New(p.search.space, p.search.schedule, p.search.options)
	if err != nil {
		return 0, err
	}
	for trial, ok := s.Next(); ok; trial, ok = s.Next() {
		if p.search.slots[trial.Number].state != scored {
			epochs += trial.ToEpoch - trial.FromEpoch
		}
		if err := s.Report(trial.ID, p.score(trial), nil); err != nil {
			return 0, err
		}
	}
	return epochs, nil
}

func (p *pool) size() string {
	progress := p.search.Progress()
	return fmt.Sprintf("%d trials, %d epochs", progress.Trials, progress.Epochs)
}

// String is a cell of the table.
func (p *pool) String() string { return fmt.Sprintf("%.0f, %.0f %%", p.now, 100*p.idle()) }

// The document has the figures that the simulation gives today; -v prints them.
func TestWorkersTable(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "DEPLOY.md"))
	if err != nil {
		t.Fatal(err)
	}
	searches := 3
	if testing.Short() {
		searches = 2 // without the one of 6,000 epochs
	}
	table := workersTable(t, searches)
	t.Log("\n" + table)
	if !strings.Contains(string(text), table) {
		t.Errorf("docs/DEPLOY.md does not have this table:\n%s", table)
	}
}
