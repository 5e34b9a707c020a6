package kernels

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Warm compiles what a cell that imports the facade links, with the flags of each kernel, so that the first cell of a
// notebook takes a second and not a minute. It writes nothing but Go's build cache. Kernels with equal flags share it.
func Warm(ctx context.Context, checkout string, log io.Writer) error {
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
	if err := os.WriteFile(cell, []byte("package main\n\nimport _ \""+Module+"/fmnist\"\n\nfunc main() {}\n"), 0o644); err != nil {
		return fmt.Errorf("the build cache cannot be warmed: %w", err)
	}
	var seen []string
	for _, s := range Specs() {
		flags := s.Env["GOFLAGS"]
		if slices.Contains(seen, flags) {
			continue
		}
		seen = append(seen, flags)
		if log != nil {
			fmt.Fprintf(log, "warming the build cache of %s (a minute the first time)\n", s.DisplayName)
		}
		var out bytes.Buffer
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, "cell"), cell)
		cmd.Dir = checkout
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS="+flags)
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("the package that notebooks import does not build in %s: %w: %s", checkout, err, strings.TrimSpace(out.String()))
		}
	}
	return nil
}
