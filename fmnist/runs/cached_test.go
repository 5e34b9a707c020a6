package runs

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// slowValue computes or reads a value of 4 KB and checks what it got.
func slowValue(dir string, pause time.Duration) (Hit, error) {
	s, err := Open(dir)
	if err != nil {
		return Hit{}, err
	}
	numbers := make([]int32, 1000)
	hit, err := s.Cached(context.Background(), "pca", map[string]any{"components": 2}, func(w io.Writer) error {
		time.Sleep(pause)
		for i := range numbers {
			if err := binary.Write(w, binary.LittleEndian, int32(i)); err != nil {
				return err
			}
		}
		return nil
	}, func(r io.Reader) error { return binary.Read(r, binary.LittleEndian, numbers) })
	if err == nil && numbers[999] != 999 {
		err = fmt.Errorf("read back %v", numbers[990:])
	}
	return hit, err
}

func TestCached(t *testing.T) {
	s := testStore(t)
	hit, err := slowValue(s.Dir(), 0)
	if err != nil || hit.FromCache || hit.Path == "" || hit.Note != "" {
		t.Fatalf("first: %+v, %v", hit, err)
	}
	hit, err = slowValue(s.Dir(), 0)
	if err != nil || !hit.FromCache || time.Since(hit.When) > time.Minute {
		t.Fatalf("second: %+v, %v", hit, err)
	}
	for name, damage := range map[string]func(text []byte) []byte{
		"cut":     func(text []byte) []byte { return text[:len(text)/2] },
		"empty":   func([]byte) []byte { return nil },
		"flipped": func(text []byte) []byte { text[100] ^= 1; return text },
		"note":    func(text []byte) []byte { text[len(text)-40] ^= 1; return text },
		"length":  func(text []byte) []byte { text[len(text)-13] = 0xff; return text },
	} {
		text, err := os.ReadFile(hit.Path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, hit.Path, string(damage(text)))
		got, err := slowValue(s.Dir(), 0)
		if err != nil || got.FromCache || !strings.Contains(got.Note, "set aside") {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if got, err = slowValue(s.Dir(), 0); err != nil || !got.FromCache {
			t.Errorf("%s, again: %+v, %v", name, got, err)
		}
	}
}

// Several processes ask for one value: one computes it.
func TestCachedOnce(t *testing.T) {
	s := testStore(t)
	var wait sync.WaitGroup
	outputs := make([]string, 3)
	for i := range outputs {
		cmd := child(t, "value", s.Dir())
		wait.Go(func() {
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			outputs[i] = string(out)
		})
	}
	wait.Wait()
	if all := strings.Join(outputs, ""); strings.Count(all, "cached: false") != 1 ||
		strings.Count(all, "cached: true") != 2 {
		t.Errorf("got %q", all)
	}
}

// Two unfinished runs and two unfinished values are in the store: those that a killed process left go when the next
// begins, those that a process is at work on stay, and so does what is not the store's.
func TestSweep(t *testing.T) {
	for name, begin := range map[string]func(s Store) error{
		"value":    func(s Store) error { _, err := slowValue(s.Dir(), 0); return err },
		"run":      func(s Store) error { return acquire(t, s, "new", nil).Release() },
		"same run": func(s Store) error { return acquire(t, s, "left", nil).Release() },
		"forget":   func(s Store) error { _, err := s.ForgetRun(testID("old")); return err },
		"merge": func(s Store) error {
			other := testStore(t)
			finish(t, other, "other", 1, Finished)
			_, err := s.Merge(other, func(string) {})
			return err
		},
	} {
		s := testStore(t)
		finish(t, s, "old", 1, Finished)
		value := testID("left").String() + valueSuffix
		left := []string{unfinished(t, s, testID("left").String()), unfinished(t, s, cachedName, value)}
		kept := []string{unfinished(t, s, testID("busy").String()), unfinished(t, s, cachedName, "busy-01234567.bin"),
			unfinished(t, s, "somebody's")}
		for _, path := range kept[:2] {
			lock, err := s.lock(t.Context(), strings.TrimPrefix(filepath.Base(path), tempPrefix), func(string) {})
			if err != nil {
				t.Fatal(err)
			}
			defer lock.Unlock()
		}
		if err := begin(s); err != nil {
			t.Fatal(name, err)
		}
		for _, path := range left {
			if _, err := os.Stat(path); err == nil {
				t.Errorf("%s: %s was left behind", name, path)
			}
		}
		for _, path := range kept {
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: it should have stayed: %v", name, err)
			}
		}
	}
}

// unfinished makes an unfinished run or value, a folder with something in it, and returns its path.
func unfinished(t *testing.T, s Store, name ...string) string {
	t.Helper()
	path := tempPath(filepath.Join(s.Dir(), filepath.Join(name...)))
	if err := errors.Join(os.MkdirAll(path, 0o755), os.WriteFile(filepath.Join(path, "half"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCachedErrors(t *testing.T) {
	s := testStore(t)
	fails := func(io.Writer) error { return errors.New("no data") }
	if _, err := s.Cached(context.Background(), "tsne", 1, fails, nil); err == nil ||
		err.Error() != "no data" {
		t.Errorf("got %v", err)
	}
	if _, err := s.Cached(context.Background(), "tsne", func() {}, fails, nil); err == nil {
		t.Error("a func was hashed")
	}
	if left, _ := os.ReadDir(filepath.Join(s.Dir(), cachedName)); len(left) > 0 {
		t.Errorf("a failure left %v", left)
	}
}

// A store that cannot be written loses no computed value.
func TestCachedReadOnly(t *testing.T) {
	dir := asUser(t)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	s, _ := Open(filepath.Join(dir, "runs"))
	hit, err := slowValue(s.Dir(), 0)
	if err != nil || !strings.Contains(hit.Note, "FMNIST_HOME") || hit.Path != "" {
		t.Errorf("%+v, %v", hit, err)
	}
	if _, err := s.Acquire(context.Background(), testID("lenet5"), nil, nil); err == nil ||
		!strings.Contains(err.Error(), "FMNIST_HOME") {
		t.Errorf("acquire: %v", err)
	}
}

func TestSealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "weights")
	put := func(text string) error {
		return writeSealed(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	}
	get := func() (text string, err error) {
		err = readSealed(path, func(r io.Reader) error {
			all, err := io.ReadAll(r)
			text = string(all)
			return err
		})
		return text, err
	}
	if _, err := get(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for _, want := range []string{"weights", ""} {
		if err := put(want); err != nil {
			t.Fatal(err)
		}
		if got, err := get(); got != want || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	}
	if err := writeSealed(path, func(io.Writer) error { return errors.New("boom") }); err == nil {
		t.Error("no error")
	}
	if got, err := get(); got != "" || err != nil {
		t.Errorf("a failed write changed the file: %q, %v", got, err)
	}
	write(t, path, "short")
	if _, err := get(); !errors.Is(err, ErrDamaged) {
		t.Errorf("damaged: %v", err)
	}
}

func TestOpen(t *testing.T) {
	t.Setenv("FMNIST_HOME", "/some/home")
	if dir, err := DefaultDir(); err != nil || dir != filepath.Join("/some/home", "runs") {
		t.Errorf("%s, %v", dir, err)
	}
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	if _, err := Open(file); err == nil {
		t.Error("a file was opened as a store")
	}
}

// How long a value took is read from its note, whatever its size; of what is not there or damaged nothing is said.
func TestSeconds(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Seconds("pca", 3); ok {
		t.Error("nothing was kept")
	}
	hit, err := s.Cached(context.Background(), "pca", 3, func(w io.Writer) error {
		_, err := io.WriteString(w, "values")
		return err
	}, func(r io.Reader) error { _, err := io.ReadAll(r); return err })
	if err != nil {
		t.Fatal(err)
	}
	if seconds, ok := s.Seconds("pca", 3); !ok || seconds != hit.Seconds {
		t.Errorf("%v %v, want %v", seconds, ok, hit.Seconds)
	}
	if _, ok := s.Seconds("pca", 4); ok {
		t.Error("that is another value")
	}
	if err := os.Truncate(hit.Path, 20); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Seconds("pca", 3); ok {
		t.Error("its note is gone")
	}
}
