package jupyter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/gofmnist/gofmnist/kernels"
)

// LabOptions say how Lab opens JupyterLab.
type LabOptions struct {
	Python    string    // from Ready
	Folder    string    // what JupyterLab shows
	Env       []string  // NAME=value, added to the environment of Jupyter, kernels and cells
	Port      int       // 0: the first free one from 8888
	NoBrowser bool      // only say the address
	Args      []string  // handed to JupyterLab as they are
	Out       io.Writer // gets one line with the address; nil discards it
}

// LogFile is where Lab keeps what Jupyter itself has to say.
func LogFile() string { return filepath.Join(kernels.Home(), "lab.log") }

// Lab opens JupyterLab on a folder in the browser, says its address when it answers, and returns when the server ends.
// A cancelled ctx (Ctrl-C) or a closed terminal ends it and its kernels without a question, and is no error.
func Lab(ctx context.Context, o LabOptions) error {
	if info, err := os.Stat(o.Folder); err != nil || !info.IsDir() {
		return fmt.Errorf("JupyterLab needs a folder, and %s is none", o.Folder)
	}
	ctx, cancel := signal.NotifyContext(ctx, syscall.SIGHUP)
	defer cancel()
	log, err := openLog()
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := o.command(ctx)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("JupyterLab does not start: %w", err)
	}
	ended := make(chan struct{})
	said := make(chan struct{})
	go func() {
		defer close(said)
		if address := waitForAddress(log.Name(), ended); address != "" {
			say(o.Out, "JupyterLab is at %s (Ctrl-C ends it; its log is %s)\n", address, log.Name())
		}
	}()
	err = cmd.Wait()
	close(ended)
	<-said
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("JupyterLab ended: %s (%w; its log is %s)", complaint(log.Name()), err, log.Name())
	}
	return nil
}

func openLog() (*os.File, error) {
	err := os.MkdirAll(filepath.Dir(LogFile()), 0o755)
	if err == nil {
		var log *os.File
		// Appending keeps a second server from writing into the middle of what a first one goes on to say.
		// it holds the token
		if log, err = os.OpenFile(LogFile(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC|os.O_APPEND, 0o600); err == nil {
			return log, nil
		}
	}
	return nil, fmt.Errorf("no place for JupyterLab's log; set FMNIST_HOME to a folder that can be written: %w", err)
}

// command is JupyterLab in a process group of its own: Ctrl-C reaches this process only, which then sends SIGTERM. At
// SIGINT Jupyter would ask in the terminal whether it is meant.
func (o LabOptions) command(ctx context.Context) *exec.Cmd {
	args := []string{"-m", "jupyterlab", "--ServerApp.root_dir=" + o.Folder}
	if o.Port != 0 {
		args = append(args, fmt.Sprintf("--ServerApp.port=%d", o.Port), "--ServerApp.port_retries=0")
	}
	if o.NoBrowser {
		args = append(args, "--no-browser")
	}
	if os.Geteuid() == 0 {
		args = append(args, "--allow-root") // Jupyter refuses otherwise, but in a container one is often root
	}
	cmd := exec.CommandContext(ctx, o.Python, append(args, o.Args...)...)
	cmd.Env = append(os.Environ(), o.Env...)
	own(cmd)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second // for the kernels to end
	return cmd
}

// running is how Jupyter Server announces its address, which may be on the next line.
var running = regexp.MustCompile(`is running at:(?s:.*?)(https?://\S+)`)

// waitForAddress reads the address from the log as soon as it is there; "" when the server ended before.
func waitForAddress(log string, ended <-chan struct{}) string {
	for {
		text, err := os.ReadFile(log)
		if m := running.FindSubmatch(text); err == nil && m != nil {
			return string(m[1])
		}
		select {
		case <-ended:
			return ""
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// prefix is what Jupyter's log puts before a sentence: [C 2026-01-31 12:00:00.000 ServerApp] ERROR: …
var prefix = regexp.MustCompile(`^\[[A-Z] [^]]*\]\s*(ERROR: )?`)

// complaint is the last thing in Jupyter's log that sounds like a reason.
func complaint(log string) string {
	text, err := os.ReadFile(log)
	if err != nil {
		return "nobody knows why"
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.Contains(lines[i], "ERROR") || strings.Contains(lines[i], "Error: ") ||
			strings.HasPrefix(lines[i], "[C ") {
			return strings.TrimSpace(prefix.ReplaceAllString(lines[i], ""))
		}
	}
	return lastLine(string(text))
}

// errStopped is what a set-up says that Ctrl-C ended: what it had done so far is kept.
var errStopped = errors.New("stopped; run it again to go on")

// Stopped turns the error of a cancelled context into that sentence.
func Stopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return errStopped
	}
	return err
}
