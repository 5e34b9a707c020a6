package notebooks

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Twin writes the exercise form of a notebook: its headings and its code, without prose and outputs. One works through it
// beside the report, saying what each cell will show before running it. Equal notebooks give equal bytes, and outputs
// play no part, so executing a notebook leaves its twin as it is.
func Twin(n *Notebook) ([]byte, error) {
	type cell struct {
		Type     string         `json:"cell_type"`
		ID       string         `json:"id,omitempty"`
		Metadata map[string]any `json:"metadata"`
		Outputs  *[]any         `json:"outputs,omitempty"`
		Source   []string       `json:"source"`
	}
	cells := []any{}
	for _, c := range n.Cells {
		source := c.Source
		if c.Type == "markdown" {
			source = headings(source)
		}
		if strings.TrimSpace(source) == "" {
			continue
		}
		t := cell{Type: c.Type, ID: c.ID, Metadata: map[string]any{}, Source: strings.SplitAfter(strings.TrimRight(source, "\n"), "\n")}
		if c.Type != "code" {
			cells = append(cells, t)
			continue
		}
		t.Outputs = &[]any{}
		cells = append(cells, struct { // code cells must have the key execution_count, null here
			cell
			Count *int `json:"execution_count"`
		}{cell: t})
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

// headings keeps the heading lines of a Markdown text, but not those inside its code blocks.
func headings(source string) string {
	var kept []string
	fenced := false
	for _, line := range strings.Split(source, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		if !fenced && strings.HasPrefix(line, "#") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
