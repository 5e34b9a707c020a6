package notebooks

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Notebook is an .ipynb file, format 4, as far as the checks and twins look at it.
type Notebook struct {
	Cells    []Cell         `json:"cells"`
	Metadata map[string]any `json:"metadata"`
	Format   int            `json:"nbformat"`
	Minor    int            `json:"nbformat_minor"`
}

// Cell is one cell; Outputs and Count belong to code cells.
type Cell struct {
	Type     string
	ID       string
	Source   string
	Tags     []string
	Metadata map[string]any // tags included
	Outputs  []Output
	Count    *int // In [n]; nil when the cell was not executed
}

// Output is one output of a code cell: a stream, a display or an error.
type Output struct {
	Type      string                     `json:"output_type"`
	Text      text                       `json:"text"`
	Data      map[string]json.RawMessage `json:"data"` // by MIME type
	Value     string                     `json:"evalue"`
	Traceback []string                   `json:"traceback"`
}

// text is a string that the file format also allows to be cut into lines.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	var lines []string
	if json.Unmarshal(b, &lines) == nil {
		*t = text(strings.Join(lines, ""))
		return nil
	}
	return json.Unmarshal(b, (*string)(t))
}

// Parse reads the text of an .ipynb file.
func Parse(file []byte) (*Notebook, error) {
	var n Notebook
	if err := json.Unmarshal(file, &n); err != nil {
		return nil, fmt.Errorf("not a notebook: %w", err)
	}
	if n.Format != 4 {
		return nil, fmt.Errorf("notebook format %d cannot be read, only 4: open and save it in JupyterLab", n.Format)
	}
	return &n, nil
}

// Read reads an .ipynb file.
func Read(path string) (*Notebook, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	n, err := Parse(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// UnmarshalJSON flattens the file's nested form.
func (c *Cell) UnmarshalJSON(b []byte) error {
	var f struct {
		Type     string         `json:"cell_type"`
		ID       string         `json:"id"`
		Source   text           `json:"source"`
		Metadata map[string]any `json:"metadata"`
		Outputs  []Output       `json:"outputs"`
		Count    *int           `json:"execution_count"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	*c = Cell{Type: f.Type, ID: f.ID, Source: string(f.Source), Metadata: f.Metadata, Outputs: f.Outputs, Count: f.Count}
	tags, _ := f.Metadata["tags"].([]any)
	for _, tag := range tags {
		if name, ok := tag.(string); ok {
			c.Tags = append(c.Tags, name)
		}
	}
	return nil
}

// Code returns the code cells.
func (n *Notebook) Code() []Cell {
	return slices.DeleteFunc(slices.Clone(n.Cells), func(c Cell) bool { return c.Type != "code" })
}

// Lines counts the lines of the source.
func (c Cell) Lines() int { return len(strings.Split(strings.TrimSpace(c.Source), "\n")) }

// Has reports whether some output carries the MIME type.
func (c Cell) Has(mime string) bool {
	return slices.ContainsFunc(c.Outputs, func(o Output) bool { return o.Data[mime] != nil })
}
