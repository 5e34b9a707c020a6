package hyperband

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// The order in which machines report does not change what is trained, promoted and found.
func TestOrderOfReports(t *testing.T) {
	for i, g := range readGolden(t).Searches {
		schedule, _ := Hyperband(g.MaxEpochs, g.Factor, g.Iterations)
		var want string
		for order := range 5 {
			s, err := New(spaces[g.Space], schedule, Options{Seed: g.Seed, Minimize: g.Minimize})
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(1, uint64(order)))
			for trials := s.Ready(); len(trials) > 0; trials = s.Ready() {
				trial := trials[0]
				if order > 0 {
					trial = trials[random.IntN(len(trials))]
				}
				score, failure := math.Round(7*firstRandom(uint64(trial.Number)))/7, error(nil) // with ties
				if trial.Number%9 == 4 {
					failure = errors.New("boom")
				}
				if err := s.Report(trial.ID, score, failure); err != nil {
					t.Fatal(err)
				}
			}
			got := fmt.Sprintln(s.Results(), s.Leaderboard(5), s.Err(), s.Progress())
			if order == 0 {
				want = got
			} else if got != want {
				t.Errorf("search %d, order %d: %s, want %s", i, order, got, want)
			}
		}
	}
}
