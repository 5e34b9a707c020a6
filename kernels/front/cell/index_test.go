package cell

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// module writes a small module of the shape of this one: a door that gives other packages' types names of its own.
func module(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module example.com/m\n\ngo 1.26\n",
		"door/door.go": `package door

import "example.com/m/inner"

// Run is a finished training.
type Run = inner.Run
type Data struct{ inner.Look; Size int }

// Train trains.
func Train(p Plan) *Run { return nil }
func Load() Data { return Data{} }
func Runs() []Run { return nil }

type Plan struct {
	// Epochs is how often.
	Epochs int
	hidden int
}
func (p Plan) With(n int) Plan { return p }

var Base = Plan{Epochs: 1}
var Alias = inner.Make
var New = inner.Make()
func private() {}
`,
		"inner/inner.go": `package inner

type Run struct { Name string }
func (r *Run) Curves() Chart { return Chart{} }
func (r *Run) confusion() {}
type Chart struct{ Title string }
type Look struct{}
func (Look) Gallery(n int) Chart { return Chart{} }
func Make() *Run { return nil }
`,
		"door/door_test.go": "package door\n\nfunc TestOnly() {}\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestCompletion(t *testing.T) {
	n := NewNotebook(NewIndex(module(t), t.TempDir()))
	n.Ran(New("import \"example.com/m/door\"\nvar Best = door.Plan{}\nvar run = door.Train(Best)\nfunc helper() door.Plan { return Best }\ntype Mine struct{ A int }\nfunc (m Mine) Do() door.Data { return door.Load() }"))
	for code, want := range map[string][]string{
		"door.": {"Alias", "Base", "Data", "Load", "New", "Plan", "Run", "Runs",
			"Train"},
		"door.Tr":                              {"Train"},
		"Bes":                                  {"Best"},
		"run.":                                 {"Curves", "Name"},
		"run.Curves().":                        {"Title"},
		"d := door.Load()\nd.":                 {"Gallery", "Look", "Size"},
		"door.Load().Gallery(3).Ti":            {"Title"},
		"Best.With(3).ep":                      {"Epochs"},
		"helper().":                            {"Epochs", "With"},
		"Mine{}.Do().Gal":                      {"Gallery"},
		"m := &Mine{A: 1}\nm.":                 {"A", "Do"},
		"door.Runs()[0].Cur":                   {"Curves"},
		"door.Base.":                           {"Epochs", "With"},
		"door.Alias().":                        {"Curves", "Name"},
		"door.New.":                            {"Curves", "Name"},
		"x := Best\ny := x.With(1)\ny.":        {"Epochs", "With"},
		"f(\"a.b)\", run.Curves().":            {"Title"},
		"unknown.":                             nil,
		"func (m Mine) More(z Mine) {\n\tz.Do": {"Do"},
		"!ls Bes":                              nil,
	} {
		got, from, to := n.Completion(New(code), len([]rune(code)))
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
		if to != len(code) || from < to-4 {
			t.Errorf("%q replaces %d to %d", code, from, to)
		}
	}
	if got, _, _ := n.Completion(New("door.Tr\nx"), 7); !slices.Equal(got, []string{"Train"}) {
		t.Errorf("in the middle: %q", got)
	}
}

func TestInspection(t *testing.T) {
	n := NewNotebook(NewIndex(module(t)))
	n.Ran(New("import \"example.com/m/door\"\nvar Best = door.Plan{Epochs: 2}"))
	for code, want := range map[string]string{
		"door.Train":    "func Train(p Plan) *Run\n```\n\nTrain trains.",
		"door.Train(":   "func Train(p Plan) *Run",
		"Best.Epochs":   "Epochs int\n```\n\nEpochs is how often.",
		"Best":          "var Best = door.Plan{Epochs: 2}",
		"door.Run":      "Run is a finished training.",
		"nothing.there": "",
	} {
		if got := n.Inspection(New(code), len(code)); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
}

func TestKnown(t *testing.T) {
	n := NewNotebook(NewIndex(module(t)))
	n.Ran(New("import \"example.com/m/door\"\ntype T struct{ A int }"))
	k := n.Known(New("x := 1"), map[string]int{"y": 2})
	if !slices.Contains(k.Scope(), "x") || !slices.Contains(k.Scope(), "door") ||
		!slices.Contains(k.Exports("door"), "Train") || k.Gone("y") != 2 {
		t.Error(k.Scope(), k.Exports("door"))
	}
	for name, want := range map[string]string{"door.Plan": "Epochs", "example.com/m/inner.Run": "Curves", "main.T": "A",
		"T": "A", "door.Run": "Name"} {
		if !slices.Contains(k.Members(name), want) {
			t.Errorf("%s: %q lacks %s", name, k.Members(name), want)
		}
	}
	if k.Exports("nowhere") != nil {
		t.Error("an unknown package exports something")
	}
}

// The index of this module itself is made in far less than the second that JupyterLab waits.
func TestIndexOfThisModule(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	n := NewNotebook(NewIndex(root))
	n.Warm()
	t.Logf("read in %v", time.Since(begin))
	code := "run := fmnist.Train(plan)\nrun.Cur"
	if got, _, _ := n.Completion(New(code), len(code)); !slices.Equal(got, []string{"Curves"}) {
		t.Errorf("%q", got)
	}
}
