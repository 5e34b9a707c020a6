package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestChoose(t *testing.T) {
	plugin := []Plugin{{Name: "cpu_v0.114.0", Path: "/lib/pjrt_c_api_cpu_v0.114.0_plugin.so"}}
	for _, c := range []struct {
		name, config string
		m            machine
		want, why    string
	}{
		{"bare machine", "", machine{}, kernelsName, "no "},
		{"ours", "fmnist", machine{}, kernelsName, "GOMLX_BACKEND=fmnist"},
		{"stock", "go", machine{}, "go", "can deadlock"},
		{"stock made safe", "go:ops_parallel", machine{}, "go", "one after another"},
		{"broken plugin", "", machine{plugins: plugin}, kernelsName, "XLA"},
	} {
		b, got, err := choose(c.config, c.m)
		if err != nil || b == nil || got.Name != c.want || !strings.Contains(got.Why, c.why) {
			t.Errorf("%s: got %v, %q, %v; want %s … %s", c.name, b, got, err, c.want, c.why)
		}
	}
}

func TestChooseErrors(t *testing.T) {
	for _, config := range []string{"nonsense", "xla:nosuch", "go:nosuch", "fmnist:nosuch", "go:parallelism=many"} {
		b, _, err := choose(config, machine{})
		if b != nil || err == nil {
			t.Fatalf("GOMLX_BACKEND=%s: got %v, %v; want an error", config, b, err)
		}
		if s := err.Error(); strings.Contains(s, "\n") || !strings.Contains(s, "xla:cpu") || !strings.Contains(s, config) {
			t.Errorf("GOMLX_BACKEND=%s: %q is not one sentence that names the value and the alternatives", config, s)
		}
	}
}

func TestPlugins(t *testing.T) {
	dir := t.TempDir()
	for _, f := range []string{"pjrt_c_api_cpu_v0.114.0_plugin.so", "pjrt_c_api_cuda13_plugin.so", "pjrt-plugin-tpu.so", "libm.so"} {
		if err := os.WriteFile(filepath.Join(dir, f), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", dir+string(os.PathListSeparator)+"/nowhere")
	p := Plugins()
	if len(p) != 3 || !hasPlugin(p, "cpu") || !hasPlugin(p, "cuda") || hasPlugin(p, "rocm") {
		t.Errorf("got %v", p)
	}
}

func TestOpenTwice(t *testing.T) {
	a, _, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := Backend(); a != b {
		t.Error("a second Open gave another backend")
	}
}
