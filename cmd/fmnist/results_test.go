package main

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPredictOwnPictures(t *testing.T) {
	drawn(t)
	name := object(t, trainKeys, "train", "-epochs", "1")["run"].(string)
	dir := t.TempDir()
	path := filepath.Join(dir, "own.png")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(file, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	o := object(t, []string{"run", "files"}, "predict", "-run", name[:8], "-steps", filepath.Join(dir, "steps"), path,
		path)
	files := o["files"].([]any)
	if top := files[1].(map[string]any)["top"].([]any); o["run"] != name || len(files) != 2 || len(top) != 3 {
		t.Errorf("%v", o)
	}
	if steps, err := os.ReadDir(filepath.Join(dir, "steps")); err != nil || len(steps) != 2 {
		t.Errorf("%d pictures of the steps, %v", len(steps), err)
	}
	text := filepath.Join(dir, "words.png")
	if err := os.WriteFile(text, []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	for words, args := range map[string][]string{"no picture that can be read": {"-run", name, text},
		"give a stored run": {path}, "0 stored runs": {"-run", "absent", path}} {
		code, out, notes := fmnist(t, append([]string{"predict"}, args...)...)
		if code != 1 || out != "" || !strings.Contains(notes, words) || strings.Count(notes, "fmnist predict:") != 1 {
			t.Errorf("%v: exit %d, %q, %q", args, code, out, notes)
		}
	}
}

func TestResultsDocument(t *testing.T) {
	drawn(t)
	path := filepath.Join(t.TempDir(), "docs", "RESULTS.md")
	object(t, []string{"sections", "facts"}, "results", "-out", path, "-seeds", "1", "-only", "lenet5")
	if _, out, notes := fmnist(t, "results", "-seeds", "3", "-only", "lenet5", "-plan-only"); strings.Count(out,
		"\n") != 2 {
		t.Errorf("one of three seeds is stored, two are to be trained: %q %s", out, notes)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "| LeNet-5, 44,426 parameters | 0.8817 | 0.") ||
		!strings.Contains(string(text), "Not run: ") {
		t.Errorf("%v: %s", err, text)
	}
	if code, _, notes := fmnist(t, "results", "-out", path, "-only", "lenet6"); code != 1 ||
		!strings.Contains(notes, "lenet6") {
		t.Errorf("exit %d: %s", code, notes)
	}
}
