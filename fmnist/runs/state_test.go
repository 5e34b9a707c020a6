package runs

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A run that ends before its first epoch leaves no entry; while its process lives it is listed.
func TestNeverBegan(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	list, err := s.List()
	if err != nil || len(list) != 1 || list[0].Status != Training || list[0].Entry != testID("lenet5").String() ||
		list[0].Name != "lenet5" {
		t.Errorf("in the first epoch: %+v, %v", list, err)
	}
	if _, err := os.Stat(run.Dir()); err == nil {
		t.Error("a folder was made before there is anything to keep")
	}
	if _, err := s.Read(testID("lenet5")); !errors.Is(err, ErrNotFound) {
		t.Errorf("read: %v", err)
	}
	_ = run.Release()
	if list, err = s.List(); err != nil || len(list) != 0 {
		t.Errorf("never begun, but listed: %+v, %v", list, err)
	}
	run = acquire(t, s, "lenet5", nil)
	if err := run.Append(epoch{1, 1}); err != nil { // and killed before the weights are there
		t.Fatal(err)
	}
	_ = run.Release()
	if list, err = s.List(); err != nil || len(list) != 0 {
		t.Errorf("no weights, but listed: %+v, %v", list, err)
	}
	again := acquire(t, s, "lenet5", nil)
	train(t, again, 1)
	if err := consistent(again); err != nil {
		t.Error(err)
	}
}

// A run that failed in its first epoch is listed with its reason.
func TestFailedAtOnce(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	run.Update(func(m *Meta) { m.Status, m.Message = Failed, "the loss became NaN" })
	if err := errors.Join(run.Commit(), run.Release()); err != nil {
		t.Fatal(err)
	}
	list, err := s.List()
	if err != nil || len(list) != 1 || list[0].Status != Failed || list[0].Note != "the loss became NaN" {
		t.Errorf("%+v, %v", list, err)
	}
}

// What is not finished is in training only while a process holds it.
func TestStopped(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 1)
	status := func() Status {
		list, err := s.List()
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0].Status
	}
	if got := status(); got != Training {
		t.Errorf("held: %s", got)
	}
	_ = run.Release()
	if got := status(); got != Stopped {
		t.Errorf("released: %s", got)
	}
	run = acquire(t, s, "lenet5", nil)
	run.Update(func(m *Meta) { m.Status = Finished })
	if err := errors.Join(run.Commit(), run.Release()); err != nil {
		t.Fatal(err)
	}
	if got := status(); got != Finished {
		t.Errorf("finished: %s", got)
	}
}

// Removing or moving what is being trained is noticed when the next epoch is to be kept.
func TestRemovedWhileTraining(t *testing.T) {
	for name, act := range map[string]func(s Store, run *Run) error{
		"run":     func(_ Store, run *Run) error { return os.RemoveAll(run.Dir()) },
		"store":   func(s Store, _ *Run) error { return os.RemoveAll(s.Dir()) },
		"moved":   func(s Store, _ *Run) error { return os.Rename(s.Dir(), s.Dir()+"2") },
		"history": func(_ Store, run *Run) error { return os.Remove(filepath.Join(run.Dir(), historyName)) },
		"replaced": func(_ Store, run *Run) error {
			return errors.Join(os.RemoveAll(run.Dir()), os.MkdirAll(run.Dir(), 0o755))
		},
	} {
		s := testStore(t)
		run := acquire(t, s, "lenet5", nil)
		train(t, run, 1)
		if err := act(s, run); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"append": run.Append(epoch{2, 1}), "save": run.Save(writeWeights(1), "last"), "commit": run.Commit(),
		} {
			if err == nil || !strings.Contains(err.Error(), "was removed or moved") {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
		_ = run.Release()
		fresh, err := s.Acquire(context.Background(), testID("lenet5"), nil, nil)
		if name == "history" { // damaged, so set aside
			continue
		}
		if err != nil || fresh.Epochs() != 0 {
			t.Errorf("%s: afterwards %v", name, err)
			continue
		}
		train(t, fresh, 1)
		_ = fresh.Release()
	}
}

// The folder of a run appears whole, with its first weights; a first save that fails leaves nothing, and can be tried
// again.
func TestFirstSave(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	for i := 1; i <= 2; i++ {
		if err := run.Append(epoch{i, 1}); err != nil {
			t.Fatal(err)
		}
	}
	nothing := func() {
		t.Helper()
		entries, err := os.ReadDir(s.Dir())
		for _, entry := range entries {
			if entry.Name() != locksName {
				t.Errorf("%s is there already", entry.Name())
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	nothing()
	full := errors.New("the disk is full")
	if err := run.Save(func(string) error { return full }, "last"); !errors.Is(err, full) {
		t.Fatal(err)
	}
	nothing()
	if err := run.Save(writeWeights(2), "last"); err != nil {
		t.Fatal(err)
	}
	train(t, run, 1)
	_ = run.Release()
	run = acquire(t, s, "lenet5", nil)
	if err := consistent(run); err != nil || run.Epochs() != 3 {
		t.Errorf("%d epochs, %v", run.Epochs(), err)
	}
}

// In the place of a run that was begun in memory somebody makes an empty folder, a link to one on another disk, or the
// run itself: the first two are trained in, the third is not written over.
func TestPlaceTakenMeanwhile(t *testing.T) {
	for name, act := range map[string]func(path string) error{
		"folder": func(path string) error { return os.Mkdir(path, 0o755) },
		"link": func(path string) error {
			return errors.Join(os.Mkdir(path+".disk", 0o755), os.Symlink(path+".disk", path))
		},
	} {
		s := testStore(t)
		run := acquire(t, s, "lenet5", nil)
		if err := act(run.Dir()); err != nil {
			t.Fatal(err)
		}
		train(t, run, 2)
		_ = run.Release()
		if again := acquire(t, s, "lenet5", nil); again.Epochs() != 2 {
			t.Errorf("%s: %d epochs", name, again.Epochs())
		}
	}
	s, other := testStore(t), testStore(t)
	run := acquire(t, s, "lenet5", nil)
	finish(t, other, "lenet5", 3, Finished)
	if err := os.CopyFS(run.Dir(), os.DirFS(filepath.Join(other.Dir(), run.Name()))); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(run.Append(epoch{1, 1}), run.Commit()); err == nil ||
		!strings.Contains(err.Error(), "was written by another process") {
		t.Errorf("a copied run: %v", err)
	}
	_ = run.Release()
	if again := acquire(t, s, "lenet5", nil); again.Epochs() != 3 {
		t.Errorf("the copied run has %d epochs now", again.Epochs())
	}
}

// A disk that cannot be written is noticed before the first epoch, not after it.
func TestReadOnlyStore(t *testing.T) {
	s, err := Open(filepath.Join(asUser(t), "runs"))
	if err != nil {
		t.Fatal(err)
	}
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 1)
	_ = run.Release()
	if err := os.Chmod(s.Dir(), 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(s.Dir(), 0o755)
	if _, err := s.Acquire(context.Background(), testID("other"), nil, nil); err == nil ||
		!strings.Contains(err.Error(), "FMNIST_HOME") {
		t.Errorf("a new run: %v", err)
	}
	if got, err := s.Read(testID("lenet5")); err != nil || got.Epochs() != 1 {
		t.Errorf("an old run: %v", err)
	}
}

// What an NFS client without a lock manager answers becomes a sentence that says what to do.
func TestDiskWithoutLocks(t *testing.T) {
	err := explain("lock lenet5-3fa1c02b", "/mnt/runs", syscall.ENOLCK)
	if !errors.Is(err, syscall.ENOLCK) || !strings.Contains(err.Error(), "/mnt/runs is on a disk without locks") ||
		!strings.Contains(err.Error(), "NFS 4") {
		t.Error(err)
	}
}

// A lock on NFS can be lost while a training runs, and another machine goes on with the run. The one that comes back
// writes nothing over it.
func TestLostLock(t *testing.T) {
	s := testStore(t)
	lost := acquire(t, s, "lenet5", nil)
	train(t, lost, 2)
	if err := lost.lock.Unlock(); err != nil { // as the server does
		t.Fatal(err)
	}
	other := acquire(t, s, "lenet5", nil)
	train(t, other, 3)
	if err := other.Release(); err != nil {
		t.Fatal(err)
	}
	for what, write := range map[string]func() error{
		"Append": func() error { return lost.Append(epoch{3, 1}) },
		"Save":   func() error { return lost.Save(writeWeights(2), "last") },
		"Commit": lost.Commit,
	} {
		if err := write(); err == nil || !strings.Contains(err.Error(), "was written by another process") {
			t.Errorf("%s: %v", what, err)
		}
	}
	again := acquire(t, s, "lenet5", nil)
	if err := consistent(again); err != nil || again.Epochs() != 5 {
		t.Errorf("%d epochs, %v", again.Epochs(), err)
	}
}
