package data

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestLoadSeesEveryBitOfTheRawCache(t *testing.T) {
	cache := isolate(t)
	dir := t.TempDir()
	writeFolder(t, dir, small, false)
	load(t, Options{Dir: dir}, small)
	raw := rawFiles(t, cache)[0]
	whole, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(whole); at += 97 {
		damaged := slices.Clone(whole)
		damaged[at] ^= 1 << (at % 8)
		write(t, raw, damaged)
		if d := load(t, Options{Dir: dir}, small); len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "read anew") {
			t.Errorf("a flipped bit at %d of %d: notes %v", at, len(whole), d.Notes)
		}
		if d := load(t, Options{Dir: dir}, small); len(d.Notes) > 0 {
			t.Errorf("the raw cache was not repaired: %v", d.Notes)
		}
	}
	for _, length := range []int{0, 5, 30, 5000, len(whole) - 1} {
		write(t, raw, whole[:length])
		if d := load(t, Options{Dir: dir}, small); len(d.Notes) != 1 {
			t.Errorf("cut to %d bytes: notes %v", length, d.Notes)
		}
	}
}

func TestLoadedSetsAreTheCallers(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	writeFolder(t, dir, small, false)
	load(t, Options{Dir: dir}, small)
	d := load(t, Options{Dir: dir}, small)
	for i := range d.Train.Images {
		d.Train.Images[i] ^= 0xff // must reach neither the cache file nor a later Load
	}
	if again := load(t, Options{Dir: dir}, small); len(again.Notes) > 0 {
		t.Error(again.Notes)
	}
}

// fullTemp is a temporary file on a disk that is full after 100 bytes.
type fullTemp struct {
	*os.File
	room int
}

func (f *fullTemp) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, syscall.ENOSPC
	}
	return f.File.Write(p)
}

func TestLoadWithoutRoomForTheCache(t *testing.T) {
	cache := isolate(t)
	dir := t.TempDir()
	writeFolder(t, dir, small, false)
	before := createTemp
	defer func() { createTemp = before }()
	createTemp = func(dir, pattern string) (tempFile, error) {
		file, err := os.CreateTemp(dir, pattern)
		return &fullTemp{file, 5000}, err
	}
	d := load(t, Options{Dir: dir}, small)
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "no space left on device") {
		t.Errorf("notes %v", d.Notes)
	}
	if left := rawFiles(t, cache); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestReplaceFileSweepsUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	old, young := path+".tmp-1", path+".tmp-2"
	write(t, old, nil)
	write(t, young, nil)
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(path); string(content) != "new" || regular(old) || !regular(young) {
		t.Errorf("%q (%v), old kept %v, young kept %v", content, err, regular(old), regular(young))
	}
}

func TestLoadWithReadOnlyHome(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	writeFolder(t, dir, small, false)
	home := filepath.Join(t.TempDir(), "file") // nobody, root included, can make a folder in a file
	write(t, home, nil)
	t.Setenv("FMNIST_HOME", home)
	if d := load(t, Options{Dir: dir}, small); len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "FMNIST_HOME") {
		t.Errorf("notes %v", d.Notes)
	}
	t.Setenv("FMNIST_HOME", "")
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	if d := load(t, Options{Dir: dir}, small); len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "FMNIST_HOME") {
		t.Errorf("without a home: notes %v", d.Notes)
	}
}

// The header's own checksum is right in this fuzz target, so that its contents count.
func FuzzRawCache(f *testing.F) {
	body := numbered(2)
	f.Add([]byte(`{"Source":"x","Train":{"N":1},"Test":{"N":1},"Blocks":[0]}`), append(body.Images, body.Labels...))
	f.Add([]byte(`{"Train":{"N":-1},"Test":{"N":2},"Blocks":[]}`), []byte{})
	f.Add([]byte(`{"Train":{"N":9223372036854775807},"Test":{"N":2}}`), []byte{1})
	f.Fuzz(func(t *testing.T, text, body []byte) {
		whole := slices.Concat(rawPreface(text), text, body)
		if header, rest, err := parseRaw(whole); err == nil {
			if d, err := header.unpack(rest); err == nil {
				d.Summary()
			}
		}
		parseRaw(body)
	})
}
