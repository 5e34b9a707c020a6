package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// planned stores the plans of three seeds as search.sh would, and returns the list.
func planned(t *testing.T) string {
	t.Helper()
	code, out, notes := fmnist(t, "repeat", "-net", "linear", "-seeds", "3", "-epochs", "1", "-plan-only")
	if code != 0 || strings.Count(out, "\n") != 3 {
		t.Fatalf("exit %d, %q %s", code, out, notes)
	}
	list := filepath.Join(os.Getenv("FMNIST_HOME"), "plans", "repeat-1", "round-1", listName)
	if err := os.MkdirAll(filepath.Dir(list), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(list, []byte(out), 0o644); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestRunTakesALineOfAList(t *testing.T) {
	drawn(t)
	list := planned(t)
	names := map[any]bool{}
	for _, n := range []string{"1", "2", "3"} {
		names[object(t, trainKeys, "run", list, n)["run"]] = true
	}
	if len(names) != 3 {
		t.Errorf("three lines trained %v", names)
	}
	if object(t, nil, "repeat", "-net", "linear", "-seeds", "3", "-epochs",
		"1")["seeds"].([]any)[2].(map[string]any)["cached"] != true {
		t.Error("a line of the list is not the seed's plan")
	}
	for words, n := range map[string]string{"has 3 plans and no line 4": "4", "lines count from 1": "0"} {
		if code, out, notes := fmnist(t, "run", list, n); code != 1 || out != "" || !strings.Contains(notes, words) {
			t.Errorf("line %s: exit %d, %q, %q", n, code, out, notes)
		}
	}
}

func TestRunReadsStandardInput(t *testing.T) {
	drawn(t)
	in, err := os.Open(planned(t))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(in.Name())
	if err == nil {
		line, _, _ := strings.Cut(string(text), "\n")
		err = os.WriteFile(in.Name(), []byte(line), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	stdin := os.Stdin
	os.Stdin = in
	defer func() { os.Stdin = stdin }()
	if o := object(t, trainKeys, "run", "-"); o["cached"] != false {
		t.Errorf("%v", o)
	}
}

func TestWatchCountsTheNewestList(t *testing.T) {
	drawn(t)
	if code, _, notes := fmnist(t, "runs", "-watch"); code != 1 ||
		!strings.Contains(notes, "no search has written a list") {
		t.Errorf("exit %d: %s", code, notes)
	}
	list := planned(t)
	keys := []string{"list", "plans", "done", "running", "queued", "epochs", "epochs_per_second", "seconds_left"}
	if o := object(t, keys, "runs", "-watch"); o["list"] != list || o["queued"] != 3. || o["done"] != 0. ||
		o["epochs"] != 3. {
		t.Errorf("before: %v", o)
	}
	object(t, trainKeys, "run", list, "2")
	if o := object(t, keys, "runs", "-watch", list); o["queued"] != 2. || o["done"] != 1. || o["epochs"] != 2. ||
		o["epoch_seconds"] == 0. {
		t.Errorf("after one: %v", o)
	}
}

func TestRunsMerge(t *testing.T) {
	drawn(t)
	there := os.Getenv("FMNIST_HOME")
	name := object(t, trainKeys, "train", "-net", "linear", "-epochs", "1")["run"].(string)
	t.Setenv("FMNIST_HOME", t.TempDir())
	if o := object(t, []string{"copied", "left", "folder"}, "runs", "merge", there); len(o["copied"].([]any)) != 1 ||
		o["copied"].([]any)[0] != name {
		t.Errorf("%v", o)
	}
	if o := object(t, trainKeys, "train", "-net", "linear", "-epochs", "1"); o["cached"] != true {
		t.Errorf("what another store had was trained again: %v", o)
	}
	if o := object(t, nil, "runs", "merge", filepath.Join(there, "runs")); len(o["copied"].([]any)) != 0 {
		t.Errorf("copied twice: %v", o)
	}
	for words, args := range map[string][]string{"is not a folder": {"merge", filepath.Join(there, "absent")},
		"say what to do": {"join"}} {
		if code, _, notes := fmnist(t, append([]string{"runs"}, args...)...); code != 1 || !strings.Contains(notes, words) {
			t.Errorf("%v: exit %d, %q", args, code, notes)
		}
	}
}

func TestWatchedText(t *testing.T) {
	q := study.Queue{Plans: 22, Done: 5, Failed: 1, Queued: 14, Epochs: 100, EpochSeconds: 4,
		Running: []runs.Info{{Entry: "lenet5-0123abcd", Epochs: 2, Seconds: 8}, {Entry: "lenet5-4567abcd"}}}
	got := watched("list", q)
	for _, words := range []string{"22 plans, 5 done, 2 running, 14 queued, 1 failed", "0.5 epochs/s, 100 epochs in about",
		"lenet5-0123abcd", "epoch 3"} {
		if !strings.Contains(got, words) {
			t.Errorf("%q is missing in\n%s", words, got)
		}
	}
}
