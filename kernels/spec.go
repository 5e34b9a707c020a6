package kernels

import (
	"embed"
	"encoding/json"
	"fmt"
	"image/color"
	"strings"
)

//go:embed spec/launch.sh spec/bin
var scripts embed.FS

// Spec describes one kernel as Jupyter lists it.
type Spec struct {
	Name        string            // folder name, and kernelspec.name in a notebook's metadata
	DisplayName string            // what the launcher of JupyterLab shows
	Env         map[string]string // environment of the kernel, and so of `go build` and of every cell
	colours     color.Palette     // of its logo
}

// goflags drop the symbol table: linking a cell then takes half the time (0.3 instead of 0.6 s with the Go backend),
// and a panic still names file and line.
const goflags = "-ldflags=-s"

// CPU is the kernel that runs everywhere. Its cells link neither GoMLX nor XLA: they compute in a child process, which
// takes the backend that package engine chooses, or the one of GOMLX_BACKEND.
var CPU = Spec{
	Name: "fmnist-cpu", DisplayName: "Go (Fashion-MNIST, CPU)",
	Env:     map[string]string{"GOFLAGS": goflags},
	colours: blue,
}

// CUDA is the same kernel with XLA on an NVIDIA GPU asked for, where there is one. Only the child links XLA, which
// needs cgo and a C compiler.
var CUDA = Spec{
	Name: "fmnist-cuda", DisplayName: "Go (Fashion-MNIST, CUDA)",
	Env:     map[string]string{"GOFLAGS": goflags, "GOMLX_BACKEND": "xla:cuda"},
	colours: green,
}

// Specs lists the kernels that Install writes: those that this machine can use, so that a launcher offers no CUDA where
// there is no device.
func Specs() []Spec { return present() }

// files renders the kernelspec folder that will lie in dir: its kernel.json, scripts and logos by relative path.
func (s Spec) files(dir string, m machine) (map[string][]byte, error) {
	launch, err := m.launcher()
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{"launch.sh": launch}
	kernel, err := json.MarshalIndent(map[string]any{
		"argv":           []string{"/bin/sh", dir + "/launch.sh", "{connection_file}"},
		"display_name":   s.DisplayName,
		"language":       "go",
		"interrupt_mode": "message", // GoNB answers interrupt_request; a signal would end it
		"env":            s.Env,
		"metadata":       map[string]any{"debugger": false},
	}, "", " ")
	if err != nil {
		return nil, fmt.Errorf("kernel %s: %w", s.Name, err)
	}
	out["kernel.json"] = append(kernel, '\n')
	for _, name := range []string{"bin/go", "bin/goimports", "bin/tool", "bin/gopls", "bin/cell"} {
		if out[name], err = scripts.ReadFile("spec/" + name); err != nil {
			return nil, err
		}
	}
	if m.front != nil {
		out["front"] = m.front
	}
	out["logo-svg.svg"] = logoSVG(s.colours)
	if out["logo-32x32.png"], err = logoPNG(s.colours, 2); err != nil {
		return nil, err
	}
	out["logo-64x64.png"], err = logoPNG(s.colours, 4)
	return out, err
}

// machine is what a kernelspec must know about the computer it is installed on.
type machine struct {
	checkout string   // root of the module that serves notebooks outside any checkout
	path     []string // folders of go, gonb, goimports and gopls
	env      []string // NAME=value of Go's folders, for a Jupyter that was not started from this shell
	front    []byte   // the program of package front; nil where it does not build, and GoNB serves alone
}

// launcher fills the machine's values into spec/launch.sh.
func (m machine) launcher() ([]byte, error) {
	text, err := scripts.ReadFile("spec/launch.sh")
	if err != nil {
		return nil, err
	}
	var dirs, defaults []string
	for _, d := range m.path {
		dirs = append(dirs, quote(d))
	}
	for _, e := range m.env {
		name, value, _ := strings.Cut(e, "=")
		defaults = append(defaults, fmt.Sprintf("[ -n \"$%s\" ] || export %s=%s", name, name, quote(value)))
	}
	return []byte(strings.NewReplacer(
		"@CHECKOUT@", quote(m.checkout),
		"@PATH@", strings.Join(dirs, ":"),
		"@DEFAULTS@", strings.Join(defaults, "\n"),
	).Replace(string(text))), nil
}

// quote makes a word of s that a POSIX shell reads as it is.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
