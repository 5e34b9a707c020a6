package build

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// local are the modules whose sources may change, with their folders: those of a workspace, and those that one of them
// replaces by a folder.
func local(dir string) (map[string]string, error) {
	file := filepath.Join(dir, "go.work")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	work, err := modfile.ParseWork(file, text, nil)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	replace(out, dir, work.Replace)
	for _, u := range work.Use {
		at := absolute(dir, u.Path)
		file := filepath.Join(at, "go.mod")
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		mod, err := modfile.Parse(file, text, nil)
		if err != nil {
			return nil, err
		}
		if mod.Module == nil {
			return nil, fmt.Errorf("%s names no module", file)
		}
		out[mod.Module.Mod.Path] = at
		replace(out, at, mod.Replace)
	}
	return out, nil
}

// replace adds what is replaced by folders.
func replace(out map[string]string, dir string, rules []*modfile.Replace) {
	for _, r := range rules {
		if _, used := out[r.Old.Path]; r.New.Version == "" && !used {
			out[r.Old.Path] = absolute(dir, r.New.Path)
		}
	}
}

func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// linked is what the linker is told: the file of every package, and the modules they come from.
type linked struct {
	files   map[string]string
	modules []string
}

// parse reads an importcfg.link.
func parse(text []byte) (linked, error) {
	l := linked{files: map[string]string{}}
	found := false
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		verb, rest, _ := strings.Cut(lines.Text(), " ")
		switch verb {
		case "packagefile":
			path, file, _ := strings.Cut(rest, "=")
			l.files[path] = file
		case "modinfo":
			info, err := strconv.Unquote(rest)
			if err != nil || len(info) < 32 {
				return l, errors.New("modinfo cannot be read")
			}
			b, err := debug.ParseBuildInfo(info[16 : len(info)-16])
			if err != nil {
				return l, err
			}
			for _, m := range b.Deps {
				l.modules = append(l.modules, m.Path)
			}
			found = true
		case "#", "":
		default:
			return l, fmt.Errorf("importcfg.link has a line %q", verb)
		}
	}
	if !found {
		return l, errors.New("importcfg.link names no modules")
	}
	return l, lines.Err()
}

// folders returns where the sources of the packages lie that may change.
func (l linked) folders(local map[string]string) ([]string, error) {
	var out []string
	for path := range l.files {
		module := ""
		for _, m := range l.modules {
			if (path == m || strings.HasPrefix(path, m+"/")) && len(m) > len(module) {
				module = m
			}
		}
		first, _, _ := strings.Cut(path, "/")
		switch dir, changes := local[module]; {
		case changes:
			out = append(out, filepath.Join(dir, strings.TrimPrefix(path, module)))
		case module == "" && strings.Contains(first, "."):
			return nil, fmt.Errorf("%s belongs to no module", path)
		}
	}
	return out, nil
}
