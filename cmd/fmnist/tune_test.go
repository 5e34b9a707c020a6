package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

var tuneKeys = []string{"trials", "scheduled", "objective", "best", "leaderboard"}

func TestTuneAndItsFinalTraining(t *testing.T) {
	drawn(t)
	first := object(t, append(tuneKeys, "final"), "tune", "-space", "narrow", "-max-epochs", "2", "-final")
	rows := first["leaderboard"].([]any)
	if len(rows) != 2 || first["objective"] != "val_accuracy" {
		t.Errorf("%v", first)
	}
	again := object(t, tuneKeys, "tune", "-space", "narrow", "-max-epochs", "2")
	for _, row := range again["leaderboard"].([]any) {
		if row.(map[string]any)["stored"] != true {
			t.Errorf("trained again: %v", row)
		}
	}
	code, out, notes := fmnist(t, "tune", "-space", "narrow", "-max-epochs", "2")
	for _, words := range []string{"The best trials", "learning_rate",
		"2 of 2 trials (2 from stored runs): best val_accuracy", "synthetic data"} {
		if code != 0 || !strings.Contains(out, words) {
			t.Errorf("exit %d, %q is missing in\n%s", code, words, out)
		}
	}
	if strings.Contains(notes, "epochs in all") {
		t.Errorf("nothing is trained, so nothing costs: %q", notes)
	}
	if _, _, notes := fmnist(t, "tune", "-space", "narrow", "-max-epochs", "2", "-seed", "2"); !strings.HasPrefix(notes,
		"2 trials, ") {
		t.Errorf("the arithmetic comes first: %q", notes)
	}
}

// What a search tried, as a table and as event files.
func TestTuneHistory(t *testing.T) {
	drawn(t)
	dir := t.TempDir()
	flags := []string{"tune", "-space", "narrow", "-max-epochs", "2", "-history"}
	object(t, tuneKeys, append(flags, filepath.Join(dir, "h.csv"))...)
	object(t, tuneKeys, append(flags, "tensorboard:"+dir)...)
	logs := t.TempDir()
	object(t, tuneKeys, "tune", "-space", "narrow", "-max-epochs", "2", "-log", "tensorboard:"+logs)
	if files, err := filepath.Glob(filepath.Join(logs, "*", "train", "*tfevents*")); err != nil || len(files) != 2 {
		t.Errorf("%v, %v; want the logs of two stored trials", files, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "h.csv"))
	if err != nil || !strings.Contains(string(text), "point.learning_rate") || strings.Count(string(text), "\n") < 3 {
		t.Errorf("%v %s", err, text)
	}
	if files, err := filepath.Glob(filepath.Join(dir, "*", "validation", "*tfevents*")); err != nil || len(files) != 2 {
		t.Errorf("%v, %v; want the event files of two trials", files, err)
	}
}

func TestTuneHandsOutPlans(t *testing.T) {
	drawn(t)
	flags := []string{"tune", "-space", "narrow", "-max-epochs", "3", "-plan-only"}
	code, out, notes := fmnist(t, flags...)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) != 5 || !strings.HasPrefix(notes, "5 plans to train") {
		t.Fatalf("exit %d\n%s\n%s", code, out, notes)
	}
	folder := filepath.Join(t.TempDir(), "round-1")
	if answer := object(t, []string{"plans", "folder", "trials", "scheduled"},
		append(flags, "-out", folder)...); answer["plans"] != 5. || answer["trials"] != 0. {
		t.Errorf("%v", answer)
	}
	var p plan.Plan
	text, err := os.ReadFile(filepath.Join(folder, "plan-4.json"))
	if err == nil {
		p, err = plan.Parse(bytes.NewReader(text))
	}
	if err != nil || plan.Check(p, 300) != nil {
		t.Errorf("plan-4.json: %v, %+v", err, p)
	}
	object(t, trainKeys, "run", filepath.Join(folder, "plan-4.json"))
	if _, out, _ := fmnist(t, flags...); strings.Count(out, "\n") != 4 {
		t.Errorf("with one plan trained, four are left; got\n%s", out)
	}
}

// Every schedule by its name; ASHA hands out no more plans than there are workers, promotions first.
func TestTuneSchedules(t *testing.T) {
	drawn(t)
	flags := []string{"tune", "-space", "narrow", "-max-epochs", "3", "-trials", "4", "-schedule"}
	asha := append(flags, "asha", "-plan-only", "-workers", "2")
	var sizes []int
	for {
		code, out, notes := fmnist(t, asha...)
		if code != 0 {
			t.Fatal(notes)
		}
		if out == "" {
			break
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		sizes = append(sizes, len(lines))
		for _, line := range lines {
			file := filepath.Join(t.TempDir(), "plan.json")
			if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
				t.Fatal(err)
			}
			if code, _, notes := fmnist(t, "run", file); code != 0 {
				t.Fatal(notes)
			}
		}
	}
	if len(sizes) < 3 || slices.Max(sizes) > 2 {
		t.Errorf("lists of %v plans", sizes)
	}
	for schedule, trials := range map[string]float64{"random-search": 3, "successive-halving": 4} { // 3 at most: quick
		if answer := object(t, tuneKeys, append(flags, schedule)...); answer["trials"] != trials {
			t.Errorf("%s: %v trials", schedule, answer["trials"])
		}
	}
	answer := object(t, tuneKeys, append(flags, "asha")...)
	for _, row := range answer["leaderboard"].([]any) {
		if !row.(map[string]any)["stored"].(bool) {
			t.Errorf("trained anew: %v", row)
		}
	}
	if answer["trials"].(float64) < 5 {
		t.Errorf("%v", answer)
	}
}

func TestTuneSaysWhatIsWrong(t *testing.T) {
	drawn(t)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "old.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ words, args string }{
		{"the spaces are report2 and narrow", "-space wide"},
		{"must be from 1 to", "-max-epochs 0"},
		{"is not empty", "-space narrow -max-epochs 2 -plan-only -out " + full},
		{"-out is for -plan-only", "-space narrow -out x"},
		{"is not understood", "narrow"},
		{"does not say what is wanted", "-space narrow -history x.xls"},
		{"has room for one training", "-space narrow -log x.csv"},
		{"there is no schedule \"grid\"; the schedules are hyperband, ", "-schedule grid"},
		{"-trials is for the other schedules", "-trials 9"},
		{"-schedule asha wants -trials", "-schedule asha -iterations 2"},
		{"asynchronous successive halving: the number of trials, -1, must be", "-schedule asha -trials -1"},
		{"-workers is -1", "-workers -1"},
		{"-history is for a search", "-space narrow -plan-only -history x.csv"},
	} {
		code, _, notes := fmnist(t, append([]string{"tune"}, strings.Fields(c.args)...)...)
		if code == 0 || !strings.Contains(notes, c.words) {
			t.Errorf("fmnist tune %s: exit %d, %q, want %q", c.args, code, notes, c.words)
		}
	}
}
