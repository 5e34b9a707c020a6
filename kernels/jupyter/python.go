package jupyter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/kernels"
)

// Modules are the Python distributions that Execute and Lab need.
var Modules = []string{"jupyterlab", "nbclient", "nbconvert", "jupyter_client"}

// Headless are those that Execute alone needs.
var Headless = []string{"nbclient", "nbconvert", "jupyter_client"}

// Find returns the path of a Python that has the given distributions (Modules where none are given): FMNIST_PYTHON if
// that is set, else the environment Setup made, else python3 or python in PATH. Nothing is installed.
func Find(ctx context.Context, modules ...string) (string, error) {
	if len(modules) == 0 {
		modules = Modules
	}
	if python := os.Getenv("FMNIST_PYTHON"); python != "" {
		if err := has(ctx, python, modules); err != nil {
			return "", fmt.Errorf("FMNIST_PYTHON=%s cannot be used: %w", python, err)
		}
		return python, nil
	}
	var tried []error
	for _, python := range []string{venvPython(venv()), "python3", "python"} {
		path, err := exec.LookPath(python)
		if err == nil {
			if err = has(ctx, path, modules); err == nil {
				return path, nil
			}
		}
		tried = append(tried, err)
	}
	return "", fmt.Errorf("no Python with %s was found: %w", strings.Join(modules, ", "), errors.Join(tried...))
}

// has asks a Python for the distributions it lacks.
func has(ctx context.Context, python string, modules []string) error {
	const script = `import importlib.metadata as m, json, sys
def missing(name):
    try: m.version(name)
    except m.PackageNotFoundError: return True
print(json.dumps([n for n in sys.argv[1:] if missing(n)]))`
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, python, append([]string{"-c", script}, modules...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", python, err, lastLine(stderr.String()))
	}
	var missing []string
	if err := json.Unmarshal(out, &missing); err != nil {
		return fmt.Errorf("%s printed something else than asked: %w", python, err)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s lacks %s", python, strings.Join(missing, ", "))
	}
	return nil
}

// venv is the folder of the virtual environment Setup makes.
func venv() string { return filepath.Join(kernels.Home(), "venv") }

func venvPython(dir string) string { return filepath.Join(dir, "bin", "python") }

// lastLine is what a program said last, usually its reason.
func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
