package plugin

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	for _, f := range []string{"pjrt_c_api_cpu_v0.114.0_plugin.so", "pjrt_c_api_cuda13_plugin.so", "pjrt-plugin-tpu.so",
		"libm.so"} {
		if err := os.WriteFile(filepath.Join(dir, f), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", dir+string(os.PathListSeparator)+"/nowhere")
	kinds := map[string]int{}
	for _, p := range Find() {
		for _, kind := range []string{"cpu", "cuda", "tpu", "rocm", "cp"} {
			if p.Is(kind) {
				kinds[kind]++
			}
		}
	}
	if len(Find()) != 3 || kinds["cpu"] != 1 || kinds["cuda"] != 1 || kinds["tpu"] != 1 || len(kinds) != 3 {
		t.Errorf("got %v, kinds %v", Find(), kinds)
	}
}

// What "fmnist xla install" put into FMNIST_HOME is found, and before the folders of go-xla.
func TestFindInHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv("FMNIST_HOME", home)
	t.Setenv("HOME", t.TempDir())
	if path, set := os.LookupEnv("PJRT_PLUGIN_LIBRARY_PATH"); set {
		os.Unsetenv("PJRT_PLUGIN_LIBRARY_PATH")
		t.Cleanup(func() { os.Setenv("PJRT_PLUGIN_LIBRARY_PATH", path) })
	}
	for _, f := range []string{"xla/pjrt_c_api_cpu_plugin.so", "xla/nvidia/pjrt_c_api_cuda_plugin.so"} {
		if err := writeFile(filepath.Join(home, f), nil); err != nil {
			t.Fatal(err)
		}
	}
	found := Find()
	if len(found) < 2 || found[0].Path != filepath.Join(home, "xla", "pjrt_c_api_cpu_plugin.so") ||
		!found[1].Is("cuda") {
		t.Errorf("got %v", found)
	}
}

func TestAt(t *testing.T) {
	for path, kind := range map[string]string{
		"/x/pjrt_c_api_cpu_v1_plugin.so": "cpu", "/x/libpjrt_cpu.so": "cpu", "/x/xla_cuda_plugin.so": "cuda",
		"/x/pjrt_c_api_cuda_plugin.so": "cuda", "/cuda/some.so": "cpu",
	} {
		if !At(path).Is(kind) {
			t.Errorf("%s is %q, want %s", path, At(path).Name, kind)
		}
	}
}
