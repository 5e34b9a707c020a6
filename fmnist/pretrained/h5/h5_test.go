package h5

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/scigolib/hdf5"
)

// TestAgainstLibrary reads every dataset of the test files, and of the real SqueezeNet file if it is here, with this
// package and with scigolib/hdf5.
func TestAgainstLibrary(t *testing.T) {
	files := []string{"good", "keras1", "split", "model", "double", "few", "many"}
	for i, f := range files {
		files[i] = filepath.Join("..", "testdata", f+".h5")
	}
	real, _ := filepath.Glob(filepath.Join(os.Getenv("FMNIST_WEIGHTS"), "squeezenet*.h5")) // none where that is not set
	for _, path := range append(files, real...) {
		t.Run(filepath.Base(path), func(t *testing.T) { compare(t, path) })
	}
}

func compare(t *testing.T, path string) {
	library, err := hdf5.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer library.Close()
	file, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	root, err := file.Root()
	if err != nil {
		t.Fatal(err)
	}
	datasets, lists := 0, 0
	library.Walk(func(path string, object hdf5.Object) {
		switch object := object.(type) {
		case *hdf5.Dataset:
			datasets++
			compareDataset(t, root, path[1:], object)
		case *hdf5.Group:
			lists += compareLists(t, root, path, object)
		}
	})
	if datasets < 8 || lists < 4 {
		t.Errorf("only %d datasets and %d lists of names", datasets, lists)
	}
}

func compareDataset(t *testing.T, root *Group, path string, want *hdf5.Dataset) {
	t.Helper()
	values, err := want.Read()
	if err != nil {
		t.Fatal(err)
	}
	d, err := root.Dataset(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := d.Float32s()
	if err != nil {
		t.Fatal(err)
	}
	same := func(v float64, w float32) int {
		if float32(v) == w {
			return 0
		}
		return 1
	}
	if slices.CompareFunc(values, got, same) != 0 {
		t.Errorf("%s differs", path)
	}
}

func compareLists(t *testing.T, root *Group, path string, want *hdf5.Group) (lists int) {
	t.Helper()
	attributes, err := want.Attributes()
	if err != nil {
		t.Fatal(err)
	}
	g := root
	if path != "/" {
		if g, err = root.Group(path[1 : len(path)-1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, a := range attributes {
		value, err := a.ReadValue()
		names, ok := value.([]string)
		if err != nil || !ok {
			continue
		}
		lists++
		if got, ok, err := g.Strings(a.Name); !ok || err != nil || !reflect.DeepEqual(got, names) {
			t.Errorf("%s of %s is %v %v %v, want %v", a.Name, path, got, ok, err, names)
		}
	}
	return lists
}

// FuzzOpen walks whatever opens: every outcome is an error or values within the file's size.
func FuzzOpen(f *testing.F) {
	for _, name := range []string{"good", "split", "variable", "model", "double", "text"} {
		data, err := os.ReadFile(filepath.Join("..", "testdata", name+".h5"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "fuzz.h5")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := Open(path)
		if err != nil {
			if !errors.Is(err, ErrFormat) {
				t.Fatalf("%v is not about the format", err)
			}
			return
		}
		defer file.Close()
		if root, err := file.Root(); err == nil {
			walk(t, root, len(data), 6)
		}
	})
}

func walk(t *testing.T, g *Group, size, depth int) {
	for _, list := range []string{"layer_names", "weight_names", "layer_names0"} {
		if names, ok, err := g.Strings(list); len(names) > size || len(names) > 0 && (!ok || err != nil) {
			t.Fatalf("%s: %d names, %v, %v", list, len(names), ok, err)
		}
	}
	for name := range g.children {
		if d, err := g.Dataset(name); err == nil {
			if values, err := d.Float32s(); err == nil && len(values) > size {
				t.Fatalf("%d values in %d bytes", len(values), size)
			}
		}
		if sub, err := g.Group(name); err == nil && depth > 0 {
			walk(t, sub, size, depth-1)
		}
	}
}
