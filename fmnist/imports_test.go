package fmnist

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/gofmnist/gofmnist/"

// listed is a package as go list sees it, without its tests.
type listed struct {
	ImportPath    string
	Imports, Deps []string
}

func list(t *testing.T) map[string]listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "./...")
	cmd.Dir, cmd.Stderr = "..", os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Skip("the go command cannot be run: ", err)
	}
	all := map[string]listed{}
	for decoder := json.NewDecoder(out); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(p.ImportPath, module)] = p
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return all
}

// describing are the packages of values: what they do must need neither GoMLX nor pictures.
var describing = []string{
	"fmnist/nets", "fmnist/backbone", "fmnist/plan", "fmnist/trained", "fmnist/execute", "fmnist/study",
	"fmnist/hyperband", "fmnist/kfold",
	"fmnist/child", "fmnist/text", "fmnist/photo", "fmnist/metrics", "fmnist/footprint", "fmnist/pca", "fmnist/tsne",
	"fmnist/data", "fmnist/runs",
	"fmnist/exchange", "fmnist/exchange/layout", "fmnist/exchange/onnx", "fmnist/exchange/safetensors",
	"fmnist/exchange/torch", "fmnist/exchange/keras", "fmnist/exchange/tensorboard",
}

// drawing are the packages that make pictures and tables, or carry them to the notebook.
var drawing = []string{"fmnist/chart", "fmnist/nb", "fmnist/show", "fmnist/reports"}

// executing are the packages that may import GoMLX.
var executing = []string{"fmnist/train", "fmnist/train/layers", "fmnist/pretrained", "fmnist/engine",
	"fmnist/engine/hybrid",
	"fmnist/engine/hybrid/generate", "fmnist/engine/plugin", "fmnist/engine/install", "fmnist/local"}

// showing are the packages that may import the notebook's wire.
var showing = []string{"fmnist", "fmnist/show", "cmd/fmnist"}

// Descriptions import no GoMLX and no pictures, not even through others; pictures import no GoMLX; only the packages
// that execute import it; only those that show import nb.
func TestWhatMayImportWhat(t *testing.T) {
	all := list(t)
	for _, name := range slices.Concat(describing, drawing) {
		p, ok := all[name]
		if !ok {
			t.Errorf("there is no package %s any more; take it off the list", name)
		}
		for _, dep := range p.Deps {
			if strings.Contains(dep, "gomlx") {
				t.Errorf("%s depends on %s", name, dep)
			}
			if slices.Contains(describing, name) && slices.Contains(drawing, strings.TrimPrefix(dep, module)) {
				t.Errorf("%s describes and depends on %s", name, dep)
			}
		}
	}
	for name, p := range all {
		for _, dep := range p.Imports {
			switch {
			case strings.Contains(dep, "github.com/gomlx/") && !slices.Contains(executing, name):
				t.Errorf("%s imports %s; only packages that execute may", name, dep)
			case dep == module+"fmnist/nb" && !slices.Contains(showing, name):
				t.Errorf("%s imports nb; only packages that show may", name)
			}
		}
	}
}

// A cell is linked anew each time: it links neither GoMLX nor the network. What needs them is executed by a child
// process.
func TestCellsAreLight(t *testing.T) {
	door := list(t)["fmnist"]
	for _, dep := range door.Deps {
		if strings.Contains(dep, "gomlx") || dep == "net/http" || dep == "crypto/tls" || strings.Contains(dep, "/exchange") {
			t.Errorf("a cell links %s", dep)
		}
	}
}

// A cell compiles nothing but itself: what is generic in the types of the door, and in those they hold, would be
// compiled with every cell, which takes longer than the cell.
func TestCellsCompileLittle(t *testing.T) {
	dir := t.TempDir()
	source, object := filepath.Join(dir, "cell.go"), filepath.Join(dir, "cell.a")
	if err := os.WriteFile(source, []byte(`package cell

import "github.com/gofmnist/gofmnist/fmnist"

var (
	plan   = fmnist.Plan{Net: fmnist.Net("linear", fmnist.Flatten, fmnist.Dense(10))}
	run    = fmnist.Train(plan)
	folds  = fmnist.CrossValidate(plan, 5)
	search = fmnist.Hyperband(fmnist.Space{fmnist.Int("units", 1, 9)}, func(fmnist.Point) fmnist.Plan { return plan }, 9)
)

func main() {
	d := fmnist.Load()
	fmnist.Show(d.Summary(), d.PCA(), run.Curves(), folds, search, fmnist.Compare(run))
}
`), 0o600); err != nil {
		t.Fatal(err)
	}
	generic := regexp.MustCompile(` T .*\w\[`)
	for _, args := range [][]string{{"build", "-o", object, source}, {"tool", "nm", object}} {
		out, err := exec.Command("go", args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for line := range strings.Lines(string(out)) {
			// os.File holds a pointer of a generic type.
			if generic.MatchString(line) && !strings.Contains(line, "os.") {
				t.Errorf("a cell compiles %s", line)
			}
		}
	}
}

// The verbs return what they have to say. Progress goes to whoever asked for it.
func TestVerbsPrintNothing(t *testing.T) {
	prints := regexp.MustCompile(`\bfmt\.Print|\bprintln\(|\bos\.Std(out|err)\b|\blog\.[A-Z]`)
	for _, name := range describing {
		files, err := filepath.Glob(filepath.Join("..", name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			if found := prints.FindString(string(text)); found != "" {
				t.Errorf("%s prints: %s", file, found)
			}
		}
	}
}
