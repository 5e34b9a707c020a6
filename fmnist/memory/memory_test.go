package memory

import (
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestAvailable(t *testing.T) {
	bytes, ok := Available()
	if runtime.GOOS == "linux" && (!ok || bytes < 1<<20) {
		t.Errorf("%d bytes are free (%v)", bytes, ok)
	}
	if err := Fits("a little", 1); err != nil {
		t.Error(err)
	}
	err := Fits("too much", math.MaxInt64)
	if ok && (err == nil || !strings.HasPrefix(err.Error(), "too much would need 9.2 EB of memory, but ")) {
		t.Error(err)
	}
}

func TestContainer(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  int64
		ok    bool
	}{
		"none":       {nil, 0, false},
		"2, without": {map[string]string{"memory.max": "max\n", "memory.current": "5\n"}, 0, false},
		"2": {map[string]string{"memory.max": "1000\n", "memory.current": "700\n",
			"memory.stat": "anon 400\ninactive_file 250\n"}, 550, true},
		"1": {map[string]string{"memory/memory.limit_in_bytes": "1000\n", "memory/memory.usage_in_bytes": "1001\n"},
			0, true},
	} {
		root := t.TempDir()
		for file, text := range c.files {
			path := filepath.Join(root, file)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, ok := container(root); got != c.want || ok != c.ok {
			t.Errorf("%s: %d, %v", name, got, ok)
		}
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 1000: "1.0 kB", 9949: "9.9 kB",
		9951: "10 kB", 999_600: "1.0 MB", 78_500_000_000: "78 GB"} {
		if got := Size(bytes); got != want {
			t.Errorf("%d: %s, want %s", bytes, got, want)
		}
	}
}
