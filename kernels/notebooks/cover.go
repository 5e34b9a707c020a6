package notebooks

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// coverage/table.tsv has one line for everything that the two student reports show or ask: section, figure, table,
// number, question.
//
//go:embed coverage/table.tsv
var coverTable string

// Covered is one line of the table of coverage.
type Covered struct {
	Report, Section, Row string // which report, where in it, and what
	Reported             string // the report's value
	Notebook, Cell       string // the notebook without its ending, and a tag or id of the cell that answers
	// Shows is what the cell's output must hold: "png", "table", "any", or a regular expression between slashes whose
	// first group is our value.
	Shows   string
	Verdict string // done, better or cannot
	Command string // runs what the cell cannot show without a file that is not at hand
}

// verdicts are the only ones: as in the report; the report's row and something that it lacks; not without a file.
var verdicts = []string{"done", "better", "cannot"}

// Coverage is the table of what the reports hold.
func Coverage() ([]Covered, error) {
	const columns = 9
	var all []Covered
	var errs []error
	for i, line := range strings.Split(strings.TrimRight(coverTable, "\n"), "\n")[1:] {
		f := strings.Split(line, "\t")
		if len(f) != columns {
			errs = append(errs, fmt.Errorf("line %d of coverage/table.tsv has %d columns, not %d", i+2, len(f), columns))
			continue
		}
		c := Covered{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8]}
		if !slices.Contains(verdicts, c.Verdict) || c.Verdict == "cannot" && c.Command == "" {
			errs = append(errs, fmt.Errorf("line %d of coverage/table.tsv: the verdict %q is none of %v, or has no command", i+2,
				c.Verdict, verdicts))
		}
		all = append(all, c)
	}
	return all, errors.Join(errs...)
}

// Find is the cell that answers, with false when the notebook has none.
func (c Covered) Find(n *Notebook) (Cell, bool) {
	i := slices.IndexFunc(n.Cells, func(cell Cell) bool { return cell.ID == c.Cell || slices.Contains(cell.Tags, c.Cell) })
	if i < 0 {
		return Cell{}, false
	}
	return n.Cells[i], true
}

// Here is our value, read from the cell's output: a number, or "picture", "table", "text". The error says what is
// missing.
func (c Covered) Here(cell Cell) (string, error) {
	missing := fmt.Errorf("%s, cell %s: %s (%s) is not in its output", c.Notebook, c.Cell, c.Row, c.Shows)
	name, has := map[string]string{"png": "picture", "table": "table", "any": "text"}[c.Shows], len(cell.Outputs) > 0
	switch c.Shows {
	case "png":
		has = cell.Has("image/png")
	case "table":
		has = cell.Has("text/markdown")
	case "any":
	default:
		pattern, err := regexp.Compile(strings.Trim(c.Shows, "/"))
		if err != nil {
			return "", fmt.Errorf("%s: %w", c.Row, err)
		}
		found := pattern.FindStringSubmatch(cell.Text())
		if has = len(found) > 1; has {
			name = strings.Join(strings.Fields(found[1]), " ")
		}
	}
	if !has {
		return "", missing
	}
	return name, nil
}

// Text is all text of a cell's outputs: streams, tables in Markdown without its escapes, and plain text.
func (c Cell) Text() string {
	var b strings.Builder
	for _, o := range c.Outputs {
		b.WriteString(string(o.Text) + "\n")
		for _, mime := range []string{"text/markdown", "text/plain"} {
			var words text
			if json.Unmarshal(o.Data[mime], &words) == nil {
				b.WriteString(strings.ReplaceAll(string(words), `\`, "") + "\n")
			}
		}
	}
	return b.String()
}

// CoverageDocument is docs/COVERAGE.md: every line of the table with our value beside the report's. What a notebook
// does not show is said, not left out.
func CoverageDocument(open func(notebook string) (*Notebook, error)) (string, error) {
	all, err := Coverage()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# The two reports, row by row\n\nMade by `go run ./kernels/notebooks/coverage` from `kernels/notebooks/coverage/table.tsv` and the outputs of the notebooks; " +
		"do not edit, run the command again.\nVerdicts: done; better (the row, and what the report lacks); cannot (needs a file that is not at hand: the command runs it).\n")
	books := map[string]*Notebook{}
	report := ""
	for _, c := range all {
		if c.Report != report {
			report = c.Report
			fmt.Fprintf(&b, "\n## Report %s\n\n| section | row | report | here | notebook, cell | verdict |\n|---|---|---|---|---|---|\n", report)
		}
		if books[c.Notebook] == nil {
			if books[c.Notebook], err = open(c.Notebook); err != nil {
				return "", err
			}
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(c.cells(books[c.Notebook]), " | "))
	}
	return b.String(), nil
}

// cells are the line's cells in the document.
func (c Covered) cells(n *Notebook) []string {
	here := "not in the notebook"
	if cell, ok := c.Find(n); ok {
		var err error
		if here, err = c.Here(cell); err != nil {
			here = "not in its output"
		}
	}
	verdict := c.Verdict
	if c.Command != "" {
		verdict += ": `" + c.Command + "`"
	}
	row := []string{c.Section, c.Row, c.Reported, here, c.Notebook + ", " + c.Cell, verdict}
	for i := range row {
		row[i] = strings.ReplaceAll(row[i], "|", "&#124;")
	}
	return row
}
