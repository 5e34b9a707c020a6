package jupyter

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/gofmnist/gofmnist/kernels"
)

// Ready does all set-up that a machine needs to run notebooks of the checkout (empty: the working directory's): Python
// with Jupyter, the kernels and a warm build cache. It returns the Python and the environment that finds the kernels.
// The kernels go into kernels.Home() and not among the user's own: that is what `fmnist kernels install` is for.
func Ready(ctx context.Context, checkout string, log io.Writer) (python string, env []string, err error) {
	if python, err = Setup(ctx, log); err != nil {
		return "", nil, err
	}
	if _, err = kernels.Install(ctx, kernels.Options{Prefix: kernels.Home(), Checkout: checkout, Log: log}); err != nil {
		return "", nil, err
	}
	if err = kernels.Warm(ctx, checkout, log); err != nil {
		return "", nil, err
	}
	return python, []string{Environ(kernels.Home())}, nil
}

// Lab opens JupyterLab on a folder in the browser and returns when the server ends. args are handed to JupyterLab:
// --no-browser or --port=9999, say. A first Ctrl-C asks in the terminal whether to stop, a second one stops.
func Lab(ctx context.Context, python, dir string, env []string, args ...string) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return fmt.Errorf("JupyterLab needs a folder, and %s is none", dir)
	}
	interrupts := make(chan os.Signal, 1) // Ctrl-C reaches Jupyter too, which must answer it and not this process
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)

	command := []string{"-m", "jupyterlab", "--ServerApp.root_dir=" + dir}
	if os.Geteuid() == 0 {
		command = append(command, "--allow-root") // Jupyter refuses otherwise, but in a container one is often root
	}
	cmd := exec.CommandContext(ctx, python, append(command, args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second // for the kernels to end
	if err := cmd.Run(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("JupyterLab ended: %w", err)
	}
	return ctx.Err()
}
