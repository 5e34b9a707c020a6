package engine

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// Machines with plugins of each state; none of the files exists.
var (
	cpuPlugin  = plugin.Plugin{Name: "cpu_v0.114.0", Path: "/lib/pjrt_c_api_cpu_v0.114.0_plugin.so"}
	cudaPlugin = plugin.Plugin{Name: "cuda", Path: "/lib/pjrt_c_api_cuda_plugin.so"}
	// cuda without a device, as on a machine whose driver shows none
	idlePlugin = plugin.Plugin{Name: "cuda", Path: "/lib/idle/pjrt_c_api_cuda_plugin.so"}
	badPlugin  = plugin.Plugin{Name: "cpu", Path: "/lib/bad_pjrt_c_api_cpu_plugin.so"}
)

func described(linked, simd bool, cuda string, plugins ...plugin.Plugin) machine {
	return machine{linked: linked, simd: simd, cuda: cuda, plugins: plugins, try: func(p plugin.Plugin) plugin.Verdict {
		switch p {
		case badPlugin:
			return plugin.Verdict{Broken: "it is no plugin"}
		case idlePlugin:
			return plugin.Verdict{Lacks: "no visible GPU"}
		}
		return plugin.Verdict{Kind: p.Name}
	}}
}

func TestDecide(t *testing.T) {
	const gpu = "NVIDIA H100"
	for _, c := range []struct {
		name, config string
		m            machine
		want, why    string
	}{
		{"bare machine", "", described(true, true, ""), kernelsName, "kernels"},
		{"CPU plugin", "", described(true, true, "", cpuPlugin), kernelsName, "faster than XLA"},
		{"CPU plugin, no SIMD", "", described(true, false, "", cpuPlugin), "xla:cpu", "faster here"},
		{"broken CPU plugin, no SIMD", "", described(true, false, "", badPlugin), kernelsName,
			"bad_pjrt_c_api_cpu_plugin.so is broken: it is no plugin"},
		{"broken and working plugin, no SIMD", "", described(true, false, "", badPlugin, cpuPlugin), "xla:cpu",
			"faster here"},
		{"GPU without plugin", "", described(true, true, gpu), kernelsName, "fmnist xla install cuda"},
		{"GPU with plugin", "", described(true, true, gpu, cpuPlugin, cudaPlugin), "xla:cuda", gpu},
		{"GPU that the plugin does not see", "", described(true, true, gpu, idlePlugin), kernelsName,
			idlePlugin.Path + " loads, but there is no visible GPU"},
		{"GPU with plugin, not linked", "", described(false, true, gpu, cudaPlugin), kernelsName, "-tags xla"},
		{"plugin without GPU", "", described(true, true, "", cudaPlugin), kernelsName, "kernels"},
		{"ours", "fmnist", described(true, true, gpu, cudaPlugin), kernelsName, "GOMLX_BACKEND=fmnist"},
		{"stock", "go", machine{}, "go", "can deadlock"},
		{"XLA on the CPU", "xla:cpu", described(true, true, gpu, badPlugin, cpuPlugin, cudaPlugin), "xla:cpu",
			cpuPlugin.Path},
		{"XLA by path", "xla:" + cpuPlugin.Path + ",tf32=false", described(true, true, ""), "xla:cpu", cpuPlugin.Path},
		{"any XLA on a GPU", "xla", described(true, true, gpu, cpuPlugin, cudaPlugin), "xla:cuda", cudaPlugin.Path},
		{"any XLA", "xla", described(true, true, "", cpuPlugin, cudaPlugin), "xla:cpu", cpuPlugin.Path},
	} {
		d := decide(c.config, c.m)
		if d.err != nil || d.choice.Name != c.want || !strings.Contains(d.choice.Why, c.why) {
			t.Errorf("%s: got %q, %v; want %s … %s", c.name, d.choice, d.err, c.want, c.why)
		}
	}
}

// opens is decide and open for tests that need the backend.
func opens(config string) (decision, error) {
	d := decide(config, described(false, true, ""))
	_, err := d.open()
	return d, err
}

func TestDecideErrors(t *testing.T) {
	for _, config := range []string{"nonsense", "xla:nosuch", "xla:" + badPlugin.Path, "go:nosuch", "fmnist:nosuch",
		"go:parallelism=many"} {
		t.Setenv("GOMLX_BACKEND", config)
		_, err := opens(config)
		if err == nil {
			t.Fatalf("GOMLX_BACKEND=%s is not refused", config)
		}
		if s := err.Error(); strings.Contains(s, "\n") || !strings.Contains(s, "xla:cpu") ||
			!strings.Contains(s, config) {
			t.Errorf("GOMLX_BACKEND=%s: %q is not one sentence that names the value and the alternatives", config, s)
		}
	}
	d := decide("xla:"+badPlugin.Path, described(true, true, ""))
	if d.err == nil || !strings.Contains(d.err.Error(), "it is no plugin") {
		t.Errorf("a broken plugin that was asked for: %v", d.err)
	}
}

// A plugin that finds no device is not called broken.
func TestDecideWithoutDevice(t *testing.T) {
	d := decide("xla:cuda", described(true, true, "", idlePlugin))
	if d.err == nil || !strings.Contains(d.err.Error(), "no visible GPU") || strings.Contains(d.err.Error(), "broken") {
		t.Errorf("got %v", d.err)
	}
}

func TestOpenTwice(t *testing.T) {
	a, c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := Backend(); a != b {
		t.Error("a second Open gave another backend")
	}
	if Class() == "" || strings.HasPrefix(c.Name, "xla") && Class() != c.Name {
		t.Errorf("class %q of backend %s", Class(), c.Name)
	}
}

// A CPU plugin on the disk, even one that would end the process, changes nothing where the kernels are faster.
func TestPluginOnDiskIsNotLoaded(t *testing.T) {
	if !kernelsFastest() {
		t.Skip("the kernels have no SIMD instructions here")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pjrt_c_api_cpu_plugin.so"), []byte("\x7fELF"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", dir)
	m := thisMachine()
	m.cuda = ""
	m.try = func(plugin.Plugin) plugin.Verdict { t.Error("it was tried"); return plugin.Verdict{} }
	if d := decide("", m); d.choice.Name != kernelsName {
		t.Errorf("got %v", d.choice)
	}
}

func TestOffer(t *testing.T) {
	for _, c := range []struct {
		name string
		m    machine
		want bool
	}{
		{"no device", described(true, true, ""), false},
		{"device without plugin", described(false, true, "H100", cpuPlugin), true},
		{"device and plugin", described(true, true, "H100", cudaPlugin), false},
	} {
		if got := offer(c.m); (got != "") != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
