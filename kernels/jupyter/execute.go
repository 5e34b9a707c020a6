package jupyter

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/kernels"
)

//go:embed runner.py
var runner string

// Job describes one headless execution.
type Job struct {
	Notebooks []string      // paths of .ipynb files; they are not changed
	Out       string        // folder for the executed .ipynb and the HTML of each; made when missing
	Kernel    string        // name of a kernelspec; empty means kernels.CPU
	Timeout   time.Duration // for one cell; 0 means an hour
	Pace      time.Duration // between two lines about the progress of one cell; 0 means 10 s
	Env       []string      // NAME=value, added to the environment of Python, kernel and cells
	Log       io.Writer     // one line a cell, and the progress of those that take long; nil discards them
}

// Result is one executed notebook.
type Result struct {
	Notebook, Ipynb, HTML string // paths
	Seconds               float64
	Failure               *CellError // nil when every cell ended well
}

// CellError is the first cell of a notebook that failed; the cells after it did not run.
type CellError struct {
	Notebook string
	Cell     int    // number among the code cells, from 1, as In [n] shows it; 0 when the kernel did not start
	Line     string // the first telling line of the cell
	Message  string
}

func (e *CellError) Error() string {
	if e.Cell == 0 {
		return fmt.Sprintf("%s: %s", filepath.Base(e.Notebook), e.Message)
	}
	return fmt.Sprintf("%s, cell %d (%s): %s", filepath.Base(e.Notebook), e.Cell, e.Line, e.Message)
}

// Execute runs notebooks one after the other through a kernel and writes them, executed, as .ipynb and HTML into
// j.Out, those that failed too: up to the failing cell. Kernels run in the notebook's folder. The results are in the
// order of j.Notebooks; the error joins their failures. HTML pages need no network. A cancelled ctx interrupts the
// running cell, which has 5 s to save; what it printed is kept, and the notebooks after it do not run.
func Execute(ctx context.Context, python string, j Job) ([]Result, error) {
	j, err := j.checked()
	if err != nil {
		return nil, err
	}
	var results []Result
	var failures []error
	for _, notebook := range j.Notebooks {
		r, err := j.execute(ctx, python, notebook)
		if r.Ipynb != "" {
			results = append(results, r)
		}
		if ctx.Err() != nil {
			if r.Failure != nil {
				r.Failure.Message = "interrupted" // and not what became of the kernel then
			}
			return results, fmt.Errorf("stopped: %w", ctx.Err())
		}
		if err != nil {
			return results, err
		}
		if r.Failure != nil {
			failures = append(failures, r.Failure)
		}
	}
	return results, errors.Join(failures...)
}

// checked makes the paths absolute and the folder, and fills in the defaults.
func (j Job) checked() (Job, error) {
	j.Notebooks = slices.Clone(j.Notebooks)
	for i, n := range j.Notebooks {
		path, err := filepath.Abs(n)
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			return j, fmt.Errorf("there is no notebook %s: %w", n, err)
		}
		j.Notebooks[i] = path
	}
	out, err := filepath.Abs(j.Out)
	if err == nil {
		err = os.MkdirAll(out, 0o755)
	}
	if err != nil {
		return j, fmt.Errorf("the folder for executed notebooks cannot be made: %w", err)
	}
	j.Out = out
	if j.Kernel == "" {
		j.Kernel = kernels.CPU.Name
	}
	j.Timeout, j.Pace = cmp.Or(j.Timeout, time.Hour), cmp.Or(j.Pace, 10*time.Second)
	return j, nil
}

// execute runs runner.py on one notebook.
func (j Job) execute(ctx context.Context, python, notebook string) (Result, error) {
	job, err := json.Marshal(map[string]any{"notebook": notebook, "out": j.Out, "kernel": j.Kernel,
		"timeout": max(int(j.Timeout.Seconds()), 1),
		"pace":    j.Pace.Seconds()})
	if err != nil {
		return Result{}, err
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, python, "-c", runner)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(job), &stderr
	cmd.Env = append(os.Environ(), j.Env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // nbclient then shuts the kernel down
	// 5 s for the cell, the rest to write the files
	cmd.WaitDelay = 15 * time.Second
	stdout, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return Result{}, fmt.Errorf("notebooks cannot be executed by %s: %w", python, err)
	}
	r := j.follow(stdout, notebook)
	if err := cmd.Wait(); err != nil {
		return r, fmt.Errorf("%s cannot be executed by %s: %w: %s", notebook, python, err, lastLine(stderr.String()))
	}
	return r, nil
}

// follow reads the events of runner.py to their end.
func (j Job) follow(events io.Reader, notebook string) Result {
	r := Result{Notebook: notebook}
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 1<<20) // a compile error can fill a screen; a page of text is far below 1 MB
	for lines.Scan() {
		var e struct {
			Event, Line, Ipynb, HTML string
			Cell, Cells              int
			Seconds                  float64
			Failure                  *CellError
		}
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue // a library printed something
		}
		switch e.Event {
		case "cell":
			say(j.Log, "%s %d/%d  %s\n", filepath.Base(notebook), e.Cell, e.Cells, e.Line)
		case "progress":
			say(j.Log, "    after %.0f s: %s\n", e.Seconds, e.Line)
		case "end":
			r.Ipynb, r.HTML, r.Seconds, r.Failure = e.Ipynb, e.HTML, e.Seconds, e.Failure
			if r.Failure != nil {
				r.Failure.Notebook = notebook
			}
		}
	}
	io.Copy(io.Discard, events) // after a line that is too long: let the sender end
	return r
}

// Environ is the JUPYTER_PATH=… that lets Jupyter find kernels installed under prefix before all others.
func Environ(prefix string) string {
	path := filepath.Join(prefix, "share", "jupyter")
	if old := os.Getenv("JUPYTER_PATH"); old != "" {
		path += string(filepath.ListSeparator) + old
	}
	return "JUPYTER_PATH=" + strings.TrimSpace(path)
}
