package jupyter

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
)

// pip fills the virtual environment dir, whose interpreter is python; the program itself is imported from another place.
type pip struct {
	python, from, dir string
	log               io.Writer
}

// answerTime is how long the package index may take to answer before a remark says that it does not.
const answerTime = 4 * time.Second

// install installs requirements.txt in the versions of constraints.txt. Where pip refuses those, because this Python or
// the index lacks one of them, it installs whatever fits requirements.txt, and says so.
func (p pip) install(ctx context.Context) error {
	if err := p.reach(ctx); err != nil {
		return err
	}
	// Compiling 5,000 files, of which JupyterLab imports a fifth, would take longer than the download.
	args := []string{"install", "--quiet", "--no-compile", "--retries=2", "-r", filepath.Join(p.dir, "requirements.txt")}
	out, err := p.run(ctx, p.log, append(args, "-c", filepath.Join(p.dir, "constraints.txt"))...)
	if err != nil && ctx.Err() == nil {
		say(p.log, "pip refuses the tested versions (%s); trying the newest ones that fit instead\n", lastLine(out))
		out, err = p.run(ctx, p.log, args...)
	}
	if err != nil {
		return failure(ctx, fmt.Errorf("pip could not install JupyterLab, the reason stands above; or set FMNIST_PYTHON to a Python that has %s: %w: %s",
			strings.Join(Modules, ", "), err, lastLine(out)))
	}
	return nil
}

// reach fetches the smallest distribution that is needed anyway. Without a network pip says so at once here, while an
// install would try again for half a minute. An index that is only slow is not given up.
func (p pip) reach(ctx context.Context) error {
	wait, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	small := constraint("webencodings")
	out, err := p.run(wait, nil, "download", "--quiet", "--retries=0", "--no-deps", "--dest", filepath.Join(p.dir, "probe"), small)
	defer os.RemoveAll(filepath.Join(p.dir, "probe"))
	switch {
	case err == nil || !unreachable(out) && wait.Err() == nil:
		return nil // what else pip finds wrong it says again when it installs
	case ctx.Err() != nil:
		return ctx.Err()
	case wait.Err() != nil:
		say(p.log, "no answer from the package index for %.0f s: a slow network or machine, or none; Ctrl-C stops\n", answerTime.Seconds())
		return nil
	}
	return fmt.Errorf("no network: JupyterLab has to be fetched once; connect, or set FMNIST_PYTHON to a Python that has %s",
		strings.Join(Modules, ", "))
}

// unreachable reports whether pip says that it could not connect, in the words of any pip since 2022.
func unreachable(out string) bool {
	for _, words := range []string{"NewConnectionError", "Failed to establish a new connection", "Name or service not known", "NameResolutionError",
		"ProxyError", "connection broken by", "failed to connect to", "Failed to connect to"} {
		if strings.Contains(out, words) {
			return true
		}
	}
	return false
}

// constraint is the line of constraints.txt for a distribution.
func constraint(name string) string {
	for line := range strings.Lines(string(constraints)) {
		if strings.HasPrefix(line, name+"==") {
			return strings.TrimSpace(line)
		}
	}
	return name
}

func (p pip) run(ctx context.Context, log io.Writer, args ...string) (string, error) {
	args = append([]string{"-m", "pip", "--disable-pip-version-check", "--no-input"}, args...)
	return command(ctx, []string{"PYTHONPATH=" + p.from}, log, p.python, args...)
}

// command runs a program, copies what it says to log and returns it.
func command(ctx context.Context, env []string, log io.Writer, name string, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = &out, &out
	if log != nil {
		cmd.Stdout = io.MultiWriter(&out, log)
		cmd.Stderr = cmd.Stdout
	}
	err := cmd.Run()
	return out.String(), err
}
