package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// drawn is the data of nearly all trials: small enough for an epoch in a tenth of a second.
const drawn = "synthetic:1200,100"

// answer is what became of a command.
type answer struct {
	code       int // exit code; -1 after a signal that it did not catch
	out, notes string
	seconds    float64
	peakKB     int64
	hung       bool
	hit        bool   // by the signal: it was still at work
	state      string // how it ended, in words
}

func command(name string, args ...string) *exec.Cmd { return exec.Command(name, args...) }

func goCommand(args ...string) *exec.Cmd { return command("go", args...) }

// process prepares the tested command in a home.
func (t *trial) process(ctx context.Context, home string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, t.fmnist, args...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "FMNIST_") && !strings.HasPrefix(v, "GOMLX_BACKEND=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "FMNIST_HOME="+home, "FMNIST_DATA="+t.data, "GOMLX_BACKEND="+t.backend)
	return cmd
}

// longest is how long a command may take on a busy machine before it counts as hung.
const longest = 5 * time.Minute

// do runs a command to its end.
func (t *trial) do(home string, args ...string) answer { return t.until(home, 0, 0, args...) }

// until runs a command and, if a signal is given, sends it after that time.
func (t *trial) until(home string, after time.Duration, signal syscall.Signal, args ...string) (a answer) {
	ctx, cancel := context.WithTimeout(t.ctx, longest)
	defer cancel()
	cmd := t.process(ctx, home, args...)
	var out, notes bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &notes
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return answer{code: -1, notes: err.Error()}
	}
	hit := make(chan bool, 1)
	timer := time.AfterFunc(after, func() { hit <- signal != 0 && cmd.Process.Signal(signal) == nil })
	err := cmd.Wait()
	a = answer{code: cmd.ProcessState.ExitCode(), out: out.String(), notes: notes.String(),
		seconds: time.Since(start).Seconds()}
	a.hit = !timer.Stop() && <-hit
	a.state = cmd.ProcessState.String()
	a.hung = errors.Is(ctx.Err(), context.DeadlineExceeded)
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		a.peakKB = usage.Maxrss
	}
	if err != nil && a.notes == "" && a.code < 0 {
		a.notes = err.Error()
	}
	return a
}

// crashed reports a trace of the Go runtime instead of a sentence.
func (a answer) crashed() bool {
	return strings.Contains(a.notes, "goroutine ") || strings.Contains(a.notes, "panic:") ||
		strings.Contains(a.notes, "fatal error:")
}

// last is the last line on standard error: the sentence of a command that failed.
func (a answer) last() string {
	lines := strings.Split(strings.TrimSpace(a.notes), "\n")
	return lines[len(lines)-1]
}

// home makes an empty home.
func (t *trial) home() (string, error) { return os.MkdirTemp(t.dir, "home-") }

// store is the folder of a home's runs.
func storeOf(home string) string { return filepath.Join(home, "runs") }
