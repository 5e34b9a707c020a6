package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/engine"
	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

func TestXLASaysWhatItTakes(t *testing.T) {
	drawn(t)
	code, out, _ := fmnist(t, "xla", "install", "-list")
	for _, want := range []string{"cpu", "cuda12", "cuda13", "Apache-2.0", "MB"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("the list has no %q: exit %d\n%s", want, code, out)
		}
	}
	for _, args := range [][]string{{"xla"}, {"xla", "instal"}, {"xla", "install", "nonsense"},
		{"xla", "install", "cpu", "cuda"}} {
		if code, out, notes := fmnist(t, args...); code == 0 || out != "" || strings.Count(notes, "\n") != 1 {
			t.Errorf("%v: exit %d, %q, %q", args, code, out, notes)
		}
	}
}

func TestFiguresAreLosses(t *testing.T) {
	f := figures{name: "loss"}
	f.collect("", -1, map[string]any{"history": map[string]any{"loss": []any{1., 2.}, "accuracy": []any{9.}},
		"test_loss": 3., "seconds": 4.})
	if !slices.Equal(f.values, []float64{1, 2, 3}) || !slices.Equal(f.epochs, []int{0, 1, -1}) {
		t.Errorf("got %v of epochs %v", f.values, f.epochs)
	}
	d := f.from(figures{name: "loss", values: []float64{0.5, 2, 6}, epochs: f.epochs})
	if d.First != 0.5 || d.All != 0.5 {
		t.Errorf("differences %+v, want 0.5 and, of 3 instead of 6, 0.5", d)
	}
}

// TestAgreedHolds: beyond the tolerance, not a number, not the same twice and not run are no agreement.
func TestAgreedHolds(t *testing.T) {
	for name, c := range map[string]struct {
		a    agreed
		want bool
	}{
		"within":     {agreed{Off: map[string]difference{"a": {All: 1e-4}}, Twice: map[string]bool{"a": true}}, true},
		"beyond":     {agreed{Off: map[string]difference{"a": {All: 2e-3}}}, false},
		"later":      {agreed{Figure: "loss", Off: map[string]difference{"a": {First: 1e-4, All: 1}}}, true},
		"first":      {agreed{Figure: "loss", Off: map[string]difference{"a": {First: 2e-3, All: 2e-3}}}, false},
		"NaN":        {agreed{Off: map[string]difference{"a": {All: math.NaN()}}}, false},
		"once":       {agreed{Twice: map[string]bool{"a": true, "b": false}}, false},
		"not run":    {agreed{Failed: map[string]string{"a": "no plugin"}}, false},
		"one of two": {agreed{Off: map[string]difference{"a": {All: 1e-4}, "b": {All: 1}}}, false},
	} {
		c.a.Tolerance = 1e-3
		if c.a.holds() != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
}

// TestSmokeOnXLA is every feature once on XLA, in one process so that each network is compiled once. It runs with
// -tags xla, GOMLX_BACKEND=xla:cpu and a plugin, as .ci/run does.
func TestSmokeOnXLA(t *testing.T) {
	if !plugin.Linked {
		t.Skip("this program is built without -tags xla")
	}
	if engine.Class() != "xla:cpu" {
		_, c, err := engine.Open()
		t.Skipf("the backend is %q (%v); GOMLX_BACKEND=xla:cpu and a plugin (fmnist xla install cpu) run this test", c.Name,
			err)
	}
	if dir, err := plugin.Folder(); err == nil { // the plugin stays found in the test's own home
		if _, set := os.LookupEnv("PJRT_PLUGIN_LIBRARY_PATH"); !set {
			t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", dir)
		}
	}
	drawn(t)
	short := []string{"-epochs", "1", "-batch", "32"}
	trained := object(t, trainKeys, append([]string{"train", "-dropout", "0.2", "-flip", "-shift", "1", "-rotate", "10",
		"-erase", "0.3", "-label-smoothing", "0.1", "-ema", "0.9", "-weight-decay", "0.01", "-cosine", "2"}, short...)...)
	if trained["backend"] != "xla:cpu" {
		t.Errorf("trained on %v", trained["backend"])
	}
	other := object(t, trainKeys, append([]string{"train", "-net", "lenet5-1998"}, short...)...)
	for _, args := range [][]string{
		{"bench", "-net", "lenet5", "-steps", "2"},
		append([]string{"crossval", "-k", "2"}, short...), append([]string{"repeat", "-seeds", "2"}, short...),
		{"tune", "-max-epochs", "2"}, {"transfer", "-base", "squeezenet", "-weights", "random:1", "-epochs", "1", "-limit",
			"40"}, {"compare", trained["run"].(string), other["run"].(string)}, {"explore", "-out", t.TempDir()}, {"doctor"},
	} {
		object(t, nil, args...)
	}
	if files, _ := filepath.Glob(filepath.Join(os.Getenv("FMNIST_HOME"), "runs", "*")); len(files) < 4 {
		t.Errorf("stored: %v", files)
	}
}
