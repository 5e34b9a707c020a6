package runs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// valueOnSmallDisk runs in a process whose files may not grow beyond 1 KB, which stands for a full disk.
func valueOnSmallDisk(dir string) error {
	s, err := Open(dir)
	if err != nil {
		return err
	}
	run, err := s.Acquire(context.Background(), testID("lenet5"), nil, nil)
	if err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1024, Max: 1024}); err != nil {
		return err
	}
	if err := errors.Join(run.Append(epoch{1, 1}), run.Save(writeWeights(1), "last")); err == nil {
		return errors.New("the save should have failed")
	}
	hit, err := slowValue(dir, 0)
	fmt.Println(hit.Note)
	return errors.Join(err, run.Release())
}

func TestFullDisk(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	_ = run.Release()
	out, err := child(t, "small", s.Dir()).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "cannot be kept") {
		t.Fatalf("%v: %s", err, out)
	}
	var said []string
	again := acquire(t, s, "lenet5", &said)
	if err := consistent(again); err != nil || again.Epochs() != 0 || len(said) > 1 {
		t.Errorf("said %q, %v", said, err)
	}
	train(t, again, 1)
	if hit, err := slowValue(s.Dir(), 0); err != nil || hit.FromCache {
		t.Errorf("a value cut short was kept: %+v, %v", hit, err)
	}
}
