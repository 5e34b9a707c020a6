package fmnist

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The cells in README.md and the other documents compile: above %% are declarations, below it statements.
func TestSnippetsCompile(t *testing.T) {
	fenced := regexp.MustCompile("(?s)```go\n(.*?)```")
	count := 0
	files, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../README.md", "../CONTRIBUTING.md", "../kernels/README.md",
		"../docker/README.md") {
		text, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
			count++
			above, below, _ := strings.Cut(m[1], "%%\n")
			program := filepath.Join(t.TempDir(), "cell.go")
			code := "package main\n\n" + above + "\nfunc main() {\n" + below + "}\n"
			if strings.HasPrefix(m[1], "package ") { // a program, and no cell
				code = m[1]
			}
			if err := os.WriteFile(program, []byte(code), 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("go", "vet", program).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s\n%s", file, err, out, code)
			}
		}
	}
	if count < 2 {
		t.Errorf("%d snippets found; is the pattern still right?", count)
	}
}
