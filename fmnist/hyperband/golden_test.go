package hyperband

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// golden is what bench/golden/hyperband.py wrote.
type golden struct {
	Random    [][]json.Number
	Summaries map[string]string
	Running   string
	Sizes     []struct {
		MaxEpochs int `json:"max_epochs"`
		Factor    int
		Brackets  [][][]int // per bracket and round: trials, epochs
	}
	Searches []goldenSearch
}

type goldenSearch struct {
	Space              string
	MaxEpochs          int `json:"max_epochs"`
	Factor, Iterations int
	Seed               uint64
	Minimize           bool
	Trials             []goldenTrial
	Best               []string
	Error, Summary     string
}

type goldenTrial struct {
	ID, Parent               string
	From, To, Bracket, Round int
	Score                    json.RawMessage // number, "NaN", or null: it raised
	Values                   Point
}

func readGolden(t *testing.T) (g golden) {
	t.Helper()
	text, err := os.ReadFile("../../bench/golden/hyperband.json")
	if err == nil {
		err = json.Unmarshal(text, &g)
	}
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// spaces are those of the script.
var spaces = map[string]Space{
	"report2": {
		Int("CONV_1_FILTER", 32, 64),
		Choice("KERNEL_1_FILTER", 3, 5),
		Int("CONV_2_FILTER", 32, 128),
		Choice("KERNEL_2_FILTER", 3, 5),
		Float("DROPOUT_1", 0, 0.5).Step(0.05).Default(0.25),
		Float("learning_rate", 1e-4, 1e-2).Log(),
	},
	"every": {
		Int("units", 16, 96).Step(16).Default(32),
		Int("log units", 1, 1000).Log(),
		Int("powers", 2, 64).Step(2).Log(),
		Float("width", -1, 1),
		Float("decay", 1e-6, 1e-2).Step(10).Log(),
		Choice("optimizer", "adam", "sgd", "it's"),
		Choice("rate", 0.1, 1.0, 1e-5).Default(1.0),
		Bool("norm"),
		Bool("bias").Default(true),
		Float("momentum", 0, 0.9).Step(0.1).If("optimizer", "sgd"),
		Float("epsilon", 1e-7, 1e-3).Log().If("norm", true),
	},
	"plain": {
		Int("units", 16, 96),
		Float("dropout", 0, 0.5).Step(0.05),
		Choice("optimizer", "adam", "sgd"),
		Bool("norm"),
	},
	"tiny": {Choice("kernel", 3, 5), Bool("norm")},
}

func TestRandomIsPython(t *testing.T) {
	for _, pair := range readGolden(t).Random {
		var seed uint64
		if _, err := fmt.Sscan(pair[0].String(), &seed); err != nil {
			t.Fatal(err)
		}
		want, _ := pair[1].Float64()
		if got := firstRandom(seed); got != want {
			t.Errorf("seed %d: %v, want %v", seed, got, want)
		}
	}
}

func TestBracketsAreKerasTuners(t *testing.T) {
	for _, c := range readGolden(t).Sizes {
		schedule, err := Hyperband(c.MaxEpochs, c.Factor, 1)
		if err != nil {
			t.Fatal(err)
		}
		var got [][][]int
		for _, bracket := range schedule {
			var rounds [][]int
			for _, round := range bracket.Rounds {
				rounds = append(rounds, []int{round.Trials, round.ToEpoch})
			}
			got = append(got, rounds)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.Brackets) {
			t.Errorf("%d epochs, factor %d: %v, want %v", c.MaxEpochs, c.Factor, got, c.Brackets)
		}
	}
}

func TestSummariesAreKerasTuners(t *testing.T) {
	g := readGolden(t)
	for name, want := range g.Summaries {
		if got := spaces[name].Summary(); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
	schedule, _ := Hyperband(10, 3, 1)
	s, err := New(spaces["every"], schedule, Options{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Report("0000", 0.875, nil); err != nil {
		t.Fatal(err)
	}
	trial, _ := s.Next()
	if got := s.RunningText(trial); got != g.Running {
		t.Errorf("running:\n%q\nwant\n%q", got, g.Running)
	}
}

// Every search of KerasTuner is repeated trial by trial with the scores that it was given.
func TestSearchesAreKerasTuners(t *testing.T) {
	for i, g := range readGolden(t).Searches {
		t.Run(fmt.Sprintf("%d %s %d", i, g.Space, g.MaxEpochs), func(t *testing.T) {
			schedule, err := Hyperband(g.MaxEpochs, g.Factor, g.Iterations)
			if err != nil {
				t.Fatal(err)
			}
			s, err := New(spaces[g.Space], schedule, Options{Seed: g.Seed, Objective: "score", Minimize: g.Minimize})
			if err != nil {
				t.Fatal(err)
			}
			ids := replay(t, s, g.Trials)
			if trial, more := s.Next(); more {
				t.Errorf("goes on with trial %s", trial.ID)
			}
			if (g.Error != "") != errors.Is(s.Err(), ErrFailures) {
				t.Errorf("ended with %v, KerasTuner with %q", s.Err(), g.Error)
			}
			var best []string
			for _, result := range s.Leaderboard(len(g.Trials)) {
				best = append(best, ids[result.ID])
			}
			if !slices.Equal(best, g.Best) {
				t.Errorf("leaderboard %v, want %v", best, g.Best)
			}
			if got := withoutMessages(s.Summary("WHERE", 5)); g.Summary != "" && got != withoutMessages(g.Summary) {
				t.Errorf("summary:\n%s\nwant\n%s", got, g.Summary)
			}
		})
	}
}

// replay reports the recorded scores and returns KerasTuner's IDs by ours: a failure leaves a gap in ours only.
func replay(t *testing.T, s *Search, trials []goldenTrial) map[string]string {
	t.Helper()
	ids := map[string]string{"": ""}
	for _, want := range trials {
		got, ok := s.Next()
		if !ok {
			t.Fatalf("ended before trial %s: %v", want.ID, s.Err())
		}
		ids[got.ID] = want.ID
		compare(t, got, want, ids)
		score, failure := outcome(t, want)
		if err := s.Report(got.ID, score, failure); err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

// withoutMessages drops what failed trials say: KerasTuner has nothing to say about a NaN.
func withoutMessages(summary string) string {
	return strings.NewReplacer("it raised\n", "", "its score is not a number\n", "").Replace(summary)
}

func compare(t *testing.T, got Trial, want goldenTrial, ids map[string]string) {
	t.Helper()
	if ids[got.Parent] != want.Parent || got.FromEpoch != want.From || got.ToEpoch != want.To ||
		got.Bracket != want.Bracket || got.Round != want.Round {
		t.Fatalf("trial %+v, want %+v", got, want)
	}
	if want.Values != nil && len(got.Point) != len(want.Values) {
		t.Fatalf("trial %s: %v, want %v", want.ID, got.Point, want.Values)
	}
	for name, value := range want.Values {
		x, isNumber := number(value)
		y, _ := number(got.Point[name])
		// logarithmic values have 12 digits
		if !equal(value, got.Point[name]) && !(isNumber && math.Abs(x-y) <= 1e-11*math.Abs(x)) {
			t.Errorf("trial %s: %s is %v, want %v", want.ID, name, got.Point[name], value)
		}
	}
}

// outcome turns a recorded score into the arguments of Report.
func outcome(t *testing.T, trial goldenTrial) (score float64, failure error) {
	t.Helper()
	switch text := string(trial.Score); text {
	case "null", "":
		return 0, errors.New("it raised")
	case `"NaN"`:
		return math.NaN(), nil
	}
	if err := json.Unmarshal(trial.Score, &score); err != nil {
		t.Fatal(err)
	}
	return score, nil
}
