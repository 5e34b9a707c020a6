package data

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
		name, content := f.Name, files[i]
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

// isolate gives the test a cache and a home folder of its own and no FMNIST_DATA.
func isolate(t *testing.T) (cache string) {
	t.Helper()
	cache = t.TempDir()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("KERAS_HOME", "")
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
		if err := writeCSV(&b, s); err != nil {
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

// Nothing is looked for beside the checkout; a folder that was named is also found from the folders below it.
func TestLoadFindsWhatIsNamed(t *testing.T) {
	isolate(t)
	root := t.TempDir()
	write(t, filepath.Join(root, "checkout", "go.mod"), nil)
	deep := filepath.Join(root, "checkout", "notebooks", "clean")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFolder(t, filepath.Join(root, "shared", "fashion-mnist"), small, false)
	t.Chdir(deep)
	if d, err := Load(context.Background(), Options{}); !errors.Is(err, ErrNoData) {
		t.Errorf("found %s unasked (%v)", d.Source, err)
	}
	t.Setenv("FMNIST_DATA", "../shared/fashion-mnist") // as typed at the checkout's root
	if d := load(t, Options{}, small); filepath.Base(d.Source) != "fashion-mnist" {
		t.Errorf("source %s", d.Source)
	}
	user := t.TempDir()
	t.Setenv("HOME", user)
	writeFolder(t, filepath.Join(user, "data"), small, false)
	t.Setenv("FMNIST_DATA", "~/data")
	if d := load(t, Options{}, small); d.Source != filepath.Join(user, "data") {
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
		if d := load(t, Options{}, Synthetic(50, 30, syntheticSeed)); !d.Synthetic || d.Official || len(d.Notes) > 0 ||
			!strings.HasPrefix(d.Source, "synthetic") {
			t.Errorf("%q, synthetic %v, notes %v", d.Source, d.Synthetic, d.Notes)
		}
	}
	for _, bad := range []string{"synthetic:", "synthetic:5", "synthetic:5,x", "synthetic:0,5", "synthetic:-1,5",
		"synthetic:99999999999,1", "synthetic:9223372036854775807,9223372036854775807"} {
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
	path := func(dir string, i int) string { return filepath.Join(dir, official[i].Name) }
	for want, spoil := range map[string]func(dir string){
		"there is no data folder":           func(dir string) { os.RemoveAll(dir) },
		"lacks t10k-labels-idx1-ubyte.gz: ": func(dir string) { os.Remove(path(dir, 3)) },
		"lacks a CSV file with test in its name: ": func(dir string) {
			os.RemoveAll(dir)
			write(t,
				filepath.Join(dir, kaggleFiles[0]), nil)
		},
		"t10k-images-idx3-ubyte.gz: the file ends":     func(dir string) { os.Truncate(path(dir, 2), 100) },
		"train-images-idx3-ubyte.gz: the file ends wi": func(dir string) { os.Truncate(path(dir, 0), 0) },
		"the files do not belong together": func(dir string) {
			write(t, path(dir, 1),
				idxFile(t, small.Test.Labels, 20))
		},
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
