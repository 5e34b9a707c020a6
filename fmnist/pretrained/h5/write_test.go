package h5

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// What is written is read back, by this package and by scigolib/hdf5.
func TestWrite(t *testing.T) {
	var tree Tree
	tree.Text("model_config", `{"a": 1}`)
	tree.Texts("layer_names", []string{"conv2d", "a long name of a layer"})
	tree.Group("empty/vars").Text("name", "empty")
	for i := range 20 {
		tree.Dataset(fmt.Sprintf("layers/dense_%d/vars/0", i), []int{2, 3}, []float32{1, 2, 3, 4, 5, float32(i)})
	}
	for _, name := range []string{"a", "b", "c"} {
		tree.Group(name).Texts("weight_names", []string{name + "/kernel", name + "/bias"})
	}
	tree.Dataset("scalar", nil, []float32{7})
	raw, err := tree.Encode()
	if err != nil {
		t.Fatal(err)
	}
	file, err := Read(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	root, err := file.Root()
	if err != nil {
		t.Fatal(err)
	}
	if names, ok, err := root.Strings("layer_names"); !ok || err != nil ||
		!reflect.DeepEqual(names, []string{"conv2d", "a long name of a layer"}) {
		t.Errorf("layer_names: %q %v %v", names, ok, err)
	}
	d, err := root.Dataset("layers/dense_13/vars/0")
	if err != nil {
		t.Fatal(err)
	}
	if values, err := d.Float32s(); err != nil || !slices.Equal(values, []float32{1, 2, 3, 4, 5, 13}) ||
		!slices.Equal(d.Shape, []int{2, 3}) {
		t.Errorf("%v %v %v", d.Shape, values, err)
	}
	path := filepath.Join(t.TempDir(), "written.h5")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	compare(t, path)
}

func TestWriteRefuses(t *testing.T) {
	var wide, long Tree
	for i := range members + 1 {
		wide.Dataset(fmt.Sprint(i), nil, []float32{0})
	}
	long.Text("config", string(make([]byte, 70_000)))
	for _, tree := range []*Tree{&wide, &long} {
		if _, err := tree.Encode(); err == nil {
			t.Error("what the format cannot hold was written")
		}
	}
}
