//go:build unix

package runs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// odd are things that may stand where a file or folder should be.
var odd = map[string]func(path string) error{
	"folder":       func(path string) error { return os.MkdirAll(filepath.Join(path, "inside"), 0o755) },
	"empty folder": func(path string) error { return os.Mkdir(path, 0o755) },
	"link to self": func(path string) error { return os.Symlink(filepath.Base(path), path) },
	"link to none": func(path string) error { return os.Symlink("nowhere", path) },
	"pipe":         func(path string) error { return syscall.Mkfifo(path, 0o644) },
	"file":         func(path string) error { return os.WriteFile(path, []byte("text"), 0o644) },
	"empty file":   func(path string) error { return os.WriteFile(path, nil, 0o644) },
	"link to pipe": func(path string) error {
		return errors.Join(syscall.Mkfifo(path+"x", 0o644), os.Symlink(path+"x", path))
	},
	"link upwards":  func(path string) error { return os.Symlink("..", path) },
	"device (null)": func(path string) error { return os.Symlink(os.DevNull, path) },
}

// within fails the test when f hangs, as it does that opens a pipe.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it hangs")
	}
}

// What another process makes at the moment of a look is no damage: a lock that it has just taken must not be set aside.
func TestMadeMeanwhile(t *testing.T) {
	const rounds = 500 // a look meets what is made within it a few times in a hundred
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "file"), filepath.Join(dir, "folder")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range rounds {
			_ = os.WriteFile(file, nil, 0o644)
			_ = os.Mkdir(folder, 0o755)
			_, _ = os.Remove(file), os.Remove(folder)
		}
	}()
	for looking := true; looking; {
		if err := checkPlain(file); errors.Is(err, ErrDamaged) {
			t.Error(err)
			break
		}
		if stray(folder) {
			t.Error("a folder that was just made passes for something else")
			break
		}
		select {
		case <-done:
			looking = false
		default:
		}
	}
	<-done
}

// Whatever stands in place of a part of a run: reading it says damaged, training sets it aside and begins anew, the
// list and Forget go on working, and nothing hangs.
func TestOddThings(t *testing.T) {
	places := map[string]string{
		"run": "", documentName: documentName, historyName: historyName, snapshotsName: snapshotsName,
		"snapshot": filepath.Join(snapshotsName, "0002"),
		"weights":  filepath.Join(snapshotsName, "0002", "weights.bin"),
	}
	for kind, put := range odd {
		for name, place := range places {
			if strings.HasSuffix(kind, "folder") && (name == "run" || name == snapshotsName || name == "snapshot") {
				continue // a folder is right there, and its lack of files is tested elsewhere
			}
			if kind == "link upwards" && name == "run" {
				continue // a run may be a link to another disk
			}
			t.Run(kind+" as "+name, func(t *testing.T) {
				t.Parallel() // they wait for the disk most of the time
				within(t, func() { oddThing(t, place, put) })
			})
		}
	}
}

func oddThing(t *testing.T, place string, put func(path string) error) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 2)
	_ = run.Release()
	path := filepath.Join(run.Dir(), place)
	remove(t, path)
	if err := put(path); err != nil {
		t.Error(err)
		return
	}
	if _, err := s.List(); err != nil {
		t.Errorf("list: %v", err)
	}
	got, err := s.Read(testID("lenet5"))
	if err == nil {
		_, _, err = got.Slot("last")
	}
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("read: %v, want ErrDamaged", err)
	}
	var said []string
	again, err := s.Acquire(context.Background(), testID("lenet5"), nil,
		func(sentence string) { said = append(said, sentence) })
	if err != nil || again.Epochs() != 0 || len(said) != 1 || !strings.Contains(said[0], "set aside") {
		t.Errorf("acquire: said %q, %v", said, err)
		return
	}
	if err := errors.Join(again.Append(epoch{1, 1}), again.Save(writeWeights(1), "last"), again.Release()); err != nil {
		t.Error(err)
	}
	list, err := s.List()
	if err != nil || len(list) != 2 || list[0].Status == Damaged || list[1].Status != Damaged ||
		time.Since(list[1].Updated) > time.Minute {
		t.Errorf("list: %+v, %v", list, err)
	}
	for _, info := range list {
		if _, err := s.Forget(info.Entry); err != nil {
			t.Error(err)
		}
	}
}

// The same for the store's own folders and for values.
func TestOddStore(t *testing.T) {
	for kind, put := range odd {
		for _, place := range []string{cachedName, "value", locksName, "lock"} {
			if strings.HasSuffix(kind, "folder") && (place == cachedName || place == locksName) ||
				kind == "link upwards" {
				continue
			}
			t.Run(kind+" as "+place, func(t *testing.T) {
				t.Parallel()
				within(t, func() { oddStore(t, place, put) })
			})
		}
	}
}

func oddStore(t *testing.T, place string, put func(path string) error) {
	s := testStore(t)
	hit, err := slowValue(s.Dir(), 0)
	if err != nil {
		t.Error(err)
		return
	}
	path := map[string]string{"value": hit.Path, "lock": s.lockPath(filepath.Base(hit.Path))}[place]
	if path == "" {
		path = filepath.Join(s.Dir(), place)
	}
	remove(t, path)
	if err := put(path); err != nil {
		t.Error(err)
		return
	}
	lost := place == cachedName || place == "value"
	if hit, err = slowValue(s.Dir(), 0); err != nil || hit.FromCache == lost ||
		lost != strings.Contains(hit.Note, "set aside") {
		t.Errorf("%+v, %v", hit, err)
	}
	if hit, err = slowValue(s.Dir(), 0); err != nil || !hit.FromCache {
		t.Errorf("again: %+v, %v", hit, err)
	}
	run, err := s.Acquire(context.Background(), testID("lenet5"), nil, nil)
	if err != nil {
		t.Error(err)
		return
	}
	if err := errors.Join(run.Append(epoch{1, 1}), run.Save(writeWeights(1), "last"), run.Release()); err != nil {
		t.Error(err)
	}
	if _, err := s.List(); err != nil {
		t.Error(err)
	}
}

// Any name works, that of a damaged run as well.
func TestDamagedLookingName(t *testing.T) {
	s := testStore(t)
	for _, name := range []string{"mine.damaged-20260101-101010", "a.damaged-20260101-101010-2", ".tmp-x", "cached",
		"..", "x.bin", "x.lock"} {
		id, err := NewID(name, name)
		if err != nil {
			t.Fatal(err)
		}
		run, err := s.Acquire(context.Background(), id, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		train(t, run, 1)
		_ = run.Release()
		if run, err = s.Read(ID{"other", id.Hash}); err != nil || run.Epochs() != 1 {
			t.Errorf("%s: %v", name, err)
		}
		list, err := s.List()
		if err != nil || len(list) != 1 || list[0].Status != Stopped || list[0].Name != name {
			t.Errorf("%s is listed as %+v, %v", name, list, err)
		}
		if _, err := s.Forget(name); err != nil {
			t.Error(err)
		}
	}
}

// What may not be read says so, and is not taken for damage.
func TestNoPermission(t *testing.T) {
	home := asUser(t)
	for i, place := range []string{documentName, historyName, filepath.Join(snapshotsName, "0002", "weights.bin")} {
		s, err := Open(filepath.Join(home, fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		run := acquire(t, s, "lenet5", nil)
		train(t, run, 2)
		_ = run.Release()
		if err := os.Chmod(filepath.Join(run.Dir(), place), 0); err != nil {
			t.Fatal(err)
		}
		_, err = s.Acquire(context.Background(), testID("lenet5"), nil, nil)
		if err == nil || !strings.Contains(err.Error(), "no permission to read") || errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", place, err)
		}
		list, err := s.List()
		if err != nil || len(list) != 1 || time.Since(list[0].Updated) > time.Minute ||
			time.Since(list[0].Created) > time.Minute {
			t.Errorf("%s: %+v, %v", place, list, err)
		}
		if unreadable := list[0].Status == Unreadable; unreadable != (place == documentName) {
			t.Errorf("%s: listed as %s", place, list[0].Status)
		}
	}
}
