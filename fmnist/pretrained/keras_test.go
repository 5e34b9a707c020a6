package pretrained

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
)

// TestKerasFile has Keras itself write a whole weight file and finds the seeded values in it. FMNIST_PYTHON names a
// Python with keras, h5py and scikit-image; FMNIST_BACKBONE another network than EfficientNetB1, whose 340 groups need
// a two-level tree.
func TestKerasFile(t *testing.T) {
	python := os.Getenv("FMNIST_PYTHON")
	if python == "" {
		t.Skip("set FMNIST_PYTHON to a Python with keras to have Keras write a weight file")
	}
	name := os.Getenv("FMNIST_BACKBONE")
	if name == "" {
		name = "efficientnetb1"
	}
	b, err := Named(name)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	script := filepath.Join("..", "..", "bench", "golden", "pretrained_goldens.py")
	command := exec.Command(python, script, "--h5", folder, name)
	command.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := command.CombinedOutput(); err != nil {
		t.Skipf("Keras cannot write the file: %v\n%s", err, out)
	}
	var g golden
	readGolden(t, name, &g)
	got, err := b.Load(filepath.Join(folder, b.File.Name()), "")
	if err != nil {
		t.Fatal(err)
	}
	want, err := b.Random(g.Seed, "")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Tensors, want.Tensors) {
		t.Error("the file's tensors are not the seeded ones")
	}
}
