package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// folded is a cross-validation in a process of its own, with its output.
type folded struct {
	*exec.Cmd
	out, notes bytes.Buffer
}

func startFolds(t *testing.T, home string, flags ...string) *folded {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"crossval", "-net", "linear", "-k", "4", "-epochs", "30", "-json"}, flags...)
	f := &folded{Cmd: exec.Command(self, args...)}
	f.Env = append(os.Environ(), asCommand+"=1", "FMNIST_HOME="+home, "FMNIST_DATA=synthetic:600,50", "FMNIST_QUICK=")
	f.Stdout, f.Stderr = &f.out, &f.notes
	if err := f.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = f.Process.Kill(), f.Wait() }) // nothing, once it has ended
	return f
}

// result is what a cross-validation that ends by itself prints, without what may come from stored runs.
func (f *folded) result(t *testing.T) string {
	t.Helper()
	if err := f.Wait(); err != nil {
		t.Fatalf("%v: %s", err, &f.notes)
	}
	var c crossvalidated
	if err := json.Unmarshal(f.out.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	for i := range c.Folds {
		c.Folds[i].Cached = false
	}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// recorded counts the epochs in a home.
func recorded(home string) (epochs int) {
	files, _ := filepath.Glob(filepath.Join(home, "runs", "*", "history.jsonl"))
	for _, file := range files {
		text, _ := os.ReadFile(file)
		epochs += bytes.Count(text, []byte{'\n'})
	}
	return epochs
}

// Folds side by side that are stopped by every signal and killed say so by their exit code, lose nothing, go on, and
// end with the figures of folds one after another; a line tells of each finished fold.
func TestParallelStopped(t *testing.T) {
	one := startFolds(t, t.TempDir())
	want := one.result(t)
	home := t.TempDir()
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129,
		syscall.SIGKILL: -1} {
		before := recorded(home)
		f := startFolds(t, home, "-parallel", "2")
		for deadline := time.Now().Add(time.Minute); recorded(home) < before+4; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("no epochs after a minute: %s", &f.notes)
			}
		}
		if err := f.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		_ = f.Wait()
		if got := f.ProcessState.ExitCode(); got != code {
			t.Errorf("after %v: exit %d, want %d: %s", signal, got, code, &f.notes)
		}
		if now := recorded(home); now < before+4 || now >= 4*30 {
			t.Errorf("after %v there are %d epochs, and were %d", signal, now, before+4)
		}
	}
	last := startFolds(t, home, "-parallel", "2")
	if got := last.result(t); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if lines := strings.Count("\n"+last.notes.String(), "\nfold "); lines == 0 || lines > 4 {
		t.Errorf("not a line for each fold that was trained:\n%s", &last.notes)
	}
	if lines := strings.Count("\n"+one.notes.String(), "\nfold "); lines != 4 {
		t.Errorf("not a line a fold:\n%s", &one.notes)
	}
}

// A search side by side prints the object of one that trains trial by trial, but for its times.
func TestParallelTune(t *testing.T) {
	args := []string{"tune", "-space", "narrow", "-max-epochs", "3", "-limit", "300"}
	var boards [2]string
	for i, n := range []string{"1", "3"} {
		drawn(t)
		text, err := json.Marshal(object(t, tuneKeys, append(args, "-parallel", n)...))
		if err != nil {
			t.Fatal(err)
		}
		boards[i] = string(text)
	}
	if boards[0] != boards[1] {
		t.Errorf("got\n%s\nwant\n%s", boards[1], boards[0])
	}
}
