package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A network that leaves and comes back is as good as it was, and goes on training from there.
func TestExportImport(t *testing.T) {
	drawn(t)
	before := object(t, trainKeys, "train", "-net", "lenet5", "-epochs", "1", "-batch", "32")
	dir := t.TempDir()
	for _, end := range []string{".onnx", ".safetensors", ".keras", ".weights.h5"} {
		file := filepath.Join(dir, "net"+end)
		object(t, []string{"run", "files"}, "export", before["run"].(string), file)
		card, err := os.ReadFile(file + ".md")
		if err != nil || !strings.Contains(string(card), "Wilson") ||
			!strings.Contains(string(card), "fmnist run plan.json") {
			t.Errorf("the card of %s: %v %s", end, err, card)
		}
		if end == ".onnx" {
			continue
		}
		after := object(t, trainKeys, "import", file, "-name", "theirs")
		if after["test_accuracy"] != before["test_accuracy"] || after["epochs"] != 0. {
			t.Errorf("%s: test accuracy %v behind %v epochs, want %v", end, after["test_accuracy"], after["epochs"],
				before["test_accuracy"])
		}
		again := object(t, trainKeys, "import", file, "-name", "theirs")
		if again["run"] != after["run"] {
			t.Errorf("imported twice it is %v and %v", after["run"], again["run"])
		}
	}
	if code, _, notes := fmnist(t, "export", "lenet5", filepath.Join(dir, "net.doc")); code != 1 ||
		!strings.Contains(notes, ".safetensors") {
		t.Errorf("an unknown form: %d %s", code, notes)
	}
}

// A log is written while a network trains, goes on with it, and agrees with what fmnist history writes afterwards.
func TestTrainLog(t *testing.T) {
	drawn(t)
	t.Setenv("FMNIST_QUICK", "")
	dir := t.TempDir()
	logs, table := "tensorboard:"+filepath.Join(dir, "logs"), filepath.Join(dir, "run.csv")
	files := func() (all []string) {
		all, err := filepath.Glob(filepath.Join(dir, "logs", "*", "*", "*"))
		if err != nil || len(all) != 2 {
			t.Fatalf("%v, %v", all, err)
		}
		return all
	}
	train := []string{"train", "-net", "linear", "-batch", "32", "-validation", "0.1", "-log", logs}
	object(t, trainKeys, append(train, "-epochs", "2")...)
	r := object(t, trainKeys, append(train, "-epochs", "3")...)
	before, err := os.ReadFile(files()[0])
	if err != nil || strings.Count(string(before), "epoch_loss") != 3 {
		t.Errorf("%v, %d epochs", err, strings.Count(string(before), "epoch_loss"))
	}
	object(t, []string{"run"}, "history", r["run"].(string), logs)
	if after, err := os.ReadFile(files()[0]); err != nil || string(after) != string(before) {
		t.Errorf("fmnist history wrote other events, %v", err)
	}
	object(t, trainKeys, "train", "-net", "linear", "-batch", "32", "-validation", "0.1", "-epochs", "4", "-log", table)
	object(t, nil, "repeat", "-net", "linear", "-batch", "32", "-epochs", "2", "-seeds", "3", "-log",
		"tensorboard:"+filepath.Join(dir, "seeds"))
	if all, err := filepath.Glob(filepath.Join(dir, "seeds", "*", "train", "*")); err != nil || len(all) != 3 {
		t.Errorf("%v, %v; want the logs of three seeds", all, err)
	}
	if text, err := os.ReadFile(table); err != nil || strings.Count(string(text), "\n") != 5 {
		t.Errorf("%v %s", err, text)
	}
}

func TestHistoryFiles(t *testing.T) {
	drawn(t)
	r := object(t, trainKeys, "train", "-net", "linear", "-epochs", "2", "-batch", "32", "-validation", "0.1")
	dir := t.TempDir()
	for to, want := range map[string]string{
		filepath.Join(dir, "h.csv"):  "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds,numeric_class\n1,",
		filepath.Join(dir, "h.json"): `"val_accuracy": [`,
		"tensorboard:" + dir:         "brain.Event:2",
	} {
		o := object(t, []string{"run", "files"}, "history", r["run"].(string), to)
		for _, file := range o["files"].([]any) {
			text, err := os.ReadFile(file.(string))
			if err != nil || !strings.Contains(string(text), want) {
				t.Errorf("%s: %v %.200q", file, err, text)
			}
		}
	}
	if code, _, notes := fmnist(t, "history", "linear", filepath.Join(dir, "h.xls")); code != 1 ||
		!strings.Contains(notes, "tensorboard:DIR") {
		t.Errorf("an unknown form: %d %s", code, notes)
	}
}
