package notebooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// MaxLines is the longest cell that is read without scrolling on a laptop beside its output. The aim is 12; two more
// are left for an import and the %% line.
const MaxLines = 14

// TextTag marks a cell that shows only text and so needs no picture.
const TextTag = "text"

// summaries are shown as Keras prints them, in letters of equal width: no picture and no table is due.
var summaries = regexp.MustCompile(`\.Show\([\w.()]*(\.Summary\(\)|\.Net|[nN]et\w*)\)`)

// CheckSource joins what is wrong with cells whether they ran or not: too long, or importing something else than this
// module and the standard library, which would ask the network (see kernels/spec/bin/go).
func (n *Notebook) CheckSource() error {
	var errs []error
	for i, c := range n.Code() {
		if c.Lines() > MaxLines {
			errs = append(errs, c.fault(i, "has %d lines, the limit is %d: move code into the module", c.Lines(), MaxLines))
		}
		for _, path := range c.imports() {
			if strings.Contains(path, ".") && !strings.HasPrefix(path, "github.com/gofmnist/gofmnist/") {
				errs = append(errs, c.fault(i, "imports %s: cells import this module and the standard library only", path))
			}
		}
	}
	return errors.Join(errs...)
}

// CheckOutputs joins what is wrong with the outputs of an executed notebook: a cell that did not run or ended in an
// error, an output of nothing, a Show that left neither a PNG (the one form of a chart that GitHub, nbconvert, VS Code
// and JupyterLab all show) nor a Markdown table.
func (n *Notebook) CheckOutputs() error {
	var errs []error
	for i, c := range n.Code() {
		if c.Count == nil {
			errs = append(errs, c.fault(i, "was not executed"))
			continue
		}
		for _, o := range c.Outputs {
			if o.Type == "error" && !c.tagged(MayFail) {
				errs = append(errs, c.fault(i, "ended in an error: %s", o.Value))
			}
			if o.blank() {
				errs = append(errs, c.fault(i, "shows an empty line"))
			}
		}
		if c.shows() && !c.tagged(CheckTag) && !c.Has("image/png") && !c.Has("text/markdown") {
			errs = append(errs, c.fault(i, "shows neither image/png nor a table; tag the cell %q if it is meant to show text only", TextTag))
		}
	}
	return errors.Join(errs...)
}

// blank reports whether an output is text, and that text is empty.
func (o Output) blank() bool {
	var plain text
	return len(o.Data) == 1 && o.Data["text/plain"] != nil && json.Unmarshal(o.Data["text/plain"], &plain) == nil &&
		plain == ""
}

// machinePath finds folders that exist on one machine only.
var machinePath = regexp.MustCompile(`/(root|home|work|Users)/[^\s"']*`)

// CheckCommitted joins what is wrong with the outputs of a notebook in the repository, beyond CheckOutputs: cells that
// ran out of order, texts that name folders of the machine they ran on, and not one picture.
func (n *Notebook) CheckCommitted() error {
	var errs []error
	if !slices.ContainsFunc(n.Cells, func(c Cell) bool { return c.Has("image/png") }) {
		errs = append(errs, errors.New("there is no picture in the notebook"))
	}
	for i, c := range n.Code() {
		if c.Count != nil && *c.Count != i+1 {
			errs = append(errs, c.fault(i, "ran as In [%d]: restart the kernel and run all cells", *c.Count))
		}
		for _, o := range c.Outputs {
			if path := machinePath.FindString(string(o.Text) + string(o.Data["text/plain"])); path != "" {
				errs = append(errs, c.fault(i, "prints %s, a folder of the machine it ran on", path))
			}
		}
	}
	return errors.Join(errs...)
}

// shows reports whether the cell draws.
func (c Cell) shows() bool {
	return strings.Contains(summaries.ReplaceAllString(c.Source, ""), ".Show(") && !slices.Contains(c.Tags, TextTag)
}

// importPath matches one line of an import, in a block or alone.
var importPath = regexp.MustCompile(`(?m)^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"\s]+/[^"\s]+)"\s*$`)

func (c Cell) imports() []string {
	var paths []string
	for _, m := range importPath.FindAllStringSubmatch(c.Source, -1) {
		paths = append(paths, m[1])
	}
	return paths
}

// fault names the i-th code cell (from 0) as In [n] does, with its last line, which tells most.
func (c Cell) fault(i int, format string, args ...any) error {
	lines := strings.Split(strings.TrimSpace(c.Source), "\n")
	return fmt.Errorf("cell %d (%s) %s", i+1, lines[len(lines)-1], fmt.Sprintf(format, args...))
}
