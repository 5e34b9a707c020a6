package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Every command refuses words that it would not look at, before it opens data or store.
func TestWords(t *testing.T) {
	t.Setenv("FMNIST_HOME", t.TempDir())
	for _, c := range commands() {
		n := most[c.name]
		if n < 0 {
			continue
		}
		words := slices.Repeat([]string{"word"}, n+1)
		code, _, notes := fmnist(t, append([]string{c.name}, words...)...)
		if code != 2 || !strings.Contains(notes, `"word" is not understood`) {
			t.Errorf("%s: exit %d, %s", c.name, code, notes)
		}
	}
	for name := range most {
		found := false
		for _, c := range commands() {
			found = found || c.name == name
		}
		if !found {
			t.Errorf("there is no command %s", name)
		}
	}
}

// An interrupted command ends with 128 and the signal's number, and saves: also while it waits for another process's
// lock.
func TestExitCodes(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	// begun waits until the store has that many records of epochs: all trainings are under way then.
	begun := func(n int) {
		for range 600 {
			histories, _ := filepath.Glob(filepath.Join(home, "runs", "*", "history.jsonl"))
			if len(histories) == n {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatalf("not %d trainings have begun after a minute", n)
	}
	start := func(args ...string) *exec.Cmd {
		cmd := exec.Command(self, args...)
		cmd.Stdout = new(strings.Builder)
		cmd.Env = append(os.Environ(), asCommand+"=1", "FMNIST_HOME="+home, "FMNIST_DATA=synthetic:600,50", "FMNIST_QUICK=")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = cmd.Process.Kill(), cmd.Wait() }) // nothing, once it has ended
		return cmd
	}
	if signal.Ignored(syscall.SIGHUP) {
		t.Skip("started by nohup: commands do not end with the terminal then")
	}
	long := []string{"train", "-epochs", "100000", "-json"}
	holder := start(long...)
	begun(1)
	waiting := start(long...)
	crossval := start("crossval", "-k", "3", "-epochs", "100000")
	begun(2)
	hup := start("repeat", "-seeds", "2", "-seed", "9", "-epochs", "100000")
	begun(3)
	for _, c := range []struct {
		cmd    *exec.Cmd
		signal syscall.Signal
		want   int
	}{{waiting, syscall.SIGINT, 130}, {crossval, syscall.SIGTERM, 143}, {hup, syscall.SIGHUP, 129},
		{holder, syscall.SIGTERM, 143}} {
		if err := c.cmd.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		_ = c.cmd.Wait()
		if got := c.cmd.ProcessState.ExitCode(); got != c.want {
			t.Errorf("%v after %v: exit %d, want %d", c.cmd.Args[1:], c.signal, got, c.want)
		}
		out := fmt.Sprint(c.cmd.Stdout)
		if slices.Contains(c.cmd.Args, "-json") && !strings.Contains(out, `"interrupted":true`) {
			t.Errorf("%v after %v does not say that it was interrupted: %q", c.cmd.Args[1:], c.signal, out)
		}
	}
}

// An instruction set that no processor has is refused before the data are read; doctor still lists what it finds.
func TestUnknownInstructionSet(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{{[]string{"train"}, 1, `FMNIST_SIMD="sse9"`}, {[]string{"bench"}, 1, `FMNIST_SIMD="sse9"`},
		{[]string{"doctor"}, 0, "sse9"}} {
		cmd := exec.Command(self, c.args...)
		cmd.Env = append(os.Environ(), asCommand+"=1", "FMNIST_HOME="+t.TempDir(), "FMNIST_DATA="+t.TempDir(),
			"FMNIST_SIMD=sse9")
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != c.code || !strings.Contains(string(out), c.says) {
			t.Errorf("%v: exit %d: %s", c.args, code, out)
		}
	}
}
