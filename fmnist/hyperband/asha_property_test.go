package hyperband

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Of every round the best 1/factor is promoted at every moment, and what is promoted was among them when it was. What
// was overtaken since stays promoted: that many more than 1/factor there are, and none when the best come first.
func TestPromotedShare(t *testing.T) {
	var excess, promotions float64
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 3))
		factor := 2 + random.IntN(3)
		s := newASHA(t, 81, 27, factor)
		order := random.Perm(81)
		score := func(t Trial) float64 { return firstRandom(seed + uint64(t.Number)) }
		if seed%6 == 0 { // the best first
			score = func(t Trial) float64 { return -float64(t.Number % 81) }
			slices.Sort(order)
		}
		promoted := map[string]bool{}
		check := func() {
			for r, now := range s.rounds[0][1:] {
				best := s.sorted(s.rounds[0][r])
				best = best[:len(best)/factor]
				for _, slot := range s.slots[now.from:now.to] {
					if slot.state == waiting || slot.state == void {
						continue
					}
					if id := slot.trial.ID; !promoted[id] {
						promoted[id] = true
						if !contains(best, slot.trial.Parent) {
							t.Fatalf("seed %d: %s was not among the best %d when it was promoted", seed,
								slot.trial.Parent, len(best))
						}
					}
				}
				for _, b := range best {
					if id := fmt.Sprintf("%04d", b.Number+81); !promoted[id] {
						t.Fatalf("seed %d: %s is among the best %d and not promoted", seed, b.ID, len(best))
					}
				}
			}
		}
		for len(s.Ready()) > 0 { // reports in any order, promotions among them
			trials := s.Ready()
			trial := trials[random.IntN(len(trials))]
			if i := slices.IndexFunc(trials, func(t Trial) bool { return t.Number == order[0] }); i >= 0 && seed%6 == 0 {
				trial, order = trials[i], append(order[1:], 81*9)
			}
			if err := s.Report(trial.ID, score(trial), nil); err != nil {
				t.Fatal(err)
			}
			check()
		}
		for r, rung := range s.Rungs()[1:] {
			past := len(s.Rungs()[r].Results)
			over := len(rung.Results) - past/factor
			if over < 0 || over > 0 && seed%6 == 0 && r == 0 {
				t.Errorf("seed %d: %d of %d promoted, factor %d", seed, len(rung.Results), past, factor)
			}
			if seed%6 != 0 && r == 0 {
				excess, promotions = excess+float64(over), promotions+float64(past/factor)
			}
		}
	}
	t.Logf("first round: %.0f %% more promoted than 1/factor, in any order", 100*excess/promotions)
	if share := excess / promotions; share > 0.5 || share == 0 {
		t.Errorf("%.2f of the promotions were overtaken", share)
	}
}

func contains(results []Result, id string) bool {
	return slices.ContainsFunc(results, func(r Result) bool { return r.ID == id })
}

// The same reports in the same order give the same search, from its beginning or from where it was stopped; another
// order gives another one.
func TestReplay(t *testing.T) {
	score := func(t Trial) float64 { return firstRandom(uint64(t.Number)) }
	shuffled := func(seed uint64) (*Search, []Trial, []string) {
		s, random := newASHA(t, 30, 30, 3), rand.New(rand.NewPCG(seed, 4))
		var order []Trial
		var states []string
		for trials := s.Ready(); len(trials) > 0; trials = s.Ready() {
			trial := trials[random.IntN(len(trials))]
			order = append(order, trial)
			if err := s.Report(trial.ID, score(trial), nil); err != nil {
				t.Fatal(err)
			}
			states = append(states, fmt.Sprint(s.Ready(), s.Results(), s.Progress(), s.Rungs()))
		}
		return s, order, states
	}
	different := map[string]bool{}
	for seed := range uint64(10) {
		s, order, states := shuffled(seed)
		again := newASHA(t, 30, 30, 3)
		for i, trial := range order {
			if err := again.Report(trial.ID, score(trial), nil); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(again.Ready(), again.Results(), again.Progress(), again.Rungs()); got != states[i] {
				t.Fatalf("seed %d, report %d: %s, want %s", seed, i, got, states[i])
			}
		}
		different[fmt.Sprint(s.Results())] = true
		p := s.Progress()
		if p.Trials != p.OfTrials || p.Epochs != p.OfEpochs || p.Trials != len(order) || p.Epochs < s.schedule.Epochs() {
			t.Errorf("seed %d: finished with %+v, of a schedule of %d epochs", seed, p, s.schedule.Epochs())
		}
	}
	if len(different) < 2 {
		t.Error("ten orders gave the same promotions")
	}
}

func TestASHAAtTheEdge(t *testing.T) {
	for want, call := range map[string]func() (Schedule, error){
		"asynchronous successive halving: the number of trials, 0, must be from 1 to 1000000": func() (Schedule, error) {
			return ASHA(0, 9, 3)
		},
		"the schedule has more than 1000000 trials": func() (Schedule, error) { return ASHA(500_000, 9, 3) },
	} {
		if s, err := call(); err == nil || err.Error() != want {
			t.Errorf("%v, %v; want %q", s, err, want)
		}
	}
	// A space with fewer points than the schedule wants is searched as far as it goes, promotions included.
	schedule, _ := ASHA(10, 9, 2)
	s, err := New(spaces["tiny"], schedule, Options{Minimize: true})
	if err != nil {
		t.Fatal(err)
	}
	for trial, ok := s.Next(); ok; trial, ok = s.Next() {
		score := float64(trial.Number)
		if trial.Number == 1 {
			score = math.NaN()
		}
		if err := s.Report(trial.ID, score, nil); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(s.Results()); got != 5 || s.Err() == nil {
		t.Errorf("%d trials, %v", got, s.Err())
	}
	if p := s.Progress(); p.Trials != 5 || p.OfTrials != 5 {
		t.Errorf("%+v", p)
	}
}
