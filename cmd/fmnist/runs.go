package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/runs"
	"github.com/gofmnist/gofmnist/fmnist/show"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

var runsCommand = command{"runs", "[-watch [LIST]] | merge DIR",
	"lists the stored runs, watches a search, or copies another store's runs in", runsVerb}

func runsVerb(flags *flag.FlagSet) func(call) error {
	watch := flags.Bool("watch", false, "show how far the plans of LIST are, again and again (default: the newest list of docker/cluster/search.sh); with -json once")
	interval := flags.Duration("interval", 0, "with -watch: the time between two updates (default 5s)")
	return func(c call) error {
		switch {
		case *watch:
			return c.watch(c.args, *interval)
		case len(c.args) == 2 && c.args[0] == "merge":
			return c.merge(c.args[1])
		case len(c.args) > 0:
			return errors.New("say what to do: fmnist runs, fmnist runs -watch, or fmnist runs merge DIR")
		}
		store, err := study.Store()
		if err != nil {
			return err
		}
		list, err := store.List()
		if err != nil {
			return err
		}
		table, err := show.Runs(store)
		if err != nil {
			return err
		}
		return c.print(map[string]any{"folder": store.Dir(), "runs": list}, table.Text())
	}
}

// merge copies the runs of the store in a folder, or of the FMNIST_HOME that it is.
func (c call) merge(dir string) error {
	if inner := filepath.Join(dir, "runs"); isFolder(inner) {
		dir = inner
	}
	if !isFolder(dir) {
		return fmt.Errorf("%s is not a folder; give a store: an FMNIST_HOME, or the folder runs in it", dir)
	}
	store, err := study.Store()
	if err != nil {
		return err
	}
	other, err := runs.Open(dir)
	if err != nil {
		return err
	}
	left := []string{}
	added, err := store.Merge(other, func(sentence string) {
		left = append(left, sentence)
		fmt.Fprintln(c.notes, "fmnist:", sentence)
	})
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%d runs copied from %s into %s", len(added), other.Dir(), store.Dir())
	return c.print(map[string]any{"copied": append([]string{}, added...), "left": left, "folder": store.Dir()}, text)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
