package runs

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunGrows(t *testing.T) {
	s := testStore(t)
	if _, err := s.Read(testID("lenet5")); !errors.Is(err, ErrNotFound) {
		t.Fatalf("read nothing: %v", err)
	}
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 3)
	run.Update(func(m *Meta) {
		m.Status, m.Seconds, m.ScoreName, m.Score = Finished, 41, "val_accuracy", 0.88
		m.Name, m.Epochs = "other", 99 // kept by the store
	})
	if err := run.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := run.Release(); err != nil {
		t.Fatal(err)
	}
	if err := run.Append(1); !errors.Is(err, ErrReadOnly) {
		t.Errorf("append after release: %v", err)
	}
	got, err := s.Read(testID("lenet5"))
	if err != nil {
		t.Fatal(err)
	}
	m := got.Meta()
	if m.Name != "lenet5" || m.Epochs != 3 || m.Seconds != 41 || m.Score != 0.88 || m.Status != Finished ||
		string(m.Description) != `"lenet5"` {
		t.Errorf("read back %+v", m)
	}
	if err := consistent(got); err != nil {
		t.Error(err)
	}
	if err := got.Save(writeWeights(1), "last"); !errors.Is(err, ErrReadOnly) {
		t.Errorf("save a run that was only read: %v", err)
	}
	again := acquire(t, s, "lenet5", nil)
	train(t, again, 2)
	if err := consistent(again); err != nil || again.Epochs() != 5 {
		t.Errorf("extended to %d: %v", again.Epochs(), err)
	}
}

func TestFailuresKeepTheOldState(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 1)
	if err := run.Save(func(string) error { return errors.New("boom") }, "last"); err == nil ||
		!strings.Contains(err.Error(), "boom") {
		t.Errorf("failed write: %v", err)
	}
	if err := run.Save(func(dir string) error { return os.Symlink("/etc/passwd", filepath.Join(dir, "x")) },
		"last"); err == nil {
		t.Error("a link was saved")
	}
	if err := run.Save(writeWeights(1), "../last"); err == nil {
		t.Error("a slot outside was saved")
	}
	if err := run.Append(epoch{2, math.NaN()}); err == nil {
		t.Error("NaN was recorded")
	}
	run.Update(func(m *Meta) { m.Results = map[string]float64{"test_loss": math.Inf(1)} })
	if err := run.Commit(); err == nil {
		t.Error("an infinite result was committed")
	}
	_ = run.Release()
	if err := consistent(acquire(t, s, "lenet5", nil)); err != nil {
		t.Error(err)
	}
}

// What is behind the last saved weights is dropped and said.
func TestTornRecords(t *testing.T) {
	for name, tail := range map[string]string{"torn": `{"epoch":3,"lo`, "whole": `{"epoch":3,"loss":1}` + "\n"} {
		s := testStore(t)
		run := acquire(t, s, "lenet5", nil)
		train(t, run, 2)
		_ = run.Release()
		appendTo(t, filepath.Join(run.Dir(), historyName), tail)
		var said []string
		again := acquire(t, s, "lenet5", &said)
		if err := consistent(again); err != nil || again.Epochs() != 2 {
			t.Errorf("%s: %d epochs, %v", name, again.Epochs(), err)
		}
		if len(said) != 1 || !strings.Contains(said[0], "dropped") {
			t.Errorf("%s: said %q", name, said)
		}
		train(t, again, 1)
		if err := consistent(again); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Records committed without weights are cut back to the weights, and so are slots saved after them.
func TestHistoryFollowsLast(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 2)
	if err := errors.Join(run.Append(epoch{3, 1}), run.Save(writeWeights(3), "best"), run.Append(epoch{4, 1}),
		run.Commit()); err != nil {
		t.Fatal(err)
	}
	_ = run.Release()
	var said []string
	again := acquire(t, s, "lenet5", &said)
	if err := consistent(again); err != nil || again.Epochs() != 2 || len(said) == 0 {
		t.Errorf("%d epochs, said %q, %v", again.Epochs(), said, err)
	}
	if _, ok, _ := again.Slot("best"); ok {
		t.Error("best is of an epoch that is no more")
	}
}

func TestDamage(t *testing.T) {
	snapshot := filepath.Join(snapshotsName, "0002")
	for name, damage := range map[string]func(t *testing.T, dir string){
		"garbage":     func(t *testing.T, dir string) { write(t, filepath.Join(dir, documentName), "{garbage") },
		"empty":       func(t *testing.T, dir string) { write(t, filepath.Join(dir, documentName), "") },
		"no run.json": func(t *testing.T, dir string) { remove(t, filepath.Join(dir, documentName)) },
		"edited": func(t *testing.T, dir string) {
			flip(t, filepath.Join(dir, documentName), `"seconds": 0`, `"seconds": 9`)
		},
		"history": func(t *testing.T, dir string) {
			flip(t, filepath.Join(dir, historyName), `"loss":1`,
				`"loss":2`)
		},
		"no history":  func(t *testing.T, dir string) { remove(t, filepath.Join(dir, historyName)) },
		"no snapshot": func(t *testing.T, dir string) { remove(t, filepath.Join(dir, snapshot)) },
		"weights": func(t *testing.T, dir string) {
			flip(t, filepath.Join(dir, snapshot, "weights.bin"), "epoch",
				"Epoch")
		},
		"short weights": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, snapshot, "weights.bin"),
				"epoch 2")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := testStore(t)
			run := acquire(t, s, "lenet5", nil)
			for range 2 {
				train(t, run, 1)
			}
			_ = run.Release()
			if run.doc.Slots["last"] != 2 {
				t.Fatalf("the snapshot is %d", run.doc.Slots["last"])
			}
			damage(t, run.Dir())
			if got, err := s.Read(testID("lenet5")); err == nil {
				_, _, err = got.Slot("last")
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("read: %v, want ErrDamaged", err)
				}
			} else if !errors.Is(err, ErrDamaged) {
				t.Errorf("read: %v, want ErrDamaged", err)
			}
			var said []string
			again := acquire(t, s, "lenet5", &said)
			if again.Epochs() != 0 || len(said) != 1 || !strings.Contains(said[0], "set aside") {
				t.Errorf("%d epochs, said %q", again.Epochs(), said)
			}
			train(t, again, 1)
			list, err := s.List()
			if err != nil || len(list) != 2 {
				t.Fatalf("list %+v, %v", list, err)
			}
			for _, info := range list {
				if isAside(info.Entry) != (info.Status == Damaged) {
					t.Errorf("listed as %+v", info)
				}
			}
		})
	}
}

// A newer program's run is neither read nor set aside.
func TestNewerFormat(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 1)
	_ = run.Release()
	flip(t, filepath.Join(run.Dir(), documentName), `"format": 1`, `"format": 2`)
	if _, err := s.Read(testID("lenet5")); err == nil || errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotFound) {
		t.Errorf("read: %v, want a sentence about the version", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

// flip replaces the first old in a file, which must be there.
func flip(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %s: %v", path, old, err)
	}
	write(t, path, strings.Replace(string(text), old, new, 1))
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(old)+text)
}
