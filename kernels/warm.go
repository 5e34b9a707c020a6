package kernels

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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
	cell := filepath.Join(dir, "main.go")
	if err := os.WriteFile(cell, []byte("package main\n\nimport _ \""+Module+"/fmnist\"\n\nfunc main() {}\n"),
		0o644); err != nil {
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
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "cell"), cell)
		cmd.Dir = checkout
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS="+s.Env["GOFLAGS"])
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
