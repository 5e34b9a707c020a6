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
	"path/filepath"
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
func Setup(ctx context.Context, log io.Writer) (string, error) { return setup(ctx, log, func() {}) }

// setup calls possible once nothing that can be known beforehand, such as a missing network, is in the way.
func setup(ctx context.Context, log io.Writer, possible func()) (string, error) {
	dir := venv()
	python, err := Find(ctx)
	if os.Getenv("FMNIST_PYTHON") != "" || err == nil && (python != venvPython(dir) || current(dir)) {
		if err == nil {
			possible()
		}
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
		possible()
		return venvPython(dir), nil
	}
	if err := create(ctx, dir, log, possible); err != nil {
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
func create(ctx context.Context, dir string, log io.Writer, possible func()) error {
	b, err := findBase(ctx)
	if err == nil {
		err = b.reach(ctx)
	}
	if err != nil {
		return err
	}
	possible()
	say(log, "installing JupyterLab into a Python environment of its own (once; 240 MB, about half a minute): %s\n", dir)
	if out, err := command(ctx, nil, log, b.Path, "-m", "venv", "--without-pip", "--clear", dir); err != nil {
		return failure(ctx, fmt.Errorf("%s cannot make a virtual environment (Debian and Ubuntu: apt install python3-venv): %w: %s",
			b.Path, err, lastLine(out)))
	}
	for name, text := range map[string][]byte{"requirements.txt": requirements, "constraints.txt": constraints} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return fmt.Errorf("the Python environment of Jupyter cannot be written: %w", err)
		}
	}
	return pip{python: venvPython(dir), from: b.Pip, dir: dir, log: log}.install(ctx)
}

// fingerprint changes with the pinned versions, so that an upgrade of this module upgrades the environment.
func fingerprint() string {
	sum := sha256.Sum256(append(bytes.Clone(requirements), constraints...))
	return hex.EncodeToString(sum[:])
}

// failure is what to say of a step that failed: that it was stopped, if it was.
func failure(ctx context.Context, err error) error {
	if stopped := ctx.Err(); stopped != nil {
		return stopped
	}
	return err
}

func say(log io.Writer, format string, args ...any) {
	if log != nil {
		fmt.Fprintf(log, format, args...)
	}
}
