package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// agreements are the command lines whose figures are compared between backends: every network, every option of
// training, then what stands on training. Short plans on few images: rounding, which is all that may differ, grows with
// every step.
func agreements() [][]string {
	train := func(net string, more ...string) []string {
		return append([]string{"train", "-net", net, "-batch", "32", "-epochs", "2", "-limit", "400", "-validation", "0.2"},
			more...)
	}
	var all [][]string
	for _, net := range []string{"lenet5", "lenet5-dropout", "lenet5-1998"} {
		all = append(all, train(net))
	}
	for _, option := range []string{"-dropout 0.3", "-flip", "-shift 2", "-rotate 15", "-erase 0.5",
		"-label-smoothing 0.1", "-weight-decay 0.01", "-cosine 2 -warmup 1", "-step-decay 1", "-reduce-on-plateau 1",
		"-optimizer adamw -weight-decay 0.01", "-optimizer sgd -rate 0.01 -momentum 0.9 -nesterov", "-optimizer rmsprop"} {
		all = append(all, train("lenet5", strings.Fields(option)...))
	}
	for _, line := range []string{
		"crossval -k 2 -batch 32 -epochs 1 -limit 400", "tune -max-epochs 2 -limit 300",
		"transfer -base squeezenet -weights random:1 -epochs 1 -limit 100",
	} {
		all = append(all, strings.Fields(line))
	}
	return append(all, train("lenet5-wide"), train("lenet5-best")) // GoMLX's Go backend takes minutes for these
}

// agreed is one command line on all backends.
type agreed struct {
	Command string             `json:"command"`
	Off     map[string]float64 `json:"largest_difference"` // backend → of the losses, against the kernels
	Twice   map[string]bool    `json:"same_twice"`         // the same figures in a fresh home
	Failed  map[string]string  `json:"failed,omitempty"`
}

// agree runs every line on the kernels, on GoMLX's own Go backend and on XLA, each in a process of its own and without
// any stored run. only chooses lines that contain it; doc is a file that gets the table between its markers.
func (c call) agree(only, doc string) error {
	if !plugin.Linked {
		return errors.New("comparing with XLA needs a program built with -tags xla")
	}
	home, err := os.MkdirTemp("", "fmnist-agree-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	var rows []agreed
	for _, line := range agreements() {
		command := strings.Join(line, " ")
		if c.ctx.Err() != nil {
			break
		}
		if !strings.Contains(command, only) {
			continue
		}
		row := compareBackends(c.ctx, home, line)
		row.Command = command
		rows = append(rows, row)
		fmt.Fprintln(c.notes, row.String())
	}
	lines := []string{"| command | GoMLX's Go backend | XLA on the CPU | the same twice on XLA |", "|---|---:|---:|---|"}
	for _, r := range rows {
		lines = append(lines, r.String())
	}
	table := strings.Join(lines, "\n")
	if doc != "" {
		if err := fillIn(doc, agreeBegin, agreeEnd, table); err != nil {
			return err
		}
	}
	return c.print(map[string]any{"rows": rows}, table)
}

// The markers around the table in docs/BACKENDS.md.
const (
	agreeBegin = "<!-- fmnist xla agree writes from here -->"
	agreeEnd   = "<!-- to here -->"
)

// fillIn puts a text between two markers of a file.
func fillIn(path, begin, end, text string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(old), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s lacks the markers %s and %s", path, begin, end)
	}
	return os.WriteFile(path, []byte(before+begin+"\n"+text+"\n"+end+after), 0o644)
}

func compareBackends(ctx context.Context, home string, line []string) agreed {
	a := agreed{Off: map[string]float64{}, Twice: map[string]bool{}, Failed: map[string]string{}}
	want, err := losses(ctx, home, "fmnist", line)
	if err != nil {
		a.Failed["fmnist"] = err.Error()
		return a
	}
	for _, backend := range []string{"go", "xla:cpu"} {
		got, err := losses(ctx, home, backend, line)
		if err != nil || len(got) != len(want) {
			a.Failed[backend] = fmt.Sprintf("%d losses, want %d: %v", len(got), len(want), err)
			continue
		}
		for i := range want {
			a.Off[backend] = max(a.Off[backend], math.Abs(got[i]-want[i]))
		}
		if backend == "xla:cpu" {
			again, err := losses(ctx, home, backend, line)
			a.Twice[backend] = err == nil && slices.Equal(got, again)
		}
	}
	return a
}

// String is a row of the table.
func (a agreed) String() string {
	cell := func(backend string) string {
		if why, bad := a.Failed[backend]; bad {
			return why
		}
		return fmt.Sprintf("%.1e", a.Off[backend])
	}
	if why, bad := a.Failed["fmnist"]; bad {
		return fmt.Sprintf("| `%s` | failed: %s | – | – |", a.Command, why)
	}
	return fmt.Sprintf("| `%s` | %s | %s | %s |", a.Command, cell("go"), cell("xla:cpu"),
		map[bool]string{true: "yes", false: "no"}[a.Twice["xla:cpu"]])
}

// agreeLimit bounds one command line on one backend; GoMLX's Go backend needs minutes for the wide networks.
const agreeLimit = 5 * time.Minute

// losses runs a command line in a process of its own and returns every loss of its answer, in the order of their keys.
// Of the home only XLA's compiled programs stay.
func losses(ctx context.Context, home, backend string, line []string) ([]float64, error) {
	if err := os.RemoveAll(filepath.Join(home, "runs")); err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	plugins, err := pluginFolders()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, agreeLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, append(line, "-json")...)
	cmd.Env = append(os.Environ(), "FMNIST_HOME="+home, "PJRT_PLUGIN_LIBRARY_PATH="+plugins, "GOMLX_BACKEND="+backend,
		"FMNIST_QUICK=1")
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("not done within %v", agreeLimit)
	}
	var answer any
	if err == nil {
		err = json.Unmarshal(out, &answer)
	}
	var all []float64
	for _, figure := range []string{"loss", "accuracy", "score"} { // folds are told by accuracies, trials by scores
		if collect(figure, "", answer, &all); len(all) > 0 {
			break
		}
	}
	if err == nil && len(all) == 0 {
		err = errors.New("the answer has no figures to compare")
	}
	return all, err
}

// pluginFolders are where the plugins of this process's home are: the children have homes of their own.
func pluginFolders() (string, error) {
	if path, ok := os.LookupEnv("PJRT_PLUGIN_LIBRARY_PATH"); ok {
		return path, nil
	}
	return plugin.Folder()
}

// collect walks an answer and keeps the numbers whose key names that figure.
func collect(figure, key string, x any, all *[]float64) {
	switch x := x.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			name := key
			if strings.Contains(k, figure) {
				name = figure
			}
			collect(figure, name, x[k], all)
		}
	case []any:
		for _, v := range x {
			collect(figure, key, v, all)
		}
	case float64:
		if key == figure {
			*all = append(*all, x)
		}
	}
}
