package jupyter

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

//go:embed requirements.txt
var requirements []byte

//go:embed constraints.txt
var constraints []byte

// Setup returns a Python with Modules: one that Find finds, or else a new virtual environment in kernels.Home(), into
// which pip installs the pinned versions (240 MB, half a minute, from the network once). Two processes may call it at
// once; a set-up that was cut off is done again.
func Setup(ctx context.Context, log io.Writer) (string, error) {
	dir := venv()
	python, err := Find(ctx)
	if os.Getenv("FMNIST_PYTHON") != "" || err == nil && (python != venvPython(dir) || current(dir)) {
		return python, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", fmt.Errorf("no place for the Python environment of Jupyter; set FMNIST_HOME to a folder that can be written: %w", err)
	}
	lock := flock.New(dir + ".lock")
	if _, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil {
		return "", fmt.Errorf("another process is setting up %s: %w", dir, err)
	}
	defer lock.Unlock()
	if current(dir) { // the other process did it
		return venvPython(dir), nil
	}
	if err := create(ctx, dir, log); err != nil {
		return "", err
	}
	return venvPython(dir), os.WriteFile(filepath.Join(dir, "installed"), []byte(fingerprint()), 0o644)
}

// current reports whether dir holds a finished set-up of the versions pinned today.
func current(dir string) bool {
	done, err := os.ReadFile(filepath.Join(dir, "installed"))
	return err == nil && string(done) == fingerprint()
}

// create makes the virtual environment and fills it.
func create(ctx context.Context, dir string, log io.Writer) error {
	base, err := exec.LookPath("python3")
	if err != nil {
		return fmt.Errorf("no python3 in PATH, and Jupyter needs 3.10 or newer: install it (Debian and Ubuntu: apt install python3 python3-venv), or set FMNIST_PYTHON to one that has %s", strings.Join(Modules, ", "))
	}
	say(log, "making a Python environment with JupyterLab in %s (once, about half a minute)\n", dir)
	if out, err := command(ctx, log, base, "-m", "venv", "--clear", dir); err != nil {
		return fmt.Errorf("%s cannot make a virtual environment (Debian and Ubuntu: apt install python3-venv): %w: %s", base, err, lastLine(out))
	}
	for name, text := range map[string][]byte{"requirements.txt": requirements, "constraints.txt": constraints} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return fmt.Errorf("the Python environment of Jupyter cannot be written: %w", err)
		}
	}
	pip := []string{"-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", filepath.Join(dir, "requirements.txt")}
	out, err := command(ctx, log, venvPython(dir), append(pip, "-c", filepath.Join(dir, "constraints.txt"))...)
	if err != nil && strings.Contains(out, "require a different python version") {
		out, err = command(ctx, log, venvPython(dir), pip...) // constraints.txt was made on another Python
	}
	if err != nil {
		return fmt.Errorf("pip could not install JupyterLab; it needs a network once, or set FMNIST_PYTHON to a Python that has %s: %w: %s",
			strings.Join(Modules, ", "), err, lastLine(out))
	}
	return nil
}

// fingerprint changes with the pinned versions, so that an upgrade of this module upgrades the environment.
func fingerprint() string {
	sum := sha256.Sum256(append(bytes.Clone(requirements), constraints...))
	return hex.EncodeToString(sum[:])
}

// command runs a program, copies what it says to log and returns it.
func command(ctx context.Context, log io.Writer, name string, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if log != nil {
		cmd.Stdout = io.MultiWriter(&out, log)
		cmd.Stderr = cmd.Stdout
	}
	err := cmd.Run()
	return out.String(), err
}

func say(log io.Writer, format string, args ...any) {
	if log != nil {
		fmt.Fprintf(log, format, args...)
	}
}
