package jupyter

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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
	Env       []string      // NAME=value, added to the environment of Python, kernel and cells
	Log       io.Writer     // one line a cell; nil discards them
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
// running cell.
func Execute(ctx context.Context, python string, j Job) ([]Result, error) {
	job, err := j.prepare()
	if err != nil {
		return nil, err
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, python, "-c", runner)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(job), &stderr
	cmd.Env = append(os.Environ(), j.Env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // nbclient then shuts the kernel down
	cmd.WaitDelay = 15 * time.Second                                      // a cell may take 5 s to save, see DESIGN rule 6
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("notebooks cannot be executed: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("notebooks cannot be executed by %s: %w", python, err)
	}
	results, err := j.follow(stdout)
	if werr := cmd.Wait(); ctx.Err() != nil {
		return results, fmt.Errorf("stopped: %w", ctx.Err())
	} else if werr != nil {
		return results, fmt.Errorf("notebooks cannot be executed by %s: %w: %s", python, werr, lastLine(stderr.String()))
	}
	return results, err
}

// prepare checks the job, makes its folder and writes it down for runner.py.
func (j Job) prepare() ([]byte, error) {
	var paths []string
	for _, n := range j.Notebooks {
		path, err := filepath.Abs(n)
		if err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			return nil, fmt.Errorf("there is no notebook %s: %w", n, err)
		}
		paths = append(paths, path)
	}
	out, err := filepath.Abs(j.Out)
	if err == nil {
		err = os.MkdirAll(out, 0o755)
	}
	if err != nil {
		return nil, fmt.Errorf("the folder for executed notebooks cannot be made: %w", err)
	}
	if j.Kernel == "" {
		j.Kernel = kernels.CPU.Name
	}
	if j.Timeout == 0 {
		j.Timeout = time.Hour
	}
	return json.Marshal(map[string]any{"notebooks": paths, "out": out, "kernel": j.Kernel, "timeout": max(int(j.Timeout.Seconds()), 1)})
}

// follow reads the events of runner.py to their end.
func (j Job) follow(events io.Reader) ([]Result, error) {
	var results []Result
	var failures []error
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 1<<20) // a compile error can fill a screen; a page of text is far below 1 MB
	for lines.Scan() {
		var e struct {
			Event, Notebook, Line, Ipynb, HTML string
			Cell, Cells                        int
			Seconds                            float64
			Failure                            *CellError
		}
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue // a library printed something
		}
		switch e.Event {
		case "cell":
			say(j.Log, "%s %d/%d  %s\n", filepath.Base(e.Notebook), e.Cell, e.Cells, e.Line)
		case "notebook":
			r := Result{Notebook: e.Notebook, Ipynb: e.Ipynb, HTML: e.HTML, Seconds: e.Seconds, Failure: e.Failure}
			if r.Failure != nil {
				r.Failure.Notebook = e.Notebook
				failures = append(failures, r.Failure)
			}
			results = append(results, r)
		}
	}
	io.Copy(io.Discard, events) // after a line that is too long: let the sender end
	return results, errors.Join(failures...)
}

// Environ is the JUPYTER_PATH=… that lets Jupyter find kernels installed under prefix before all others.
func Environ(prefix string) string {
	path := filepath.Join(prefix, "share", "jupyter")
	if old := os.Getenv("JUPYTER_PATH"); old != "" {
		path += string(filepath.ListSeparator) + old
	}
	return "JUPYTER_PATH=" + strings.TrimSpace(path)
}
