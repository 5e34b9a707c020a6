package data

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// small is a dataset quick enough for any test.
var small = Synthetic(30, 20, 5)

// writeFolder stores a dataset under the four official names, unpacked if plain.
func writeFolder(t *testing.T, dir string, d Dataset, plain bool) {
	t.Helper()
	files := [4][]byte{
		idxFile(t, d.Train.Images, d.Train.Len(), Side, Side), idxFile(t, d.Train.Labels, d.Train.Len()),
		idxFile(t, d.Test.Images, d.Test.Len(), Side, Side), idxFile(t, d.Test.Labels, d.Test.Len()),
	}
	for i, f := range official {
		name, content := f.name, files[i]
		if plain {
			name = strings.TrimSuffix(name, ".gz")
		} else {
			content = gzipped(t, content)
		}
		write(t, filepath.Join(dir, name), content)
	}
}

// write is os.WriteFile that makes the folder and fails the test.
func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// isolate gives the test a cache of its own, no FMNIST_DATA and no neighbour folder.
func isolate(t *testing.T) (cache string) {
	t.Helper()
	cache = t.TempDir()
	t.Setenv("FMNIST_HOME", cache)
	t.Setenv("FMNIST_DATA", "")
	t.Chdir(t.TempDir())
	return cache
}

// load must succeed with the contents of want.
func load(t *testing.T, o Options, want Dataset) Dataset {
	t.Helper()
	d, err := Load(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if d.Fingerprint() != want.Fingerprint() || d.Train.Name != "train" || d.Test.Name != "test" {
		t.Errorf("loaded %d + %d other samples from %s", d.Train.Len(), d.Test.Len(), d.Source)
	}
	return d
}

// rawFiles are the files of the raw cache.
func rawFiles(t *testing.T, cache string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cache, "raw", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestLoadFromEachKindOfFolder(t *testing.T) {
	cache := isolate(t)
	packed, plain, kaggle := t.TempDir(), t.TempDir(), t.TempDir()
	writeFolder(t, packed, small, false)
	writeFolder(t, plain, small, true)
	for i, s := range []Set{small.Train, small.Test} {
		var b bytes.Buffer
		if err := WriteCSV(&b, s); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(kaggle, kaggleFiles[i]), b.Bytes())
	}
	for _, dir := range []string{packed, plain, kaggle} {
		for range 2 { // parsed, then from the raw cache
			d := load(t, Options{Dir: dir}, small)
			if d.Source != dir || d.Synthetic || d.Official || len(d.Notes) > 0 {
				t.Errorf("%s: source %s, notes %v", dir, d.Source, d.Notes)
			}
			t.Setenv("FMNIST_DATA", dir)
			load(t, Options{}, small)
		}
	}
	if n := len(rawFiles(t, cache)); n != 3 {
		t.Errorf("%d raw files for three folders", n)
	}
}

func TestLoadLooksBesideTheCheckout(t *testing.T) {
	isolate(t)
	root := t.TempDir()
	write(t, filepath.Join(root, "checkout", "go.mod"), nil)
	deep := filepath.Join(root, "checkout", "notebooks", "clean")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFolder(t, filepath.Join(root, "shared", "fashion-mnist"), small, false)
	t.Chdir(deep)
	load(t, Options{Offline: true}, small)

	writeFolder(t, filepath.Join(root, "elsewhere"), small, false)
	t.Setenv("FMNIST_DATA", "../elsewhere") // as typed at the checkout's root
	if d := load(t, Options{Offline: true}, small); filepath.Base(d.Source) != "elsewhere" {
		t.Errorf("source %s", d.Source)
	}
}

func TestLoadNoticesChangedFiles(t *testing.T) {
	cache := isolate(t)
	dir := t.TempDir()
	writeFolder(t, dir, small, false)
	load(t, Options{Dir: dir}, small)
	other := Synthetic(40, 20, 6)
	writeFolder(t, dir, other, false)
	if d := load(t, Options{Dir: dir}, other); len(d.Notes) > 0 {
		t.Errorf("notes %v", d.Notes)
	}
	if n := len(rawFiles(t, cache)); n != 1 {
		t.Errorf("%d raw files for one folder", n)
	}
}

func TestLoadSynthetic(t *testing.T) {
	isolate(t)
	t.Setenv("FMNIST_DATA", "synthetic:50,30")
	for range 2 {
		if d := load(t, Options{}, Synthetic(50, 30, syntheticSeed)); !d.Synthetic || d.Official || len(d.Notes) > 0 || !strings.HasPrefix(d.Source, "synthetic") {
			t.Errorf("%q, synthetic %v, notes %v", d.Source, d.Synthetic, d.Notes)
		}
	}
	for _, bad := range []string{"synthetic:", "synthetic:5", "synthetic:5,x", "synthetic:0,5", "synthetic:-1,5"} {
		if _, err := Load(context.Background(), Options{Dir: bad}); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestLoadRefusesDamagedFolders(t *testing.T) {
	isolate(t)
	fresh := func() string {
		dir := t.TempDir()
		writeFolder(t, dir, small, false)
		return dir
	}
	path := func(dir string, i int) string { return filepath.Join(dir, official[i].name) }
	for want, spoil := range map[string]func(dir string){
		"there is no data folder":                      func(dir string) { os.RemoveAll(dir) },
		"lacks t10k-labels-idx1-ubyte.gz:":             func(dir string) { os.Remove(path(dir, 3)) },
		"lacks fashion-mnist_test.csv.gz:":             func(dir string) { os.RemoveAll(dir); write(t, filepath.Join(dir, kaggleFiles[0]), nil) },
		"t10k-images-idx3-ubyte.gz: the file ends":     func(dir string) { os.Truncate(path(dir, 2), 100) },
		"train-images-idx3-ubyte.gz: the file ends wi": func(dir string) { os.Truncate(path(dir, 0), 0) },
		"the files do not belong together":             func(dir string) { write(t, path(dir, 1), idxFile(t, small.Test.Labels, 20)) },
		"label 3 is 200": func(dir string) {
			labels := slices.Clone(small.Train.Labels)
			labels[3] = 200
			write(t, path(dir, 1), gzipped(t, idxFile(t, labels, 30)))
		},
	} {
		dir := fresh()
		spoil(dir)
		_, err := Load(context.Background(), Options{Dir: dir})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

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

// publish makes the small dataset the official one and serves it.
func publish(t *testing.T) (mirror Mirror, asked *int) {
	t.Helper()
	dir := t.TempDir()
	writeFolder(t, dir, small, false)
	before := official
	t.Cleanup(func() { official = before })
	for i, f := range official {
		content, err := os.ReadFile(filepath.Join(dir, f.name))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		official[i] = officialFile{f.name, int64(len(content)), hex.EncodeToString(sum[:])}
	}
	files := http.StripPrefix("/file", http.FileServer(http.Dir(dir)))
	url, asked := serve(t, files.ServeHTTP)
	return Mirror{"here", url}, asked
}

func TestLoadDownloadsOnceAndRepairs(t *testing.T) {
	cache := isolate(t)
	mirror, asked := publish(t)
	var seen []string
	o := Options{Mirrors: []Mirror{{"gone", mirror.URL + "/nowhere/"}, mirror}, Progress: func(file string, done, total int64) {
		if done == total && (len(seen) == 0 || seen[len(seen)-1] != file) {
			seen = append(seen, file)
		}
	}}
	load(t, o, small)
	if *asked != 8 || len(seen) != 4 {
		t.Errorf("%d requests, progress of %v", *asked, seen)
	}
	load(t, o, small)
	o.Offline = true
	load(t, o, small)
	if *asked != 8 {
		t.Errorf("%d requests after the data are there", *asked)
	}
	o.Offline = false
	path := filepath.Join(cache, "fashion-mnist", official[0].name)
	content, _ := os.ReadFile(path)
	content[len(content)/2] ^= 16
	write(t, path, content)
	if d := load(t, o, small); len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "downloaded again") || *asked != 10 {
		t.Errorf("after damage: notes %v, %d requests", d.Notes, *asked)
	}
}

func TestLoadWithoutAnySource(t *testing.T) {
	isolate(t)
	mirror, asked := publish(t)
	_, err := Load(context.Background(), Options{Mirrors: []Mirror{mirror}, Offline: true})
	if !errors.Is(err, ErrNoData) || *asked != 0 || !strings.Contains(err.Error(), "FMNIST_DATA=synthetic") {
		t.Errorf("offline: %v, %d requests", err, *asked)
	}
	_, err = Load(context.Background(), Options{Mirrors: []Mirror{{"gone", mirror.URL + "/nowhere"}}})
	if !errors.Is(err, ErrNoData) || !strings.Contains(err.Error(), "404") || strings.Contains(err.Error(), "\n") {
		t.Errorf("404 everywhere: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = Load(ctx, Options{Mirrors: []Mirror{mirror}}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLoadDownloadsWithoutAUsableCache(t *testing.T) {
	isolate(t)
	mirror, _ := publish(t)
	home := filepath.Join(t.TempDir(), "file")
	write(t, home, nil)
	t.Setenv("FMNIST_HOME", home)
	d := load(t, Options{Mirrors: []Mirror{mirror}}, small)
	if len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "for this time only") {
		t.Errorf("notes %v", d.Notes)
	}
}
