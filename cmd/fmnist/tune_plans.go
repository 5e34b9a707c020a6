package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/study"
)

// plans hands out the plans of a search's next trainings: on standard output, or as files with numbers that fit the
// index of a job array.
func (c call) plans(plans []plan.Plan, search *study.Search, folder string) error {
	fmt.Fprintf(c.notes, "%d plans to train; %s\n", len(plans), search)
	if folder == "" {
		return c.lines(plans, nil)
	}
	if err := emptyFolder(folder); err != nil {
		return err
	}
	for i, p := range plans {
		if err := writeJSON(filepath.Join(folder, fmt.Sprintf("plan-%d.json", i)), p); err != nil {
			return err
		}
	}
	text := fmt.Sprintf("%d plans in %s", len(plans), folder)
	return c.print(map[string]any{"plans": len(plans), "folder": folder, "trials": len(search.Trials()),
		"scheduled": search.Scheduled()}, text)
}

// emptyFolder makes a folder, and refuses one with something in it: plans of an earlier round would be trained again.
func emptyFolder(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("the plans cannot be written: %w", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("the plans cannot be written: %w", err)
	}
	if len(entries) > 0 {
		return errors.New(folder + " is not empty; give every round a folder of its own")
	}
	return nil
}
