package jupyter

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofmnist/gofmnist/kernels"
)

// ready returns a Python with nbclient and the environment that finds freshly installed kernels.
func ready(t *testing.T) (python string, env []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: starts kernels")
	}
	python, err := Find(t.Context(), Headless...)
	if err != nil {
		t.Skip(err)
	}
	prefix := t.TempDir()
	if _, err := kernels.Install(t.Context(), kernels.Options{Prefix: prefix}); err != nil {
		t.Skip(err)
	}
	return python, []string{Environ(prefix)}
}

// run executes notebooks of testdata and returns the results, the joined error and the log.
func run(t *testing.T, timeout time.Duration, names ...string) ([]Result, string, error) {
	t.Helper()
	python, env := ready(t)
	var paths []string
	for _, n := range names {
		read(t, filepath.Join("testdata", n)) // so that `go test` sees when it changes
		paths = append(paths, filepath.Join("testdata", n))
	}
	var log strings.Builder
	results, err := Execute(t.Context(), python, Job{
		Notebooks: paths, Out: filepath.Join(t.TempDir(), "out"),
		Timeout: timeout, Env: append(env, "TINY=from outside"), Log: &log,
	})
	if len(results) != len(names) {
		t.Fatalf("%d results: %v", len(results), err)
	}
	return results, log.String(), err
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestExecute(t *testing.T) {
	t.Parallel()
	before := read(t, "testdata/tiny.ipynb")
	results, log, err := run(t, 2*time.Minute, "tiny.ipynb", "panics.ipynb", "typo.ipynb")
	if read(t, "testdata/tiny.ipynb") != before {
		t.Error("the source notebook was changed")
	}
	tiny, panics, typo := results[0], results[1], results[2]
	if tiny.Failure != nil {
		t.Fatal(tiny.Failure)
	}
	checkTiny(t, tiny, log)
	if !errors.Is(err, panics.Failure) || !errors.Is(err, typo.Failure) {
		t.Errorf("the error does not join the failures: %v", err)
	}
	checkFailure(t, panics, 2, `fmt.Fprintln(os.Stderr, "fmnist: no data in /nowhere; type fmnist.Load()")`,
		"fmnist: no data in /nowhere; type fmnist.Load()")
	checkFailure(t, typo, 1, "fmt.Println(kernels.Modul)", "undefined: kernels.Modul")
}

func checkTiny(t *testing.T, r Result, log string) {
	t.Helper()
	var nb struct {
		Cells []struct{ Outputs []json.RawMessage }
	}
	if err := json.Unmarshal([]byte(read(t, r.Ipynb)), &nb); err != nil || len(nb.Cells) != 3 {
		t.Fatalf("%d cells, %v", len(nb.Cells), err)
	}
	if out := string(nb.Cells[1].Outputs[0]); !strings.Contains(out, "hello from "+kernels.Module+" from outside") {
		t.Errorf("first cell printed %s", out)
	}
	page := read(t, r.HTML)
	for _, cdn := range []string{"require.min.js", "mermaid"} {
		if strings.Contains(page, cdn) {
			t.Errorf("the page loads %s from the internet", cdn)
		}
	}
	if !strings.Contains(page, "hello from") {
		t.Error("the page lacks the output")
	}
	if !strings.Contains(log, `tiny.ipynb 1/2  fmt.Println("hello from", kernels.Module, os.Getenv("TINY"))`) {
		t.Errorf("log:\n%s", log)
	}
}

func checkFailure(t *testing.T, r Result, cell int, line, message string) {
	t.Helper()
	f := r.Failure
	if f == nil || f.Cell != cell || f.Line != line || !strings.Contains(f.Message, message) {
		t.Fatalf("%s: %+v", r.Notebook, f)
	}
	if strings.Contains(f.Message, "exit status") || strings.Contains(f.Message, "\x1b") {
		t.Errorf("message with noise: %q", f.Message)
	}
	if read(t, r.HTML) == "" || read(t, r.Ipynb) == "" {
		t.Error("what ran before the failure was not written")
	}
}

func TestExecuteEndsASlowCell(t *testing.T) {
	t.Parallel()
	results, _, err := run(t, 2*time.Second, "sleeps.ipynb")
	if err == nil {
		t.Fatal("the cell ended")
	}
	checkFailure(t, results[0], 1, `fmt.Println("before")`, "took longer than 2 s")
}

// TestExecuteSaysHowALongCellGoesOn reads the last line that a cell showed, while it runs.
func TestExecuteSaysHowALongCellGoesOn(t *testing.T) {
	t.Parallel()
	python, env := ready(t)
	cell := `for i := range 3 {\n\tfmt.Printf(\"epoch %d/3\\n\", i+1)\n\ttime.Sleep(700 * time.Millisecond)\n}`
	path := filepath.Join(t.TempDir(), "long.ipynb")
	text := `{"cells": [{"cell_type": "code", "execution_count": null, "id": "a", "metadata": {}, "outputs": [], "source": "` + cell +
		`"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	_, err := Execute(t.Context(), python, Job{Notebooks: []string{path}, Out: t.TempDir(), Env: env, Log: &log,
		Pace: 500 * time.Millisecond})
	if err != nil || !strings.Contains(log.String(), " s: epoch 3/3\n") {
		t.Errorf("%v, %q", err, log.String())
	}
}

func TestExecuteStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	python, env := ready(t)
	ctx, cancel := context.WithCancel(t.Context())
	log := writer(func(line string) {
		if strings.Contains(line, "sleeps.ipynb 1/1") {
			cancel()
		}
	})
	results, err := Execute(ctx, python, Job{Notebooks: []string{"testdata/sleeps.ipynb", "testdata/tiny.ipynb"},
		Out: t.TempDir(), Env: env, Log: log})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if len(results) != 1 || results[0].Failure == nil || results[0].Failure.Message != "interrupted" ||
		!strings.Contains(read(t, results[0].Ipynb), "time.Sleep") {
		t.Errorf("the interrupted notebook was not written, or the next one ran: %+v", results)
	}
}

type writer func(string)

func (w writer) Write(p []byte) (int, error) { w(string(p)); return len(p), nil }

func TestExecuteChecksItsJobFirst(t *testing.T) {
	_, err := Execute(t.Context(), "python-is-not-asked", Job{Notebooks: []string{"nowhere.ipynb"}, Out: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "there is no notebook nowhere.ipynb") {
		t.Error(err)
	}
	_, err = Execute(t.Context(), "python-that-does-not-exist",
		Job{Notebooks: []string{"testdata/tiny.ipynb"}, Out: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "python-that-does-not-exist") {
		t.Error(err)
	}
}

func TestFollowSurvivesForeignLines(t *testing.T) {
	events := `a library's warning
{"event":"end","seconds":1.5,"ipynb":"/o/b.ipynb","html":"/o/b.html","failure":{"cell":3,"line":"d := fmnist.Load()","message":"no data"}}
`
	r := Job{}.follow(strings.NewReader(events), "/n/b.ipynb")
	if r.Seconds != 1.5 || r.HTML != "/o/b.html" || r.Failure == nil ||
		r.Failure.Error() != "b.ipynb, cell 3 (d := fmnist.Load()): no data" {
		t.Errorf("%+v", r)
	}
}
