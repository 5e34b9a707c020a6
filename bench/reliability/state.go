package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// state is what a store says of one run, without what depends on the machine: no times.
type state struct {
	Name   string
	Epochs int
	Status runs.Status
	// History has a line an epoch; Weights is the hash of the last weights.
	History []string
	Weights string
}

// timed are the fields of an epoch's record that say how long it took.
var timed = []string{"seconds", "train_seconds", "class"}

// statesOf reads all runs of a store by their hashes. Damage is an error.
func statesOf(dir string) (map[string]state, error) {
	store, err := runs.Open(dir)
	if err != nil {
		return nil, err
	}
	list, err := store.List()
	if err != nil {
		return nil, err
	}
	all := map[string]state{}
	for _, info := range list {
		if info.Value {
			continue
		}
		if info.Status == runs.Damaged || info.Status == runs.Unreadable {
			return nil, fmt.Errorf("%s is %s: %s", info.Entry, info.Status, info.Note)
		}
		run, err := store.Read(runs.ID{Name: info.Name, Hash: info.Hash})
		if errors.Is(err, runs.ErrNotFound) {
			continue // in its first epoch
		}
		if err != nil {
			return nil, err
		}
		s, err := stateOf(run)
		if err != nil {
			return nil, err
		}
		s.Name, s.Status = info.Entry, info.Status
		all[info.Hash] = s
	}
	return all, nil
}

// stateOf reads a run: all of its state but what the store's list says.
func stateOf(run *runs.Run) (s state, err error) {
	s.Epochs = run.Epochs()
	if s.History, err = historyOf(run); err != nil {
		return s, err
	}
	s.Weights, err = weightsOf(run)
	return s, err
}

func historyOf(run *runs.Run) (lines []string, err error) {
	for _, record := range run.History() {
		var fields map[string]any
		if err := json.Unmarshal(record, &fields); err != nil {
			return nil, err
		}
		for _, name := range timed {
			delete(fields, name)
		}
		text, err := json.Marshal(fields)
		if err != nil {
			return nil, err
		}
		lines = append(lines, string(text))
	}
	return lines, nil
}

// weightsOf hashes the last weights without their header, which holds times. An interrupted epoch has weights of its
// own, which are not compared.
func weightsOf(run *runs.Run) (string, error) {
	dir, ok, err := run.Slot("last")
	if err != nil || !ok {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(dir, "weights.bin"))
	if err != nil {
		return "", err
	}
	header, values, _ := bytes.Cut(text, []byte{'\n'})
	var h struct {
		State struct {
			Seen int `json:"Seen"`
		} `json:"state"`
	}
	if err := json.Unmarshal(header, &h); err != nil || h.State.Seen > 0 {
		return "", err
	}
	return fmt.Sprintf("%x", sha256.Sum256(values)), nil
}

// differs says in what a run is not the undisturbed one; "" in nothing. A run with fewer epochs is compared as far as
// it goes.
func (s state) differs(want state) string {
	if len(s.History) > len(want.History) {
		return fmt.Sprintf("%d epochs instead of %d", len(s.History), len(want.History))
	}
	for i, line := range s.History {
		if line != want.History[i] {
			return fmt.Sprintf("epoch %d is %s instead of %s", i+1, line, want.History[i])
		}
	}
	if len(s.History) == len(want.History) && s.Weights != "" && want.Weights != "" && s.Weights != want.Weights {
		return "other weights"
	}
	return ""
}

// leftOver lists what should not be in a store that nobody uses: unfinished files, and things set aside.
func leftOver(dir string) (found []string) {
	_ = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && (strings.HasPrefix(entry.Name(), ".tmp-") || strings.Contains(entry.Name(), ".damaged-")) {
			found = append(found, strings.TrimPrefix(path, dir))
		}
		return nil
	})
	return found
}
