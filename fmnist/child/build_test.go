package child

import (
	"os"
	"path/filepath"
	"testing"
)

// Any line of the sources makes another child; tests, their data and hidden files do not.
func TestKey(t *testing.T) {
	source := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(source, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	key := func() string {
		t.Helper()
		k, err := Builder{}.key(source)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	for _, name := range []string{"go.mod", "go.sum", "fmnist/a.go", "cmd/fmnist/main.go", "kernels/k.go"} {
		write(name, "one")
	}
	first := key()
	for _, name := range []string{"fmnist/a_test.go", "fmnist/testdata/x", "fmnist/.hidden"} {
		write(name, "two")
		if key() != first {
			t.Errorf("%s cannot be part of the binary", name)
		}
	}
	for _, name := range []string{"fmnist/a.go", "fmnist/engine/b.s", "go.sum", "kernels/k.go"} {
		before := key()
		write(name, "three")
		if key() == before {
			t.Errorf("a changed %s must make another child", name)
		}
	}
	t.Setenv("GOFLAGS", "-tags=other")
	if key() == first {
		t.Error("other flags must make another child")
	}
}

// The sources of this test are those of its child.
func TestSource(t *testing.T) {
	dir, err := Builder{}.source()
	if err != nil {
		t.Skip(err) // -trimpath
	}
	if _, err := os.Stat(filepath.Join(dir, "fmnist", "child", "build.go")); err != nil {
		t.Error(err)
	}
}
