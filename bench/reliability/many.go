package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// many times commands in a store of one run and of a thousand.
func (t *trial) many() error {
	const thousand = 1000
	home, err := t.home()
	if err != nil {
		return err
	}
	train := []string{"train", "-epochs", "1"}
	if a := t.do(home, train...); a.code != 0 {
		return fmt.Errorf("train: exit %d: %s", a.code, a.last())
	}
	commands := [][]string{{"runs"}, train, {"predict", "-run", "lenet5", filepath.Join(t.dir, "garment.png")},
		{"doctor"}}
	if err := drawPicture(commands[2][3]); err != nil {
		return err
	}
	few := t.times(home, commands)
	store, err := runs.Open(storeOf(home))
	if err != nil {
		return err
	}
	for i := range thousand - 1 {
		if err := addRun(store, i); err != nil {
			return err
		}
	}
	for i, seconds := range t.times(home, commands) {
		bad := 0
		for _, fault := range t.faults {
			if strings.HasPrefix(fault, fmt.Sprint(commands[i])) {
				bad++
			}
		}
		t.row("fmnist "+commands[i][0], 2*tries, bad,
			fmt.Sprintf("%.2f s with 1 run, %.2f s with %d", few[i], seconds, thousand))
	}
	return nil
}

// tries of each command in each store.
const tries = 3

// times are the seconds of commands, the fastest of some tries.
func (t *trial) times(home string, commands [][]string) (seconds []float64) {
	for _, args := range commands {
		best := 0.0
		for try := range tries {
			a := t.do(home, args...)
			if a.code != 0 {
				t.fault("%v: exit %d: %s", args, a.code, a.last())
			}
			if try == 0 || a.seconds < best {
				best = a.seconds
			}
		}
		seconds = append(seconds, best)
	}
	return seconds
}

// addRun stores a run of one epoch with weights of LeNet-5's size.
func addRun(store runs.Store, i int) error {
	id, err := runs.NewID(fmt.Sprintf("made-%d", i), i)
	if err != nil {
		return err
	}
	run, err := store.Acquire(context.Background(), id, map[string]int{"number": i}, nil)
	if err != nil {
		return err
	}
	defer func() { _ = run.Release() }()
	if err := run.Append(map[string]any{"epoch": 1, "loss": 1.0, "accuracy": 0.5}); err != nil {
		return err
	}
	run.Update(func(m *runs.Meta) { m.Status = runs.Finished })
	return run.Save(func(dir string) error {
		return os.WriteFile(filepath.Join(dir, "weights.bin"), make([]byte, 178_000), 0o644)
	}, "last")
}

// memory measures the peak of each command's resident memory, on the drawn data.
func (t *trial) memory() error {
	home, err := t.home()
	if err != nil {
		return err
	}
	picture := filepath.Join(t.dir, "peak.png")
	if err := drawPicture(picture); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"summary"}, {"data"}, {"doctor"}, {"train", "-epochs", "2"}, {"train", "-epochs", "2"},
		{"runs"}, {"predict", "-run", "lenet5-", picture}, {"train", "-net", "lenet5-wide", "-epochs", "1"},
		{"crossval", "-k", "3", "-epochs", "1"}, {"repeat", "-seeds", "2", "-epochs", "1"},
		{"tune", "-space", "narrow", "-max-epochs", "2"},
		{"transfer", "-base", "squeezenet", "-weights", frozenWeights, "-head", "linear", "-epochs", "1"},
		{"transfer", "-base", "vgg16", "-weights", frozenWeights, "-head", "linear", "-epochs", "1"},
		{"explore", "-out", filepath.Join(t.dir, "pictures")}, {"bench", "-steps", "5"},
	} {
		a := t.do(home, args...)
		bad := 0
		if a.code != 0 {
			bad = 1
			t.fault("%v: exit %d: %s", args, a.code, a.last())
		}
		t.row("fmnist "+fmt.Sprint(args[0], " ", short(args[1:])), 1, bad, fmt.Sprintf("%d MB", a.peakKB/1000))
	}
	return nil
}

func short(args []string) string {
	text := ""
	for _, a := range args {
		if !filepath.IsAbs(a) {
			text += a + " "
		}
	}
	return text
}
