package runs

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestListAndForget(t *testing.T) {
	s := testStore(t)
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Fatalf("an empty store lists %v, %v", list, err)
	}
	for _, name := range []string{"lenet5", "wide"} {
		run := acquire(t, s, name, nil)
		train(t, run, 2)
		_ = run.Release()
	}
	other, err := NewID("wide", "another plan")
	if err != nil {
		t.Fatal(err)
	}
	run, err := s.Acquire(context.Background(), other, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	train(t, run, 1)
	_ = run.Release()
	if _, err := slowValue(s.Dir(), 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(s.Dir(), "notes"), 0o755); err != nil { // not a run
		t.Fatal(err)
	}
	list, err := s.List()
	if err != nil || len(list) != 4 || !list[3].Value || list[3].Name != "pca" || list[0].Bytes == 0 {
		t.Fatalf("list %+v, %v", list, err)
	}
	for query, want := range map[string]string{
		"wide":                                "2 entries match",
		"lene":                                "no such run",
		"lenet5-" + "ffff":                    "no such run",
		"lenet5-" + testID("lenet5").Hash[:3]: "no such run",
		"../runs":                             "no such run",
		"":                                    "no such run",
	} {
		if _, err := s.Forget(query); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("forget %q: %v, want %q", query, err, want)
		}
	}
	for _, query := range []string{"lenet5", "wide-" + other.Hash[:5], testID("wide").String(), "pca"} {
		if _, err := s.Forget(query); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Read(testID("lenet5")); !errors.Is(err, ErrNotFound) {
		t.Errorf("read after forget: %v", err)
	}
	if list, err = s.List(); err != nil || len(list) != 0 {
		t.Errorf("after all were forgotten: %v, %v", list, err)
	}
}

// Two hashes that begin alike get folders of their own, found again whatever is forgotten.
func TestClash(t *testing.T) {
	s := testStore(t)
	first := testID("lenet5")
	second := ID{first.Name, first.Hash[:8] + strings.Repeat("0", 56)}
	third := ID{first.Name, first.Hash[:16] + strings.Repeat("0", 48)}
	for i, id := range []ID{first, second, third} {
		run, err := s.Acquire(context.Background(), id, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		train(t, run, i+1)
		_ = run.Release()
	}
	check := func() {
		t.Helper()
		for i, id := range []ID{first, second, third} {
			run, err := s.Read(id)
			if i == 0 && errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil || run.Epochs() != i+1 {
				t.Errorf("%s: %v", id.Hash, err)
			}
		}
	}
	check()
	if _, err := s.Forget(first.Name + "-" + first.Hash); err != nil {
		t.Fatal(err)
	}
	check()
	run, err := s.Acquire(context.Background(), second, nil, nil)
	if err != nil || run.Epochs() != 2 {
		t.Errorf("the second run was begun anew: %v", err)
	}
	_ = run.Release()
}

// The hash is the run: whoever asks under another name gets what is there, and trains it on.
func TestOtherName(t *testing.T) {
	s := testStore(t)
	first := testID("lenet5")
	run, err := s.Acquire(context.Background(), first, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	train(t, run, 2)
	_ = run.Release()
	again := ID{"baseline", first.Hash}
	if run, err = s.Read(again); err != nil || run.Epochs() != 2 || run.Name() != first.String() {
		t.Fatalf("%v, %v", run, err)
	}
	if run, err = s.Acquire(context.Background(), again, nil, nil); err != nil || run.Epochs() != 2 {
		t.Fatalf("begun anew: %v", err)
	}
	train(t, run, 1)
	_ = run.Release()
	if run, err = s.Read(first); err != nil || run.Epochs() != 3 {
		t.Errorf("%v, %v", run, err)
	}
	if list, err := s.List(); err != nil || len(list) != 1 {
		t.Errorf("one hash, %d entries, %v", len(list), err)
	}
	// A Forget that was killed between its rename and its deletion has forgotten the run.
	trash := filepath.Join(s.dir, tempPrefix+first.String())
	if err := os.Rename(filepath.Join(s.dir, first.String()), trash); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(again); !errors.Is(err, ErrNotFound) {
		t.Errorf("a forgotten run is found again: %v", err)
	}
	if err := os.Rename(trash, filepath.Join(s.dir, first.String())); err != nil {
		t.Fatal(err)
	}
	if info, err := s.ForgetRun(again); err != nil || info.Entry != first.String() {
		t.Errorf("forgot %q, %v", info.Entry, err)
	}
	if _, err := s.ForgetRun(first); !errors.Is(err, ErrNotFound) {
		t.Errorf("forgotten twice: %v", err)
	}
	if _, err := s.Read(ID{"baseline", first.Hash[:8] + strings.Repeat("0", 56)}); !errors.Is(err, ErrNotFound) {
		t.Errorf("the first digits are not the hash: %v", err)
	}
}

// A store can be copied to another place or machine.
func TestMove(t *testing.T) {
	s := testStore(t)
	run := acquire(t, s, "lenet5", nil)
	train(t, run, 2)
	_ = run.Release()
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.CopyFS(moved, os.DirFS(s.Dir())); err != nil {
		t.Fatal(err)
	}
	remove(t, s.Dir())
	there, _ := Open(moved)
	var said []string
	again := acquire(t, there, "lenet5", &said)
	if err := consistent(again); err != nil || again.Epochs() != 2 || len(said) > 0 {
		t.Errorf("%d epochs, said %q, %v", again.Epochs(), said, err)
	}
}
