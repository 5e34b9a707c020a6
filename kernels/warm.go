package kernels

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/child"
)

// Warm compiles what a cell that imports the facade links, with the flags of each of the kernels, so that the first
// cell of a notebook takes a second and not a minute, and builds the program that computes for cells. Without kernels
// it takes those that this machine can use. It writes nothing but Go's build cache and that program, in FMNIST_HOME.
func Warm(ctx context.Context, checkout string, log io.Writer, specs ...Spec) error {
	checkout, err := Checkout(checkout)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "fmnist-warm-*")
	if err != nil {
		return fmt.Errorf("the build cache cannot be warmed: %w", err)
	}
	defer os.RemoveAll(dir)
	if err := warmCell(dir, checkout); err != nil {
		return fmt.Errorf("the build cache cannot be warmed: %w", err)
	}
	if len(specs) == 0 {
		specs = Specs()
	}
	for _, s := range specs {
		if log != nil {
			fmt.Fprintf(log, "warming the build cache of %s (a minute the first time)\n", s.DisplayName)
		}
		var out bytes.Buffer
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "cell"), ".")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=", "GOFLAGS="+s.Env["GOFLAGS"])
		cmd.WaitDelay = time.Second // stopped, go leaves compilers behind that hold its output
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("the package that notebooks import does not build in %s: %w: %s", checkout, err,
				strings.TrimSpace(out.String()))
		}
		// Cells compute in a child process, which is built here too, or the first training would wait for it.
		b := child.Builder{Env: []string{child.SourceEnv + "=" + checkout}}
		for name, value := range s.Env {
			b.Env = append(b.Env, name+"="+value)
		}
		if _, err := b.Build(ctx); err != nil {
			return err
		}
	}
	return nil
}

// warmCell writes a cell as GoNB does: a module of its own in a workspace with the checkout. A workspace reads the
// go.mod files of modules that a build in the checkout never asks for; without them the first cell would need a
// network.
func warmCell(dir, checkout string) error {
	version, err := goVersion(checkout)
	if err != nil {
		return err
	}
	for name, text := range map[string]string{
		"main.go": "package main\n\nimport _ \"" + Module + "/fmnist\"\n\nfunc main() {}\n",
		"go.mod":  "module gonb_warm\n\ngo " + version + "\n",
		"go.work": "go " + version + "\n\nuse (\n\t.\n\t" + strconv.Quote(checkout) + "\n)\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// goVersion is the version that a checkout's go.mod asks for.
func goVersion(checkout string) (string, error) {
	text, err := os.ReadFile(filepath.Join(checkout, "go.mod"))
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(string(text)) {
		if version, ok := strings.CutPrefix(strings.TrimSpace(line), "go "); ok {
			return version, nil
		}
	}
	return "", fmt.Errorf("%s names no version of Go", filepath.Join(checkout, "go.mod"))
}

// present lists the kernels that this machine can use.
func present() []Spec {
	if devices, _ := filepath.Glob("/dev/nvidia[0-9]*"); len(devices) > 0 {
		return []Spec{CPU, CUDA}
	}
	if _, err := exec.LookPath("nvidia-smi"); err == nil { // on WSL there are no device files
		return []Spec{CPU, CUDA}
	}
	return []Spec{CPU}
}
