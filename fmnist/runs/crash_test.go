package runs

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Two processes are asked for the same run at once: one trains, the other waits and reads.
func TestTwoProcesses(t *testing.T) {
	s := testStore(t)
	var wait sync.WaitGroup
	outputs := make([]string, 4)
	for i := range outputs {
		cmd := child(t, "train", s.Dir())
		wait.Go(func() {
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("child %d: %v: %s", i, err, out)
			}
			outputs[i] = string(out)
		})
	}
	wait.Wait()
	all := strings.Join(outputs, "")
	if strings.Count(all, "trained: 3") != 1 || strings.Count(all, "trained: 0") != 3 {
		t.Errorf("want one process to train and three to read, got %q", all)
	}
	run, err := s.Read(testID("lenet5"))
	if err != nil || run.Meta().Status != Finished || run.Epochs() != 3 {
		t.Fatalf("after all: %+v, %v", run, err)
	}
}

// A process killed at any moment leaves a run that is whole, and the next one goes on from it.
func TestKill(t *testing.T) {
	s := testStore(t)
	kills := 50
	if testing.Short() {
		kills = 5
	}
	before, dropped, idle := 0, 0, 0
	for i := range kills {
		killSoon(t, s, time.Duration(idle)*20*time.Millisecond) // a busy machine is given more and more time
		var said []string
		run := acquire(t, s, "lenet5", &said)
		if err := consistent(run); err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		if run.Epochs() < before {
			t.Fatalf("kill %d: %d epochs after %d", i, run.Epochs(), before)
		}
		for _, sentence := range said {
			if strings.Contains(sentence, "set aside") {
				t.Fatalf("kill %d: %s", i, sentence)
			}
			dropped++
		}
		if before == run.Epochs() {
			idle++
		}
		before = run.Epochs()
		if err := run.Release(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d epochs, %d records dropped", kills, before, dropped)
	if before == 0 {
		t.Error("no epoch was ever saved: the children are killed too early")
	}
	snapshots, _ := os.ReadDir(filepath.Join(s.Dir(), testID("lenet5").String(), snapshotsName))
	if len(snapshots) > 8 { // 6 slots at most, and 2 of the commit before
		t.Errorf("%d snapshots are left", len(snapshots))
	}
}

// killSoon starts a training process, kills it after a random time, and checks what a reader without the lock sees.
func killSoon(t *testing.T, s Store, extra time.Duration) {
	t.Helper()
	cmd := child(t, "loop", s.Dir())
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(extra + time.Duration(10+rand.IntN(60))*time.Millisecond)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if out.Len() > 0 {
		t.Fatalf("the killed process found: %s", &out)
	}
	if run, err := s.Read(testID("lenet5")); err == nil {
		if err := consistent(run); err != nil {
			t.Fatalf("read without the lock: %v", err)
		}
	}
}

// A reader without the lock sees whole states while another process commits as fast as it can.
func TestReadWhileTraining(t *testing.T) {
	s := testStore(t)
	cmd := child(t, "loop", s.Dir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	reads := 0
	for end := time.Now().Add(500 * time.Millisecond); time.Now().Before(end); {
		run, err := s.Read(testID("lenet5"))
		if err != nil {
			continue // not there yet
		}
		err = consistent(run)
		if errors.Is(err, fs.ErrNotExist) {
			continue // this process slept through two commits; a real epoch takes seconds
		}
		if err != nil {
			t.Fatal(err)
		}
		reads++
	}
	t.Logf("%d reads", reads)
}

func TestWaitEndsWithContext(t *testing.T) {
	s := testStore(t)
	acquire(t, s, "lenet5", nil)
	ctx, cancel := context.WithTimeout(context.Background(), 150*time.Millisecond)
	defer cancel()
	var said []string
	_, err := s.Acquire(ctx, testID("lenet5"), nil, func(sentence string) { said = append(said, sentence) })
	if err == nil || ctx.Err() == nil {
		t.Errorf("got %v, want the deadline", err)
	}
	if len(said) != 1 || !strings.Contains(said[0], "waiting") || !strings.Contains(said[0], "process ") {
		t.Errorf("said %q, want one sentence with the process", said)
	}
	if _, err := s.Forget("lenet5"); err == nil || !strings.Contains(err.Error(), "being trained") {
		t.Errorf("forget a run in training: %v", err)
	}
}
