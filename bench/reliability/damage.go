package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// damages are what can befall a file.
var damages = map[string]func(path string, text []byte, r *rand.Rand) error{
	"empty": func(path string, _ []byte, _ *rand.Rand) error { return os.WriteFile(path, nil, 0o644) },
	"cut": func(path string, text []byte, _ *rand.Rand) error {
		return os.WriteFile(path, text[:len(text)/2], 0o644)
	},
	"one bit": func(path string, text []byte, r *rand.Rand) error {
		if len(text) == 0 {
			return os.WriteFile(path, []byte{1}, 0o644)
		}
		text[r.IntN(len(text))] ^= 1 << r.IntN(8)
		return os.WriteFile(path, text, 0o644)
	},
	"zeros": func(path string, text []byte, _ *rand.Rand) error {
		return os.WriteFile(path, make([]byte, len(text)), 0o644)
	},
	"noise": func(path string, text []byte, r *rand.Rand) error {
		for i := range text {
			text[i] = byte(r.Uint32())
		}
		return os.WriteFile(path, text, 0o644)
	},
	"longer": func(path string, text []byte, _ *rand.Rand) error {
		return os.WriteFile(path, append(text, "more\n"...), 0o644)
	},
	"gone": func(path string, _ []byte, _ *rand.Rand) error { return os.Remove(path) },
	"a folder": func(path string, _ []byte, _ *rand.Rand) error {
		return errors.Join(os.Remove(path), os.Mkdir(path, 0o755))
	},
	"a link to itself": func(path string, _ []byte, _ *rand.Rand) error {
		return errors.Join(os.Remove(path), os.Symlink(filepath.Base(path), path))
	},
	"a pipe": func(path string, _ []byte, _ *rand.Rand) error {
		return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o644))
	},
}

// undisturbed is what a store and the answer of a training look like when nothing was damaged.
type undisturbed struct {
	states map[string]state
	answer string
}

// figuresIn are the figures in the JSON answer of a training, without times.
func figuresIn(out string) string {
	var answer struct {
		History  map[string]any `json:"history"`
		Loss     float64        `json:"test_loss"`
		Accuracy float64        `json:"test_accuracy"`
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		return err.Error()
	}
	return fmt.Sprint(answer)
}

// damageAll damages every file of a store with a run and a cached value in every way and tries every command that reads
// it.
func (t *trial) damageAll() error {
	sound, err := t.home()
	if err != nil {
		return err
	}
	train := []string{"train", "-epochs", "2", "-json"}
	transfer := []string{"transfer", "-base", "squeezenet", "-weights", frozenWeights, "-head", "linear",
		"-epochs", "1"}
	var want undisturbed
	for _, args := range [][]string{transfer, train} {
		a := t.do(sound, args...)
		if a.code != 0 {
			return fmt.Errorf("%v ends with %d: %s", args, a.code, a.last())
		}
		want.answer = figuresIn(a.out) // of the last, train
	}
	if want.states, err = statesOf(storeOf(sound)); err != nil {
		return err
	}
	run, files, err := runFiles(storeOf(sound))
	if err != nil {
		return err
	}
	picture := filepath.Join(t.dir, "picture.png")
	if err := drawPicture(picture); err != nil {
		return err
	}
	commands := map[string][]string{
		"train": train, "longer training": {"train", "-epochs", "3"}, "runs": {"runs"},
		"compare": {"compare", run, run},
		"predict": {"predict", "-run", run, picture}, "forget": {"forget", run}, "doctor": {"doctor"},
		"transfer": transfer,
		"results":  {"results", "-plan-only"}, "crossval": {"crossval", "-k", "2", "-epochs", "1"},
	}
	for _, name := range slices.Sorted(maps.Keys(commands)) {
		before, tried := len(t.faults), 0
		for _, file := range files {
			for _, how := range slices.Sorted(maps.Keys(damages)) {
				tried++
				if err := t.damage(sound, file, how, name, commands[name], want); err != nil {
					return err
				}
				if t.ctx.Err() != nil {
					return t.ctx.Err()
				}
			}
		}
		t.row(name, tried, len(t.faults)-before, fmt.Sprintf("%d files, %d ways", len(files), len(damages)))
	}
	return nil
}

// damage copies a sound home, damages one file of it and runs a command there.
func (t *trial) damage(sound, file, how, name string, args []string, want undisturbed) error {
	home, err := t.home()
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	if err := os.CopyFS(home, os.DirFS(sound)); err != nil {
		return err
	}
	path := filepath.Join(storeOf(home), file)
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := damages[how](path, text, t.random); err != nil {
		return err
	}
	what := fmt.Sprintf("%s with %s %s", name, file, how)
	a := t.do(home, args...)
	switch {
	case a.hung:
		t.fault("%s: it hung", what)
	case a.crashed() || a.code < 0:
		t.fault("%s: it crashed: %s", what, a.notes)
	case a.code != 0 && (a.last() == "" || strings.Count(strings.TrimSpace(a.last()), "\n") > 0):
		t.fault("%s: exit %d without a sentence", what, a.code)
	case a.code != 0 && (name == "train" || name == "transfer" || name == "runs" || name == "doctor"):
		t.fault("%s: exit %d: %s", what, a.code, a.last())
	}
	if name == "train" && a.code == 0 {
		if got := figuresIn(a.out); got != want.answer {
			t.fault("%s: the answer is %s instead of %s", what, got, want.answer)
		}
		t.checkTrained(what, storeOf(home), file, want.states)
	}
	return nil
}

// checkTrained wants the store behind a training to be the undisturbed one, whatever was damaged before. The damaged
// file itself may still lie there when the answer did not need it: the first that does sets it aside.
func (t *trial) checkTrained(what, store, file string, want map[string]state) {
	for _, aside := range leftOver(store) {
		_ = os.RemoveAll(filepath.Join(store, aside)) // set aside as it should be
	}
	got, err := statesOf(store)
	if err != nil && !(errors.Is(err, runs.ErrDamaged) && strings.Contains(err.Error(), filepath.Base(file))) {
		t.fault("%s: %v", what, err)
	}
	for hash, s := range got {
		if difference := s.differs(want[hash]); difference != "" {
			t.fault("%s: %s: %s", what, s.Name, difference)
		}
	}
}

// runFiles lists all files of a store's runs and values, and names the run of lenet5.
func runFiles(store string) (run string, files []string, err error) {
	err = filepath.WalkDir(store, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(store, path)
		if folder, _, ok := strings.Cut(filepath.ToSlash(name), "/"); ok && strings.HasPrefix(folder, "lenet5-") {
			run = folder
		} else if !strings.HasPrefix(name, "cached") && !strings.HasPrefix(name, ".locks") {
			return err // the head's run has the same kinds of files
		}
		files = append(files, name)
		return err
	})
	if run == "" && err == nil {
		err = errors.New("there is no run of lenet5")
	}
	return run, files, err
}
