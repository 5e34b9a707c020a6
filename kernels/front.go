package kernels

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Front builds the checkout's front, the program between Jupyter and GoNB, and returns it. It is kept in
// Home()/bin under a name of the checkout's own, so that only what has changed is built again.
func Front(ctx context.Context, checkout string) ([]byte, error) {
	checkout, err := Checkout(checkout)
	if err != nil {
		return nil, err
	}
	sum := fnv.New32a()
	sum.Write([]byte(checkout))
	program := filepath.Join(Home(), "bin", fmt.Sprintf("front-%08x", sum.Sum32()))
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", program, "./kernels/front")
	cmd.Dir = checkout
	// it needs no C, and starts in half the time
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=", "CGO_ENABLED=0")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		why := strings.TrimSpace(out.String())
		return nil, fmt.Errorf("the kernel's front does not build in %s: %w: %s", checkout, err, why)
	}
	return os.ReadFile(program)
}
