package build

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// cellFolder makes a folder as GoNB has it, with a workspace of it and a module example.com/lib, and goes there.
func cellFolder(t *testing.T, code string) (dir, lib string) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir, lib = filepath.Join(root, "gonb_1"), filepath.Join(root, "a lib")
	write(t, filepath.Join(dir, "go.mod"), "module gonb_1\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "go.work"), "go 1.26\n\nuse .\n\nuse \""+lib+"\"\n")
	write(t, filepath.Join(dir, "main.go"), code)
	write(t, filepath.Join(lib, "go.mod"), "module example.com/lib\n\ngo 1.26\n")
	write(t, filepath.Join(lib, "lib.go"), "package lib\n\nfunc N() int { return 1 }\n")
	t.Setenv("GOFLAGS", "-ldflags=-s")
	t.Setenv("GOWORK", "")
	t.Chdir(dir)
	return dir, lib
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const usesLib = "package main\n\nimport \"example.com/lib\"\n\nfunc main() { print(lib.N()) }\n"

func TestKey(t *testing.T) {
	dir, _ := cellFolder(t, usesLib)
	t.Setenv("CGO_CFLAGS", "")
	first := readHere(t, dir)
	for name, c := range map[string]struct {
		change func()
		key    bool // whether another plan serves
		sum    bool // whether the program is another
	}{
		"nothing":     {func() {}, false, false},
		"a statement": {func() { write(t, "main.go", usesLib+"var _ = 1\n") }, false, true},
		"an import": {func() {
			write(t, "main.go", strings.Replace(usesLib, "import", "import _ \"fmt\"\nimport", 1))
		}, true, true},
		"a file":          {func() { write(t, "more.go", "package main\n") }, true, true},
		"a test":          {func() { write(t, "main_test.go", "package main\n") }, false, false},
		"the program":     {func() { write(t, "gonb_1.bin", "x") }, false, false},
		"the environment": {func() { t.Setenv("CGO_CFLAGS", "-O3") }, true, true},
	} {
		c.change()
		got := readHere(t, dir)
		if (got.Key != first.Key) != c.key || (got.Sum != first.Sum) != c.sum {
			t.Errorf("%s: the key is another: %v, the sum: %v", name, got.Key != first.Key, got.Sum != first.Sum)
		}
		write(t, "main.go", usesLib)
		for _, f := range []string{"more.go", "main_test.go", "gonb_1.bin"} {
			_ = os.Remove(f)
		}
		t.Setenv("CGO_CFLAGS", "")
	}
}

func readHere(t *testing.T, dir string) source {
	t.Helper()
	s, err := read(dir, filepath.Join(dir, "gonb_1"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What says more to the go command than its imports is left to it.
func TestPlain(t *testing.T) {
	for name, c := range map[string]struct{ code, flags, file string }{
		"cgo":        {code: "package main\n\nimport \"C\"\n\nfunc main() {}\n"},
		"embedding":  {code: "package main\n\nimport _ \"embed\"\n\n//go:embed main.go\nvar s string\n\nfunc main() {}\n"},
		"constraint": {code: "// +build ignore\n\npackage main\n\nfunc main() {}\n"},
		"package":    {code: "package other\n"},
		"syntax":     {code: "package main\n\nimport \"\n"},
		"overlay":    {code: usesLib, flags: "-overlay=x.json"},
		"assembly":   {code: usesLib, file: "x.s"},
		"profile":    {code: usesLib, file: "default.pgo"},
		"vendored":   {code: usesLib, file: "vendor/modules.txt"},
	} {
		dir, _ := cellFolder(t, c.code)
		if c.flags != "" {
			t.Setenv("GOFLAGS", c.flags)
		}
		if c.file != "" {
			write(t, c.file, "")
		}
		if status := Cell(t.TempDir(), filepath.Join(dir, "gonb_1")); status != Plain {
			t.Errorf("%s: status %d", name, status)
		}
	}
}

// The folders of a workspace, of its replacements, and nothing of the module cache.
func TestFolders(t *testing.T) {
	dir, lib := cellFolder(t, usesLib)
	beside := filepath.Join(filepath.Dir(lib), "beside")
	write(t, filepath.Join(lib, "go.mod"), "module example.com/lib\n\nrequire example.com/beside v1.0.0\n\n"+
		"replace example.com/beside => ../beside\n")
	modules, err := local(dir)
	if err != nil {
		t.Fatal(err)
	}
	l := linked{files: map[string]string{}}
	l.modules = []string{"example.com/lib", "example.com/beside", "example.com/lib/own"}
	for _, path := range []string{"fmt", "vendor/golang.org/x/net", "example.com/lib", "example.com/lib/sub",
		"example.com/lib/own/x", "example.com/beside/b"} {
		l.files[path] = ""
	}
	got, err := l.folders(modules)
	slices.Sort(got)
	if want := []string{lib, lib + "/sub", beside + "/b"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	l.files["example.com/nobody"] = ""
	if _, err := l.folders(modules); err == nil {
		t.Error("a package of no module was not noticed")
	}
}

// The sum is another after every change, also after one that leaves length and time of modification as they were.
func TestWatched(t *testing.T) {
	_, lib := cellFolder(t, usesLib)
	tree := filepath.Join(lib, "data")
	write(t, filepath.Join(tree, "deep", "x"), "1")
	file := filepath.Join(lib, "lib.go")
	w := watched{Files: []string{filepath.Join(lib, "go.mod"), filepath.Join(lib, "go.sum")}, Folders: []string{lib},
		Trees: []string{tree}}
	last, _, err := w.sum()
	if err != nil {
		t.Skip(err) // this system does not tell when a file changed
	}
	for _, c := range []struct {
		name    string
		change  func()
		another bool
	}{
		{"nothing", func() {}, false},
		{"a line", func() {
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			write(t, file, "package lib\n\nfunc N() int { return 2 }\n")
			if err := os.Chtimes(file, time.Time{}, info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"a file", func() { write(t, filepath.Join(lib, "b.go"), "package lib\n") }, true},
		{"a test", func() { write(t, filepath.Join(lib, "b_test.go"), "package lib\n") }, false},
		{"a notebook", func() { write(t, filepath.Join(lib, "a.ipynb"), "{}") }, false},
		{"a removed file", func() { _ = os.Remove(filepath.Join(lib, "b.go")) }, true},
		{"an embedded file", func() { write(t, filepath.Join(tree, "deep", "y"), "1") }, true},
		{"go.sum", func() { write(t, filepath.Join(lib, "go.sum"), "") }, true},
	} {
		time.Sleep(20 * time.Millisecond) // the clock of file systems ticks in hundredths
		c.change()
		sum, _, err := w.sum()
		if err != nil || (sum != last) != c.another {
			t.Errorf("%s: another sum: %v, %v", c.name, sum != last, err)
		}
		last = sum
	}
	w.Folders = append(w.Folders, filepath.Join(lib, "gone"))
	if _, _, err := w.sum(); err == nil {
		t.Error("a folder that is gone was not noticed")
	}
}

// What compile reads besides the sources makes it a build for the go command.
func TestSources(t *testing.T) {
	args := strings.Fields("/go/compile -o /w/_pkg_.a -trimpath /w=> -p main -lang=go1.26 -c=2 " +
		"-importcfg /w/importcfg -pack ./main.go /d/x.go")
	got, err := sources(args, "/d")
	if err != nil || !slices.Equal(got, []string{"main.go", "x.go"}) {
		t.Errorf("%q, %v", got, err)
	}
	for _, more := range []string{"-embedcfg", "-pgoprofile=x", "-m", "/elsewhere/y.go"} {
		if _, err := sources(append(slices.Clone(args), more), "/d"); err == nil {
			t.Errorf("%s was not noticed", more)
		}
	}
}

func TestPlanFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := load(dir); err == nil {
		t.Error("no plan was loaded")
	}
	p := plan{Compile: command{Args: []string{"c"}, Env: []string{"A=b"}}, Link: command{Args: []string{"l"}}, Sum: "s",
		Exports: map[string]int64{"x": 1}, Watched: watched{Folders: []string{"f"}}}
	if err := p.save(dir); err != nil {
		t.Fatal(err)
	}
	got, err := load(dir)
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, text := range []string{"{}", "{\"Sum\":", ""} {
		write(t, filepath.Join(dir, planFile), text)
		if _, err := load(dir); err == nil {
			t.Errorf("%q is a plan", text)
		}
	}
}
