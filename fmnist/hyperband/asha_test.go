package hyperband

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// line is a space of as many points as anyone wants.
var line = Space{Float("x", 0, 1)}

func newASHA(t *testing.T, trials, maxEpochs, factor int) *Search {
	t.Helper()
	schedule, err := ASHA(trials, maxEpochs, factor)
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(line, schedule, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Worked through by hand on algorithm 2: each report "point:score" of the first round, and what it promotes.
func TestPromotionsByHand(t *testing.T) {
	for _, c := range []struct {
		name, reports, want string
		factor              int
	}{
		{"nothing before the factor is reached", "0:5 1:7", "- -", 3},
		{"the best of three, whenever it came", "0:5 1:7 2:6", "- - 1", 3},
		{"the second at six results", "0:5 1:7 2:6 3:1 4:2 5:3", "- - 1 - - 2", 3},
		{"a better one than what was promoted is promoted too", "0:5 1:7 2:6 3:9", "- - 1 3", 3},
		{"and room that comes later is then filled already", "0:1 1:2 2:3 3:4 4:5 5:0 6:0", "- - 2 3 4 - -", 3},
		{"of equal ones the earlier point, not the earlier report", "2:5 1:5 0:5", "- - 0", 3},
		{"every second", "0:4 1:3 2:2 3:1", "- 0 - 1", 2},
		{"a failed trial is no result", "0:5 1:fail 2:6 3:4", "- - - 2", 3},
	} {
		s := newASHA(t, 9, 9, c.factor)
		var got []string
		for _, report := range strings.Fields(c.reports) {
			point, score, _ := strings.Cut(report, ":")
			before := s.Ready()
			var value float64
			var failure error
			if score == "fail" {
				failure = errors.New("boom")
			} else if _, err := fmt.Sscan(score, &value); err != nil {
				t.Fatal(err)
			}
			if err := s.Report("000"+point, value, failure); err != nil {
				t.Fatal(err)
			}
			promoted := "-"
			for _, trial := range s.Ready() {
				if trial.Round == 1 && !slices.ContainsFunc(before, func(b Trial) bool { return b.ID == trial.ID }) {
					promoted = strings.TrimLeft(trial.Parent, "0")
					if promoted == "" {
						promoted = "0"
					}
				}
			}
			got = append(got, promoted)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s promotes %v, want %s", c.name, c.reports, got, c.want)
		}
	}
}

// paper is algorithm 2 as it is printed, with a rung's results in a map and the promoted ones in another.
type paper struct {
	factor   int
	rungs    []map[int]float64 // point → score
	promoted []map[int]bool
	drawn    int
	points   int
}

func (a *paper) getJob() (point, rung int, ok bool) {
	for k := len(a.rungs) - 2; k >= 0; k-- {
		var all []int
		for point := range a.rungs[k] {
			all = append(all, point)
		}
		slices.SortFunc(all, func(x, y int) int {
			if a.rungs[k][x] == a.rungs[k][y] {
				return x - y
			}
			if a.rungs[k][x] > a.rungs[k][y] {
				return -1
			}
			return 1
		})
		for _, candidate := range all[:len(all)/a.factor] {
			if !a.promoted[k][candidate] {
				a.promoted[k][candidate] = true
				return candidate, k + 1, true
			}
		}
	}
	if a.drawn < a.points {
		a.drawn++
		return a.drawn - 1, 0, true
	}
	return 0, 0, false
}

// Any number of workers, trials of any length and any scores: Search hands out what algorithm 2 does, job by job.
func TestAlgorithm2(t *testing.T) {
	jobs := 0
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 2))
		points, factor, workers := 1+random.IntN(60), 2+random.IntN(3), 1+random.IntN(12)
		s := newASHA(t, points, 81, factor)
		rungs := len(s.rounds[0])
		a := &paper{factor: factor, points: points}
		for range rungs {
			a.rungs, a.promoted = append(a.rungs, map[int]float64{}), append(a.promoted, map[int]bool{})
		}
		work := &pool{search: s, workers: workers, length: func(Trial) float64 { return 0.1 + random.Float64() }}
		work.started = func(trial Trial) {
			jobs++
			point, rung, ok := a.getJob()
			if id := rung*points + point; !ok || id != trial.Number || trial.Round != rung {
				t.Fatalf("seed %d: trial %d of round %d, the paper's is %d of %d (%v)", seed, trial.Number, trial.Round,
					id, rung, ok)
			}
		}
		work.score = func(trial Trial) float64 {
			score := float64(random.IntN(40)) // with ties
			a.rungs[trial.Round][trial.Number%points] = score
			return score
		}
		if err := work.run(); err != nil {
			t.Fatal(err)
		}
		if point, rung, ok := a.getJob(); ok {
			t.Errorf("seed %d: the search ends, and the paper goes on with point %d in rung %d", seed, point, rung)
		}
	}
	if jobs < 1000 {
		t.Errorf("only %d jobs", jobs)
	}
}
