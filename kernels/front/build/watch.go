package build

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// watch finds what the build depends on: config is the linker's, whose files below own are the cell's.
func (p *plan) watch(config []byte, own, dir string) error {
	l, err := parse(config)
	if err != nil {
		return err
	}
	p.Exports = map[string]int64{}
	for path, file := range l.files {
		if below(own, file) {
			delete(l.files, path)
			continue
		}
		info, err := os.Stat(file)
		if err != nil {
			return err
		}
		p.Exports[file] = info.Size()
	}
	modules, err := local(dir)
	if err != nil {
		return err
	}
	w := &p.Watched
	if w.Folders, err = l.folders(modules); err != nil {
		return err
	}
	for _, folder := range w.Folders {
		embeds, err := embeds(folder)
		if err != nil {
			return err
		}
		if embeds {
			w.Trees = append(w.Trees, folder)
		}
	}
	for _, name := range []string{"go.work", "go.work.sum"} {
		w.Files = append(w.Files, filepath.Join(dir, name))
	}
	for _, at := range modules {
		w.Files = append(w.Files, filepath.Join(at, "go.mod"), filepath.Join(at, "go.sum"))
	}
	tools, err := p.tools()
	w.Files = append(w.Files, tools...)
	for _, list := range [][]string{w.Files, w.Folders, w.Trees} {
		slices.Sort(list)
	}
	return err
}

// tools are the files of the Go installation, and its settings, that a build depends on.
func (p *plan) tools() ([]string, error) {
	command, err := exec.LookPath("go")
	if err != nil {
		return nil, err
	}
	compile := p.Compile.Args[0]
	root := filepath.Dir(filepath.Dir(filepath.Dir(filepath.Dir(compile)))) // pkg/tool/OS_ARCH/compile
	files, err := settings(root)
	return append(files, command, compile, p.Link.Args[0], filepath.Join(root, "VERSION")), err
}

// embeds reports whether the package in a folder embeds files.
func embeds(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".go" || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return false, err
		}
		if bytes.Contains(text, []byte("//go:embed")) {
			return true, nil
		}
	}
	return false, nil
}
