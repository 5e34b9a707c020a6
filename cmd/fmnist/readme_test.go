package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// README.md's table lists the commands, all of them and no others; execute is for cells.
func TestReadmeListsCommands(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| command | does |")
	table, _, _ = strings.Cut(table, "\n\n")
	word := regexp.MustCompile("`(?:fmnist )?([a-z-]+)[^`]*`")
	var listed []string
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) > 2 {
			for _, m := range word.FindAllStringSubmatch(cells[1], -1) {
				listed = append(listed, m[1])
			}
		}
	}
	var known []string
	for _, c := range commands() {
		if known = append(known, c.name); c.name != executeCommand.name && !slices.Contains(listed, c.name) {
			t.Errorf("README.md does not list fmnist %s", c.name)
		}
	}
	for _, name := range listed {
		if !slices.Contains(known, name) {
			t.Errorf("README.md lists fmnist %s, which does not exist", name)
		}
	}
}
