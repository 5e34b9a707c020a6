package install

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// pip is a Python that can run pip.
type pip struct{ python string }

// findPip looks for a Python with pip: FMNIST_PYTHON, the environment of "fmnist lab", python3, python. Where Python
// has none, as in Debian, an environment with pip is made beside the plugins.
func findPip(ctx context.Context, o Options) (pip, error) {
	dir, err := plugin.Folder()
	if err != nil {
		return pip{}, err
	}
	own := filepath.Join(dir, "pip", "bin", "python")
	for _, python := range []string{os.Getenv("FMNIST_PYTHON"),
		filepath.Join(filepath.Dir(dir), "venv", "bin", "python"), "python3", "python", own} {
		if python != "" && exec.CommandContext(ctx, python, "-m", "pip", "--version").Run() == nil {
			return pip{python}, nil
		}
	}
	if python, err := exec.LookPath("python3"); err == nil {
		o.say("%s has no pip; making an environment that has it", python)
		if exec.CommandContext(ctx, python, "-m", "venv", "--clear", filepath.Join(dir, "pip")).Run() == nil {
			return pip{own}, nil
		}
	}
	if ctx.Err() != nil {
		return pip{}, ctx.Err()
	}
	return pip{}, errors.New("no Python with pip, which fetches the plugin and compares its checksum; install it (" +
		packages("python3-pip", "python3-pip", "py3-pip", "python-pip", "python") + ") or set FMNIST_PYTHON to one")
}

// pipLimit bounds the fetching of one wheel: 650 MB at 0.5 MB/s.
const pipLimit = 25 * time.Minute

// fetch brings a wheel into the folder and returns its path. A wheel that is there and whole is taken as it is.
func (p pip) fetch(ctx context.Context, w Wheel, folder string, o Options) (string, error) {
	if file := whole(folder, w); file != "" {
		return file, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(folder, "part-") // pip's own temporary files too, so that they can be counted and go away
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	list := filepath.Join(work, "requirements.txt")
	if err := os.WriteFile(list, []byte(w.Requirement()), 0o644); err != nil {
		return "", err
	}
	args := []string{"-m", "pip", "download", "--no-deps", "--require-hashes", "--only-binary", ":all:",
		"--ignore-requires-python", "--no-input",
		"--disable-pip-version-check", "--no-cache-dir", "--progress-bar", "off", "--dest", work, "--requirement", list}
	if o.From != "" {
		args = append(args, "--no-index", "--find-links", o.From)
	}
	limited, cancel := context.WithTimeout(ctx, pipLimit)
	defer cancel()
	cmd := exec.CommandContext(limited, p.python, args...)
	cmd.Env = append(os.Environ(), "TMPDIR="+work)
	cmd.WaitDelay = time.Second
	stop := watch(work, w, o)
	out, err := cmd.CombinedOutput()
	stop()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case limited.Err() != nil:
		return "", fmt.Errorf("%s was not there after %v; call the command again, it goes on with the file it was at",
			w, pipLimit)
	case err != nil:
		return "", w.explain(string(out), o)
	}
	file := whole(work, w)
	if file == "" {
		return "", fmt.Errorf("pip did not leave %s with the SHA-256 that is written down", w)
	}
	kept := filepath.Join(folder, filepath.Base(file))
	return kept, os.Rename(file, kept)
}

// String is project and version.
func (w Wheel) String() string { return w.Project + " " + w.Version }

// Requirement is the line for pip.
func (w Wheel) Requirement() string {
	return fmt.Sprintf("%s==%s --hash=sha256:%s\n", w.Project, w.Version, w.SHA256)
}

// whole is the wheel's file in a folder, "" if it is not there or not the one that is written down.
func whole(folder string, w Wheel) string {
	files, _ := filepath.Glob(filepath.Join(folder, strings.ReplaceAll(w.Project, "-", "_")+"-"+w.Version+"-*.whl"))
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			continue
		}
		h := sha256.New()
		_, err = io.Copy(h, f)
		_ = f.Close()
		if err == nil && hex.EncodeToString(h.Sum(nil)) == w.SHA256 {
			return file
		}
	}
	return ""
}

// explain makes one sentence of what pip printed.
func (w Wheel) explain(out string, o Options) error {
	switch {
	case strings.Contains(out, "DO NOT MATCH THE HASHES"):
		return fmt.Errorf("%s is another file than the one that was tested (its SHA-256 differs); nothing was installed", w)
	case strings.Contains(out, "No space left"):
		return fmt.Errorf("the disk is full; free some space or set FMNIST_HOME to another disk")
	case o.From != "":
		return fmt.Errorf("%s has no wheel of %s; a machine with network fetches it by: pip download --no-deps %s==%s",
			o.From, w, w.Project, w.Version)
	case strings.Contains(out, "from versions:") && !strings.Contains(out, "from versions: none"):
		return fmt.Errorf("the package index has no %s for this system any more; choose another source (fmnist xla install -list)", w)
	case strings.Contains(out, "onnection") || strings.Contains(out, "Retrying") ||
		strings.Contains(out, "from versions: none"):
		return fmt.Errorf("%s could not be downloaded: the package index is not reachable; call the command again with a network, or with -from FOLDER and the wheels in it", w)
	}
	return fmt.Errorf("%s could not be downloaded: %s", w, lastLine(out))
}

// watch reports how much of a wheel has arrived, by the size of pip's files, until the returned function is called.
func watch(folder string, w Wheel, o Options) (stop func()) {
	if o.Progress == nil {
		return func() {}
	}
	done, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(time.Second / 2):
				o.Progress(w.String(), min(size(folder), w.Size), w.Size)
			}
		}
	}()
	return func() { close(done); <-ended }
}

func size(folder string) int64 {
	var sum int64
	_ = filepath.WalkDir(folder, func(_ string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil // files come and go
	})
	return sum
}
