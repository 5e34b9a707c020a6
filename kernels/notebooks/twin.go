package notebooks

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// Tags of the cells of an exercise: its question and its answer, and the cell that checks the answer.
const (
	ExerciseTag = "exercise"
	CheckTag    = "check"
	// MayFail lets Jupyter run on after a cell that ends in an error: a check of an answer that is still missing.
	MayFail = "raises-exception"
)

// Twin writes the exercise form of a notebook: prose and code without outputs, followed by the exercises of its
// solutions with the answers left out. solutions is nil where there are none. Equal notebooks give equal bytes, and
// outputs play no part, so executing a notebook leaves its twin as it is.
func Twin(n, solutions *Notebook) ([]byte, error) {
	cells := []any{}
	for _, c := range n.Cells {
		cells = append(cells, bare(c, c.Metadata))
	}
	if solutions != nil {
		for _, c := range solutions.Cells {
			if !c.tagged(ExerciseTag) && !c.tagged(CheckTag) {
				continue
			}
			if c.Type == "code" {
				c.Source = Stub(c.Source)
			}
			cells = append(cells, bare(c, open(c)))
		}
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // as Jupyter writes it: && and not \u0026\u0026
	enc.SetIndent("", " ")
	err := enc.Encode(map[string]any{
		"cells": cells, "nbformat": n.Format, "nbformat_minor": n.Minor,
		"metadata": map[string]any{"kernelspec": n.Metadata["kernelspec"], "language_info": map[string]any{"name": "go"}},
	})
	return out.Bytes(), err
}

// bare is a cell as the file has it, without outputs.
func bare(c Cell, metadata map[string]any) any {
	type cell struct {
		Type     string         `json:"cell_type"`
		ID       string         `json:"id,omitempty"`
		Metadata map[string]any `json:"metadata"`
		Outputs  *[]any         `json:"outputs,omitempty"`
		Source   []string       `json:"source"`
	}
	if metadata == nil {
		metadata = map[string]any{}
	}
	t := cell{Type: c.Type, ID: c.ID, Metadata: metadata, Source: strings.SplitAfter(strings.TrimRight(c.Source, "\n"),
		"\n")}
	if c.Type != "code" {
		return t
	}
	t.Outputs = &[]any{}
	return struct { // code cells must have the key execution_count, null here
		cell
		Count *int `json:"execution_count"`
	}{cell: t}
}

// open is the metadata of an exercise's cell; a check may fail as long as its answer is missing.
func open(c Cell) map[string]any {
	metadata := map[string]any{}
	for k, v := range c.Metadata {
		metadata[k] = v
	}
	if c.tagged(CheckTag) {
		metadata["tags"] = append(slices.Clone(c.Tags), MayFail)
	}
	return metadata
}

// answer is what nbgrader takes for the answer in a cell.
var answer = regexp.MustCompile(`(?ms)^([ \t]*)// BEGIN SOLUTION\n.*?^[ \t]*// END SOLUTION$`)

// StubText stands where the answer goes; nbgrader's configuration has the same.
const StubText = "// your code here"

// Stub is the source of a cell with its answers left out, as nbgrader makes it.
func Stub(source string) string { return answer.ReplaceAllString(source, "${1}"+StubText) }

func (c Cell) tagged(tag string) bool { return slices.Contains(c.Tags, tag) }
