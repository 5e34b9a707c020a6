package hyperband

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestReportTwoNumbers(t *testing.T) {
	for _, c := range []struct{ max, trials, epochs int }{{10, 30, 120}, {20, 30, 226}, {9, 23, 75}, {27, 70, 375},
		{30, 90, 576}, {100, 254, 2672}} {
		s, err := Hyperband(c.max, 3, 1)
		if err != nil || s.Trials() != c.trials || s.Epochs() != c.epochs {
			t.Errorf("%d epochs: %d trials, %d epochs, %v; want %d, %d", c.max, s.Trials(), s.Epochs(), err, c.trials,
				c.epochs)
		}
	}
}

func TestSchedulesAtTheEdge(t *testing.T) {
	for want, call := range map[string]func() (Schedule, error){
		"maximum of 0 epochs":     func() (Schedule, error) { return Hyperband(0, 3, 1) },
		"from 1 to 1000000":       func() (Schedule, error) { return Hyperband(math.MaxInt, 2, 1) },
		"factor 1 must":           func() (Schedule, error) { return Hyperband(10, 1, 1) },
		"iterations, 0":           func() (Schedule, error) { return Hyperband(10, 3, 0) },
		"more than 1000000":       func() (Schedule, error) { return Hyperband(1_000_000, 2, 1) },
		"trials, 0":               func() (Schedule, error) { return SuccessiveHalving(0, 10, 3) },
		"maximum of 0":            func() (Schedule, error) { return SuccessiveHalving(9, 0, 3) },
		"factor 0":                func() (Schedule, error) { return SuccessiveHalving(9, 9, 0) },
		"random search: the numb": func() (Schedule, error) { return RandomSearch(-1, 3) },
		"epochs, 0":               func() (Schedule, error) { return RandomSearch(1, 0) },
	} {
		if s, err := call(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, %v; want %q", s, err, want)
		}
	}
	for _, bad := range []Schedule{nil, {{}}, {{Rounds: []Round{{Trials: 0, ToEpoch: 1}}}},
		{{Rounds: []Round{{Trials: 1, ToEpoch: 1}, {Trials: 2, FromEpoch: 1, ToEpoch: 2}}}}} {
		if _, err := New(spaces["tiny"], bad, Options{}); err == nil {
			t.Errorf("schedule %v was accepted", bad)
		}
	}
}

func TestReportErrors(t *testing.T) {
	schedule, _ := SuccessiveHalving(3, 9, 3)
	s, err := New(spaces["tiny"], schedule, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"0003": "not decided yet", "9": "no such trial", "": "no such trial"} {
		if err := s.Report(id, 1, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("report %q: %v, want %q", id, err, want)
		}
	}
	if err := s.Report("0000", 1, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Report("0000", 1, nil); err == nil || !strings.Contains(err.Error(), "before") {
		t.Errorf("reported twice: %v", err)
	}
	if p := s.Progress(); p != (Progress{Trials: 1, OfTrials: 4, Epochs: 3, OfEpochs: 15}) {
		t.Errorf("progress %+v", p)
	}
}

func TestUsedUp(t *testing.T) {
	schedule, _ := RandomSearch(10, 1)
	s, err := New(spaces["tiny"], schedule, Options{Minimize: true, Objective: "loss"})
	if err != nil {
		t.Fatal(err)
	}
	if s.Err() != nil {
		t.Errorf("ended before it began: %v", s.Err())
	}
	for trial, ok := s.Next(); ok; trial, ok = s.Next() {
		if err := s.Report(trial.ID, float64(trial.Number), nil); err != nil {
			t.Fatal(err)
		}
	}
	if !errors.Is(s.Err(), ErrUsedUp) || !strings.Contains(s.Err().Error(), "only 4 different") {
		t.Errorf("ended with %v", s.Err())
	}
	if best, ok := s.Best(); !ok || best.Score != 0 || len(s.Leaderboard(99)) != 4 {
		t.Errorf("best %v, leaderboard %v", best, s.Leaderboard(99))
	}
}

// run reports a score for every trial of a search.
func run(t *testing.T, s *Search, score func(Trial) float64) {
	t.Helper()
	for trial, ok := s.Next(); ok; trial, ok = s.Next() {
		if err := s.Report(trial.ID, score(trial), nil); err != nil {
			t.Fatal(err)
		}
	}
	if s.Err() != nil {
		t.Fatal(s.Err())
	}
}

func TestImportance(t *testing.T) {
	schedule, _ := Hyperband(27, 3, 1)
	s, err := New(spaces["report2"], schedule, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Importance(); len(got) != 0 {
		t.Errorf("importance before anything ran: %v", got)
	}
	// best in the middle of the rate, slightly better with fewer filters, more with epochs
	run(t, s, func(trial Trial) float64 {
		rate := math.Log10(trial.Point.Float("learning_rate")) + 3
		return 0.9 - rate*rate/10 - float64(trial.Point.Int("CONV_1_FILTER"))/2000 + float64(trial.ToEpoch)/100
	})
	got := s.Importance()
	if len(got) != 6 || got[0].Name != "learning_rate" || got[0].Share < 0.4 || got[0].Chance > 0.01 {
		t.Fatalf("importance %+v", got)
	}
	for _, i := range got {
		if i.Name == "CONV_1_FILTER" && i.Trend >= 0 {
			t.Errorf("fewer filters are better, but the trend is %v", i.Trend)
		}
		if i.Share < 0 || i.Share > 1 || i.Chance <= 0 || i.Chance > 1 || i.Points != 49 {
			t.Errorf("%+v", i)
		}
	}
}

// Without any influence the shares are near 0 and the chances anything.
func TestImportanceOfNothing(t *testing.T) {
	schedule, _ := RandomSearch(60, 1)
	low := 0
	for seed := range uint64(10) {
		s, err := New(spaces["report2"], schedule, Options{Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		run(t, s, func(trial Trial) float64 { return firstRandom(1000*seed + uint64(trial.Number)) })
		for _, i := range s.Importance() {
			if i.Chance < 0.05 {
				low++
			}
		}
	}
	if low > 8 { // of 60, 3 are expected; more than 8 have a probability below 1 %
		t.Errorf("%d of 60 shares of nothing seem significant", low)
	}
}

func TestTexts(t *testing.T) {
	schedule, _ := RandomSearch(2, 1)
	s, err := New(spaces["tiny"], schedule, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Report("0000", 0, errors.New("out of memory")); err != nil {
		t.Fatal(err)
	}
	const want = "Trial 1 Complete [00h 00m 20s]\n\nBest val_accuracy So Far: None\nTotal elapsed time: 1d 01h 00m 01s\n"
	if got := s.CompleteText(s.Results()[0], 20*time.Second, 25*time.Hour+time.Second); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := s.Summary("x", 3); !strings.Contains(got, "out of memory") {
		t.Errorf("summary %s", got)
	}
	rungs := s.Rungs()
	if len(rungs) != 1 || rungs[0].Open != 1 || rungs[0].Results[0].Err == nil {
		t.Errorf("rungs %+v", rungs)
	}
	for f, want := range map[float64]string{1e-4: "0.0001", 1e-5: "1e-05", 1e16: "1e+16", 123456789: "123456789.0",
		0: "0.0", -0.5: "-0.5"} {
		if got := pythonFloat(f); got != want {
			t.Errorf("%g: %s, want %s", f, got, want)
		}
	}
	for f, want := range map[float64]string{100000: "1e+05", 12345.6: "12346", 0.000012345678: "1.2346e-05", 100: "100",
		0.1: "0.1", 0: "0", 1e-5: "1e-05"} {
		if got := pythonG(f); got != want {
			t.Errorf("%g: %s, want %s", f, got, want)
		}
	}
	for s, want := range map[string]string{`it's`: `"it's"`, `"`: `'"'`, `'"`: `'\'"'`, "a\n": `'a\n'`} {
		if got := pythonString(s); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
	}
}
