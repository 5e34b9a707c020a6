package kernels

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Checkout finds the root of this module at dir or above it; an empty dir means the working directory.
func Checkout(dir string) (string, error) {
	start, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("no checkout at %q: %w", dir, err)
	}
	for d := start; ; d = filepath.Dir(d) {
		if modulePath(filepath.Join(d, "go.mod")) == Module {
			return d, nil
		}
		if d == filepath.Dir(d) {
			return "", fmt.Errorf("%s is not inside a checkout of %s: clone https://%s and run the command there",
				start, Module, Module)
		}
	}
}

// modulePath reads the module line of a go.mod; "" where there is none.
func modulePath(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if name, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "module "); ok {
			return strings.Trim(strings.TrimSpace(name), `"`)
		}
	}
	return ""
}

// goFolders lists, as NAME=value, the folders of Go that this shell's environment moves away from their defaults: a
// kernel started from a desktop menu would miss them and build with an empty cache.
func goFolders(ctx context.Context, checkout string) ([]string, error) {
	names := []string{"GOPATH", "GOMODCACHE", "GOCACHE"}
	values, err := goEnv(ctx, checkout, names...)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, n := range names {
		if os.Getenv(n) != "" {
			out = append(out, n+"="+values[n])
		}
	}
	return out, nil
}

// goEnv asks the go command for settings, in the checkout because go.mod can choose another toolchain.
func goEnv(ctx context.Context, checkout string, names ...string) (map[string]string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"env", "-json"}, names...)...)
	cmd.Dir = checkout
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("the go command does not answer; install Go from https://go.dev/dl and put it in PATH: %w",
			commandError(err))
	}
	values := map[string]string{}
	if err := json.Unmarshal(out, &values); err != nil {
		return nil, fmt.Errorf("go env printed something that is not JSON: %w", err)
	}
	return values, nil
}

// commandError adds what a failed command wrote to stderr.
func commandError(err error) error {
	if e, ok := err.(*exec.ExitError); ok && len(e.Stderr) > 0 {
		return fmt.Errorf("%w: %s", err, strings.TrimSpace(string(e.Stderr)))
	}
	return err
}
