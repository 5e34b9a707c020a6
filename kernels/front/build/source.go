package build

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// source is a cell as GoNB has written it.
type source struct {
	Dir   string   // its folder
	Out   string   // what GoNB calls the program
	Files []string // its .go files, sorted
	Key   string   // what decides which plan serves: all but the text below the imports
	Sum   string   // what decides what the program is, given a plan
}

// errPlain is why a cell is left to the go command.
var errPlain = errors.New("only the go command builds this")

// read reads the cell in dir.
func read(dir, out string) (source, error) {
	s := source{Dir: dir, Out: out}
	if !allowed(os.Getenv("GOFLAGS")) || os.Getenv("GOWORK") != "" {
		return s, errPlain
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return s, err
	}
	key, sum := sha256.New(), sha256.New()
	fmt.Fprintf(key, "%q %q %q\n", dir, out, environment())
	imports := []string{}
	for _, e := range entries {
		name := e.Name()
		switch {
		case strings.HasSuffix(name, "_test.go"), strings.HasPrefix(filepath.Join(dir, name), out):
			continue // the program itself, and what stands beside it under its name
		case compiled(name) && filepath.Ext(name) != ".go", name == "vendor":
			return s, errPlain
		case filepath.Ext(name) == ".go":
			text, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return s, err
			}
			paths, err := importsOf(text)
			if err != nil {
				return s, err
			}
			imports = append(imports, paths...)
			s.Files = append(s.Files, name)
			fmt.Fprintf(sum, "%q %d\n%s", name, len(text), text)
		}
		fmt.Fprintf(key, "%q\n", name)
	}
	slices.Sort(imports)
	fmt.Fprintf(key, "%q\n", slices.Compact(imports))
	s.Key = hex.EncodeToString(key.Sum(nil)[:12])
	fmt.Fprintln(sum, s.Key)
	s.Sum = hex.EncodeToString(sum.Sum(nil))
	return s, nil
}

// importsOf returns the import paths of a file of package main, and errPlain for one that says more to the go command
// than what it imports.
func importsOf(text []byte) ([]string, error) {
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte("//go:")) || bytes.HasPrefix(bytes.TrimSpace(line), []byte("// +build")) ||
			bytes.HasPrefix(bytes.TrimSpace(line), []byte("//+build")) {
			return nil, errPlain
		}
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	if f.Name.Name != "main" {
		return nil, errPlain
	}
	var paths []string
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil || path == "C" {
			return nil, errPlain
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// compiled reports whether the go command reads files of such a name for a package.
func compiled(name string) bool {
	switch filepath.Ext(name) {
	case ".go", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx", ".f", ".F", ".for", ".f90",
		".s", ".S", ".sx", ".swig", ".swigcxx", ".syso":
		return true
	}
	return name == "default.pgo"
}
