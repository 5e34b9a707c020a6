package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// explain makes the error that a cell's user sees of GoNB's.
func (f *Front) explain(r *running, c wire.Content) cell.Error {
	value := c.Text("evalue")
	trace := texts(c["traceback"])
	raw := cell.Error{Name: "ERROR", Value: value, Trace: trace}
	if panicked := r.output.trace(); panicked != "" && !r.interrupted.Load() {
		return cell.PanicError(f.mark(panicked))
	}
	if r.interrupted.Load() {
		const said = "interrupted"
		return cell.Error{Name: "Interrupted", Value: said, Trace: []string{said}}
	}
	if e, ok := cell.ExitError(value, r.output.lastWords()); ok {
		return e
	}
	if s := r.cell.Syntax(); s != nil {
		return cell.SyntaxError(r.count, r.cell, *s)
	}
	f.mu.Lock()
	gone := make(map[string]int, len(f.gone))
	for name, n := range f.gone {
		gone[name] = n
	}
	f.mu.Unlock()
	f.dropFailing(value)
	if e, ok := cell.CompileError(value, trace, f.place, f.notebook.Known(r.cell, gone)); ok {
		return e
	}
	return raw
}

// mark puts cells and lines into a panic's trace. GoNB's file is as it was compiled until the next cell.
func (f *Front) mark(trace string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return cell.MarkPlaces(trace, func(path string) []string {
		if !strings.HasPrefix(filepath.Base(filepath.Dir(path)), "gonb_") {
			return nil
		}
		text, _ := os.ReadFile(path)
		return strings.Split(string(text), "\n")
	}, f.cells)
}

// compiled reports whether a cell failed after it was built, so that its declarations stay.
func compiled(e cell.Error) bool {
	return e.Name != "compile error" && e.Name != "syntax error" && e.Name != "ERROR"
}

// place maps a line that GoNB reports to the user's cell.
func (f *Front) place(n, line int) (int, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c, ok := f.cells[n]
	if !ok {
		return line, ""
	}
	line = c.Line(line)
	return line, c.Text(line)
}

func texts(v any) (out []string) {
	list, _ := v.([]any)
	for _, x := range list {
		out = append(out, fmt.Sprint(x))
	}
	return out
}
