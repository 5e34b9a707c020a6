package engine

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// Plugin is one XLA plugin (PJRT shared library) found on disk.
type Plugin struct {
	Name string // "cpu_v0.114.0", "cuda"
	Path string
}

// pluginFile is how go-xla recognises a plugin.
var pluginFile = regexp.MustCompile(`^pjrt_c_api_(.+)_plugin\.(so|dylib|dll)$|^pjrt[-_]plugin[-_](.+)\.(so|dylib|dll)$`)

// Plugins lists the XLA plugins that go-xla would find, without loading go-xla: in PJRT_PLUGIN_LIBRARY_PATH, which replaces
// all other folders, or else in the user's and the system's go-xla folders and LD_LIBRARY_PATH. A plugin listed
// here can still fail to load.
func Plugins() []Plugin {
	var found []Plugin
	seen := map[string]bool{}
	for _, dir := range pluginFolders() {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // folders in a search path need not exist
		}
		for _, e := range entries {
			m := pluginFile.FindStringSubmatch(e.Name())
			if m == nil || seen[m[1]+m[3]] {
				continue
			}
			seen[m[1]+m[3]] = true
			found = append(found, Plugin{Name: m[1] + m[3], Path: filepath.Join(dir, e.Name())})
		}
	}
	return found
}

func pluginFolders() []string {
	if path, ok := os.LookupEnv("PJRT_PLUGIN_LIBRARY_PATH"); ok {
		return filepath.SplitList(path)
	}
	var dirs []string
	if home, err := os.UserHomeDir(); err == nil {
		base := filepath.Join(home, ".local", "lib", "go-xla")
		if runtime.GOOS == "darwin" {
			base = filepath.Join(home, "Library", "Application Support", "go-xla")
		}
		dirs = append(dirs, base, filepath.Join(base, "nvidia"))
	}
	dirs = append(dirs, "/usr/local/lib/go-xla", "/usr/local/lib/go-xla/nvidia")
	return append(dirs, filepath.SplitList(os.Getenv("LD_LIBRARY_PATH"))...)
}

// hasPlugin says whether a plugin of that kind ("cpu", "cuda") is among them, with or without a version in its name.
func hasPlugin(plugins []Plugin, kind string) bool {
	for _, p := range plugins {
		if p.Name == kind || strings.HasPrefix(p.Name, kind+"_") || kind == "cuda" && strings.HasPrefix(p.Name, "cuda") {
			return true
		}
	}
	return false
}

// cudaDevice names the first NVIDIA device, "" if there is none. Device files tell at once; asking nvidia-smi for the name,
// and on WSL, where there are no such files, for the device itself, takes 0.1 s and more, so it is done only for
// programs that can use it (ask). nvidia-smi can hang on a broken driver, hence the limit.
func cudaDevice(ask bool) string {
	var device string
	if found, _ := filepath.Glob("/dev/nvidia[0-9]*"); len(found) > 0 {
		device = found[0]
	}
	if !ask {
		return device
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader").Output()
	if name, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n"); err == nil && name != "" {
		return name
	}
	return device
}
