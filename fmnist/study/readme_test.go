package study

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The program in README.md is built as a module of its own that requires this one, and run.
func TestReadmeProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, program, found := strings.Cut(string(readme), "```go\npackage main\n")
	program, _, _ = strings.Cut(program, "```")
	if !found {
		t.Fatal("README.md no longer has a program")
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"main.go": "package main\n" + program, "go.mod": "module example\n",
		"go.sum": string(sums)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		cmd := exec.Command("go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOPROXY=off", "FMNIST_HOME="+t.TempDir(),
			"FMNIST_DATA=synthetic:300,100", "FMNIST_QUICK=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	const module = "github.com/gofmnist/gofmnist"
	run("mod", "edit", "-go=1.26.5", "-replace", module+"="+root, "-require", module+"@v0.0.0")
	if out := run("run", "."); !strings.Contains(out, "test accuracy 0.") {
		t.Errorf("it printed %q", out)
	}
}
