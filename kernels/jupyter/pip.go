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
)

// pip fills the virtual environment dir, whose interpreter is python; the program itself is imported from another
// place.
type pip struct {
	python, from, dir string
	log               io.Writer
}

// install installs requirements.txt in the versions of constraints.txt. Where pip refuses those, because this Python or
// the index lacks one of them, it installs whatever fits requirements.txt, and says so.
func (p pip) install(ctx context.Context) error {
	// Compiling 5,000 files, of which JupyterLab imports a fifth, would take longer than the download.
	args := []string{"install", "--quiet", "--no-compile", "--retries=2", "-r",
		filepath.Join(p.dir, "requirements.txt")}
	out, err := p.run(ctx, p.log, append(args, "-c", filepath.Join(p.dir, "constraints.txt"))...)
	if err != nil && ctx.Err() == nil {
		say(p.log, "pip refuses the tested versions (%s); trying the newest ones that fit instead\n", lastLine(out))
		out, err = p.run(ctx, p.log, args...)
	}
	if err != nil {
		return failure(ctx, fmt.Errorf("pip could not install JupyterLab, the reason stands above; repair that, or set FMNIST_PYTHON to a Python that has %s: %w: %s",
			strings.Join(Modules, ", "), err, lastLine(out)))
	}
	return nil
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
	own(cmd) // Ctrl-C is answered by this process; pip's own answer to it would only puzzle
	cmd.Stdout, cmd.Stderr = &out, &out
	if log != nil {
		cmd.Stdout = io.MultiWriter(&out, log)
		cmd.Stderr = cmd.Stdout
	}
	err := cmd.Run()
	return out.String(), err
}
