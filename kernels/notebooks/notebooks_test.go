package notebooks

import (
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/gofmnist/gofmnist/fmnist" // so that `go test` does not answer from its cache after the facade changed
	"github.com/gofmnist/gofmnist/kernels"
	"github.com/gofmnist/gofmnist/kernels/jupyter"
)

var update = flag.Bool("update", false, "write the twins in notebooks/clean anew")

// folder is where the shipped notebooks lie, seen from here.
var folder = filepath.Join("..", "..", Folder)

func mustRead(t *testing.T, path string) *Notebook {
	t.Helper()
	n, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// solutions are the worked answers to a notebook's exercises, nil where there are none.
func solutions(t *testing.T, name string) *Notebook {
	t.Helper()
	path := filepath.Join(folder, Solutions, name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return mustRead(t, path)
}

func TestTwins(t *testing.T) {
	for _, name := range Shipped() {
		want, err := Twin(mustRead(t, filepath.Join(folder, name)), solutions(t, name))
		if err != nil {
			t.Fatal(err)
		}
		twin := filepath.Join(folder, Clean, name)
		if *update {
			if err := errors.Join(os.MkdirAll(filepath.Dir(twin), 0o755), os.WriteFile(twin, want, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(twin); err != nil || string(got) != string(want) {
			t.Errorf("%s is stale: go generate ./kernels/notebooks", twin)
		}
	}
}

// People open notebooks/ in JupyterLab: they see no Go files there.
func TestFolderHoldsWhatPeopleOpen(t *testing.T) {
	err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".go" {
			t.Errorf("%s: checks and generators belong here, in kernels/notebooks", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestCommitted looks at the notebooks as they lie in the repository: executed in order, with their pictures.
func TestCommitted(t *testing.T) {
	for _, name := range Shipped() {
		path := filepath.Join(folder, name)
		n := mustRead(t, path)
		if err := errors.Join(n.CheckSource(), n.CheckOutputs(), n.CheckCommitted()); err != nil {
			t.Errorf("%s:\n%v", path, err)
		}
		if info, err := os.Stat(path); err == nil && info.Size() > 1.5e6 {
			t.Errorf("%s has %d bytes; above 1.5 MB a clone gets heavy and GitHub slow to show it", path, info.Size())
		}
	}
}

// TestExecute runs every notebook through the real kernel, on small plans and in an empty home, and checks what it
// shows.
func TestExecute(t *testing.T) {
	python, env := kernelForTests(t)
	env = append(env, "GOMLX_BACKEND=")
	weights := os.Getenv("FMNIST_WEIGHTS")
	paths := []string{filepath.Join("testdata", "small.ipynb")}
	for _, name := range Shipped() {
		paths = append(paths, filepath.Join(folder, name), filepath.Join(folder, Clean, name))
		if solutions(t, name) != nil {
			paths = append(paths, filepath.Join(folder, Solutions, name))
		}
	}
	for _, path := range paths {
		title, _ := filepath.Rel(folder, path)
		t.Run(strings.TrimSuffix(title, ".ipynb"), func(t *testing.T) {
			if text, err := os.ReadFile(path); err == nil && weights == "" &&
				strings.Contains(string(text), "fmnist.SqueezeNet") {
				t.Skip("needs FMNIST_WEIGHTS, the folder of SqueezeNet's weights")
			}
			t.Parallel()
			execute(t, python, path, env)
		})
	}
}

// TestTourOnXLA runs the tour on XLA, which cells take where its plugin and GOMLX_BACKEND say so.
func TestTourOnXLA(t *testing.T) {
	if os.Getenv("PJRT_PLUGIN_LIBRARY_PATH") == "" {
		t.Skip("needs XLA's plugin: set PJRT_PLUGIN_LIBRARY_PATH to its folder, as .ci/run does")
	}
	python, env := kernelForTests(t)
	home := execute(t, python, filepath.Join(folder, "tour.ipynb"), append(env, "GOMLX_BACKEND=xla:cpu"))
	documents, err := filepath.Glob(filepath.Join(home, "runs", "*", "run.json"))
	if err != nil || documents == nil {
		t.Fatalf("the tour left no run in %s: %v", home, err)
	}
	for _, file := range documents {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var run struct{ Backend string }
		if err := json.Unmarshal(text, &run); err != nil || !strings.Contains(run.Backend, "xla") {
			t.Errorf("%s: trained on %q, not on XLA: %v", file, run.Backend, err)
		}
	}
}

// kernelForTests installs the kernels in a prefix of their own; the test is skipped where Jupyter is not to be had.
// Environ finds them, with the data and with quick plans.
func kernelForTests(t *testing.T) (python string, environ []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: executes notebooks")
	}
	python, err := jupyter.Find(t.Context(), jupyter.Headless...)
	if err != nil {
		t.Skip(err)
	}
	prefix := t.TempDir()
	if _, err := kernels.Install(t.Context(), kernels.Options{Prefix: prefix}); err != nil {
		t.Skip(err)
	}
	data := cmp.Or(os.Getenv("FMNIST_DATA"), "synthetic")
	if !filepath.IsAbs(data) && !strings.HasPrefix(data, "synthetic") {
		if data, err = filepath.Abs(filepath.Join("..", "..", data)); err != nil { // it was typed at the checkout's root
			t.Fatal(err)
		}
	}
	return python, []string{jupyter.Environ(prefix), "FMNIST_QUICK=1", "FMNIST_DATA=" + data}
}

// cellTimeout is what the first cell may take to compile with an empty build cache on 2 cores, several times over.
const cellTimeout = 5 * time.Minute

// execute runs one notebook in an empty home, which it returns.
func execute(t *testing.T, python, path string, env []string) string {
	t.Helper()
	room := t.TempDir() // the notebook runs in a copy, so what it writes stays out of the repository
	lone, home := filepath.Join(room, filepath.Base(path)), filepath.Join(room, "home")
	duplicate(t, path, lone)
	for _, picture := range Pictures() {
		duplicate(t, filepath.Join(folder, picture), filepath.Join(room, picture))
	}
	results, err := jupyter.Execute(t.Context(), python, jupyter.Job{
		Notebooks: []string{lone}, Out: filepath.Join(room, "out"), Timeout: cellTimeout,
		Env: append(slices.Clone(env), "FMNIST_HOME="+home), Log: logger{t},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1f s", results[0].Seconds)
	if err := mustRead(t, results[0].Ipynb).CheckOutputs(); err != nil {
		t.Error(err)
	}
	return home
}

func duplicate(t *testing.T, from, to string) {
	t.Helper()
	file, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, file, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

type logger struct{ t *testing.T }

func (l logger) Write(p []byte) (int, error) {
	l.t.Log(strings.TrimRight(string(p), "\n"))
	return len(p), nil
}
