package engine

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
	"github.com/gofmnist/gofmnist/fmnist/engine/plugin"
)

// Fact is one line of a bug report.
type Fact struct{ Name, Value string }

// Doctor lists what decides about speed and results: versions, machine, backend. It opens the backend if that has not
// happened yet, and never fails: what cannot be found out is called unknown.
func Doctor() []Fact {
	_, choice, err := Open()
	backend := choice.Name
	if err != nil {
		backend = "none: " + err.Error()
	}
	facts := []Fact{
		{"go", runtime.Version() + experiments()},
		{"system", runtime.GOOS + "/" + runtime.GOARCH},
		{"cpu", cpuModel()},
		{"cores", fmt.Sprintf("%d, of which %d are used", runtime.NumCPU(), runtime.GOMAXPROCS(0))},
		{"simd", simdFact()},
		{"memory", memory()},
		{"backend", backend},
		{"why", choice.Why},
		{"numeric class", orNone(Class())},
		{"xla linked", map[bool]string{true: "yes", false: "no (build with -tags xla)"}[plugin.Linked]},
		{"xla plugins", pluginsFact()},
		{"cuda device", orNone(cudaDevice(true))},
	}
	if offer := Offer(); offer != "" {
		facts = append(facts, Fact{"offer", offer})
	}
	for _, name := range []string{"GOMLX_BACKEND", "FMNIST_LOWERING", "FMNIST_SIMD", "FMNIST_WATCHDOG",
		"FMNIST_COMPILED", "PJRT_PLUGIN_LIBRARY_PATH"} {
		if v, ok := os.LookupEnv(name); ok {
			facts = append(facts, Fact{name, v})
		}
	}
	return append(facts, versions()...)
}

func simdFact() string {
	if level := kernel.SIMD(); level != "none" {
		return level
	}
	return "none: kernels run several times slower than with AVX2"
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// pluginsFact tries every plugin anew, in child processes.
func pluginsFact() string {
	var found []string
	for _, p := range plugin.Find() {
		state := ""
		if plugin.Linked {
			v := plugin.Try(p, true)
			state = fmt.Sprintf(" (works, PJRT %s, devices: %d)", v.Version, v.Devices)
			if problem := v.Problem(); problem != "" {
				state = " (" + problem + ")"
			}
		}
		found = append(found, p.Path+state)
	}
	return orNone(strings.Join(found, ", "))
}

// experiments are the GOEXPERIMENT and tags that the program was built with.
func experiments() string {
	var s string
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == "GOEXPERIMENT" || setting.Key == "-tags" {
				s += " " + setting.Key + "=" + setting.Value
			}
		}
	}
	return s
}

// versions are those of this module and of the modules that compute.
func versions() []Fact {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return []Fact{{"modules", "unknown"}}
	}
	facts := []Fact{{"gofmnist", orNone(info.Main.Version)}}
	for _, m := range info.Deps {
		name := m.Path[strings.LastIndex(m.Path, "/")+1:]
		if strings.HasPrefix(m.Path, "github.com/gomlx/") || name == "gonb" || m.Path == "gonum.org/v1/gonum" ||
			m.Path == "gonum.org/v1/plot" {
			facts = append(facts, Fact{name, m.Version})
		}
	}
	return facts
}

// procValue is the value of a "name: value" line of a file under /proc, which exists on Linux only.
func procValue(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func sysctl(name string) string {
	if runtime.GOOS != "darwin" {
		return ""
	}
	out, _ := exec.Command("sysctl", "-n", name).Output()
	return strings.TrimSpace(string(out))
}

func cpuModel() string {
	for _, s := range []string{procValue("/proc/cpuinfo", "model name"), sysctl("machdep.cpu.brand_string"),
		os.Getenv("PROCESSOR_IDENTIFIER")} {
		if s != "" {
			return s
		}
	}
	return "unknown"
}

// memory is the machine's, or the container's if that is less.
func memory() string {
	const gib = 1 << 30
	var bytes uint64
	if fields := strings.Fields(procValue("/proc/meminfo", "MemTotal")); len(fields) > 0 {
		kib, _ := strconv.ParseUint(fields[0], 10, 64)
		bytes = kib << 10
	} else {
		bytes, _ = strconv.ParseUint(sysctl("hw.memsize"), 10, 64)
	}
	if bytes == 0 {
		return "unknown"
	}
	if limit, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if n, err := strconv.ParseUint(strings.TrimSpace(string(limit)), 10, 64); err == nil && n < bytes {
			return fmt.Sprintf("%.1f GiB for this container", float64(n)/gib)
		}
	}
	return fmt.Sprintf("%.1f GiB", float64(bytes)/gib)
}
