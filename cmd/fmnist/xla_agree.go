package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// agreement is a command line whose figures are compared between backends.
type agreement struct {
	line []string
	wide bool // too slow for GoMLX's Go backend
}

// agreements are every network, every option of training, then what stands on training. Short plans on few images:
// rounding, which is all that may differ, grows with every step. The last is a whole epoch.
func agreements() []agreement {
	train := func(net string, more ...string) []string {
		return append([]string{"train", "-net", net, "-batch", "32", "-epochs", "2", "-limit", "400", "-validation", "0.2"},
			more...)
	}
	var all []agreement
	for _, net := range nets.Library() {
		all = append(all, agreement{train(net.Name), net.Name == "lenet5-wide" || net.Name == "lenet5-best"})
	}
	for _, option := range []string{"-dropout 0.3", "-flip", "-shift 2", "-rotate 15", "-erase 0.5",
		"-label-smoothing 0.1", "-weight-decay 0.01", "-cosine 2 -warmup 1", "-step-decay 1", "-reduce-on-plateau 1",
		"-optimizer adamw -weight-decay 0.01", "-optimizer sgd -rate 0.01",
		"-optimizer sgd -rate 0.01 -momentum 0.9", "-optimizer sgd -rate 0.01 -momentum 0.9 -nesterov",
		"-optimizer rmsprop", "-ema 0.9"} {
		all = append(all, agreement{line: train("lenet5", strings.Fields(option)...)})
	}
	for _, line := range []string{
		"transfer -base squeezenet -weights random:1 -epochs 1 -limit 100", "crossval -k 2 -batch 32 -epochs 1 -limit 400",
		"tune -max-epochs 2 -limit 300",
	} {
		all = append(all, agreement{line: strings.Fields(line)})
	}
	for _, base := range []string{"vgg16", "resnet50", "resnet152v2", "efficientnetb1"} {
		line := "transfer -base " + base + " -weights random:1 -epochs 1 -limit 60"
		all = append(all, agreement{strings.Fields(line), true})
	}
	return append(all, agreement{strings.Fields("train -net lenet5 -batch 128 -epochs 1"), true})
}

// tolerance is how far figures may lie from the kernels'. Losses after the first epoch: after ten steps of 32 images,
// or after 422 of all; docs/BACKENDS.md says why not less, and why not later. Of accuracies, one image or two of the
// few that there are.
func tolerance(figure string, line []string) float64 {
	switch {
	case figure != "loss":
		return 0.02
	case slices.Contains(line, "-limit"):
		return 1e-3
	}
	return 1e-2
}

// difference is the largest of all figures, of those above 1 as a share of them, and of those after the first epoch
// where figures are losses of epochs.
type difference struct {
	First float64 `json:"first_epoch"`
	All   float64 `json:"all"`
}

// agreed is one command line on all backends, by their titles.
type agreed struct {
	Command   string                `json:"command"`
	Figure    string                `json:"figure"` // what is compared: "loss", "accuracy", "score"
	Tolerance float64               `json:"tolerance"`
	Off       map[string]difference `json:"largest_difference"` // against the kernels
	Twice     map[string]bool       `json:"same_twice"`         // the same figures in a fresh home
	Failed    map[string]string     `json:"failed,omitempty"`
}

// holds says whether all backends are within the tolerance, and the same twice.
func (a agreed) holds() bool {
	for _, d := range a.Off {
		off := d.All
		if a.Figure == "loss" {
			off = d.First
		}
		if !(off <= a.Tolerance) {
			return false
		}
	}
	return len(a.Failed) == 0 && !slices.Contains(slices.Collect(maps.Values(a.Twice)), false)
}

// agree runs every line on the kernels, on GoMLX's own Go backend and on XLA with each plugin, each in a process of its
// own and without any stored run. only chooses lines that contain it; doc is a file that gets the table between its
// markers. Lines beyond their tolerance are an error after the table.
func (c call) agree(sources, only, doc string) error {
	if !plugin.Linked {
		return errors.New("comparing with XLA needs a program built with -tags xla")
	}
	home, err := os.MkdirTemp("", "fmnist-agree-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	columns, err := c.columns(sources)
	if err != nil {
		return err
	}
	head := []string{"command"}
	for _, column := range columns {
		head = append(head, column.title)
	}
	lines := []string{"| " + strings.Join(append(head, "the same twice"), " | ") + " |",
		"|---|" + strings.Repeat("---:|", len(columns)) + "---|"}
	var rows []agreed
	var beyond []string
	for _, a := range agreements() {
		if c.ctx.Err() != nil {
			return c.ctx.Err()
		}
		if !strings.Contains(strings.Join(a.line, " "), only) {
			continue
		}
		row := compareBackends(c.ctx, home, a, columns)
		rows, lines = append(rows, row), append(lines, row.text(columns))
		fmt.Fprintln(c.notes, lines[len(lines)-1])
		if !row.holds() {
			beyond = append(beyond, row.Command)
		}
	}
	table := strings.Join(lines, "\n")
	if doc != "" {
		if err := fillIn(doc, agreeBegin, agreeEnd, table); err != nil {
			return err
		}
	}
	if err := c.print(map[string]any{"rows": rows}, table); err != nil || beyond == nil {
		return err
	}
	return fmt.Errorf("of %d command lines these differ by more than their tolerance, or from themselves: %s", len(rows),
		strings.Join(beyond, "; "))
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

func compareBackends(ctx context.Context, home string, line agreement, columns []column) agreed {
	a := agreed{Command: strings.Join(line.line, " "), Off: map[string]difference{}, Twice: map[string]bool{},
		Failed: map[string]string{}}
	kernels := column{title: "kernels", backend: "fmnist"}
	want, err := kernels.figures(ctx, home, line.line)
	if err != nil {
		a.Failed[kernels.title] = err.Error()
		return a
	}
	a.Figure, a.Tolerance = want.name, tolerance(want.name, line.line)
	for _, column := range columns {
		if line.wide && !column.xla() {
			continue
		}
		got, err := column.figures(ctx, home, line.line)
		if err != nil || got.name != want.name || len(got.values) != len(want.values) {
			a.Failed[column.title] = fmt.Sprintf("%d figures, want %d: %v", len(got.values), len(want.values), err)
			continue
		}
		a.Off[column.title] = got.from(want)
		if column.xla() {
			again, err := column.figures(ctx, home, line.line)
			a.Twice[column.title] = err == nil && slices.Equal(got.values, again.values)
		}
	}
	return a
}

// from is how far the figures are from others.
func (f figures) from(want figures) (d difference) {
	for i, w := range want.values {
		off := math.Abs(f.values[i]-w) / max(1, math.Abs(w)) // drawn weights give losses of hundreds
		if d.All = max(d.All, off); f.name == "loss" && f.epochs[i] == 0 {
			d.First = max(d.First, off)
		}
	}
	return d
}

// text is a row of the table.
func (a agreed) text(columns []column) string {
	cells := []string{"`" + a.Command + "`"}
	if a.Figure != "loss" && a.Figure != "" {
		cells[0] += " (" + a.Figure + ")"
	}
	for _, column := range columns {
		d, there := a.Off[column.title]
		switch why, bad := a.Failed[column.title]; {
		case bad:
			cells = append(cells, why)
		case !there:
			cells = append(cells, "–")
		case a.Figure == "loss":
			cells = append(cells, fmt.Sprintf("%.0e, %.0e", d.First, d.All))
		default:
			cells = append(cells, fmt.Sprintf("%.1g", d.All))
		}
	}
	twice := "yes"
	for _, title := range slices.Sorted(maps.Keys(a.Twice)) {
		if !a.Twice[title] {
			twice = "not " + title
		}
	}
	if why, bad := a.Failed["kernels"]; bad {
		twice = "failed: " + why
	}
	return "| " + strings.Join(append(cells, twice), " | ") + " |"
}
