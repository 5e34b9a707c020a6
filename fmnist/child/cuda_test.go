package child

import (
	"os"
	"path/filepath"
	"testing"
)

// A CUDA plugin is found in the folders that `fmnist xla install` and go-xla's installer use.
func TestCudaPlugin(t *testing.T) {
	if found, _ := filepath.Glob("/usr/local/lib/go-xla/*"); found != nil {
		t.Skip("this machine has plugins of its own")
	}
	for _, place := range []string{".cache/gofmnist/xla", ".local/lib/go-xla", ".local/lib/go-xla/nvidia"} {
		user := t.TempDir()
		t.Setenv("HOME", user)
		t.Setenv("FMNIST_HOME", filepath.Join(user, ".cache", "gofmnist"))
		t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", "") // restores what was there
		if err := os.Unsetenv("PJRT_PLUGIN_LIBRARY_PATH"); err != nil {
			t.Fatal(err)
		}
		if cudaPlugin() {
			t.Errorf("%s: found in an empty home", place)
		}
		dir := filepath.Join(user, place)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "pjrt_c_api_cuda_plugin.so"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if !cudaPlugin() {
			t.Errorf("%s: not found", place)
		}
	}
}
