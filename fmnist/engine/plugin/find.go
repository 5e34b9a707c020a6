package plugin

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"github.com/gomlx/compute"

	"github.com/gofmnist/gofmnist/fmnist/runs"
)

// Plugin is one XLA plugin (PJRT shared library) found on disk.
type Plugin struct {
	Name string // "cpu_v0.114.0", "cuda"
	Path string
}

// Is says whether the plugin is of that kind ("cpu", "cuda"), with or without a version in its name.
func (p Plugin) Is(kind string) bool {
	rest, ok := strings.CutPrefix(p.Name, kind)
	return ok && (rest == "" || rest[0] == '_' || kind == "cuda" && rest[0] >= '0' && rest[0] <= '9')
}

// fileName is how go-xla recognises a plugin.
var fileName = regexp.MustCompile(`^pjrt_c_api_(.+)_plugin\.(so|dylib|dll)$|^pjrt[-_]plugin[-_](.+)\.(so|dylib|dll)$`)

// At is the plugin of a file, whatever its name: the kind is read from it, "cpu" where it names none.
func At(path string) Plugin {
	if m := fileName.FindStringSubmatch(filepath.Base(path)); m != nil {
		return Plugin{Name: m[1] + m[3], Path: path}
	}
	if strings.Contains(strings.ToLower(filepath.Base(path)), "cuda") {
		return Plugin{Name: "cuda", Path: path}
	}
	return Plugin{Name: "cpu", Path: path}
}

// Find lists the plugins on the disk, without loading any: in PJRT_PLUGIN_LIBRARY_PATH, which replaces all other
// folders, or else in Folder, where "fmnist xla install" puts them, in the user's and the system's go-xla folders and
// LD_LIBRARY_PATH. Of plugins of one name the first counts. A plugin listed here can still fail to load: see Try.
func Find() []Plugin {
	var found []Plugin
	seen := map[string]bool{}
	for _, dir := range folders() {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // folders in a search path need not exist
		}
		for _, e := range entries {
			m := fileName.FindStringSubmatch(e.Name())
			if m == nil || seen[m[1]+m[3]] {
				continue
			}
			seen[m[1]+m[3]] = true
			found = append(found, Plugin{Name: m[1] + m[3], Path: filepath.Join(dir, e.Name())})
		}
	}
	return found
}

// Folder is where "fmnist xla install" puts plugins: xla in FMNIST_HOME, or in gofmnist in the user's cache folder.
func Folder() (string, error) {
	dir, err := runs.DefaultDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(dir), "xla"), nil
}

// opened are the backends that Open has returned: compute.Backend → kind.
var opened sync.Map

// KindOf says what kind of plugin a backend runs on, "cpu" or "cuda"; "" if it does not come from Open.
func KindOf(b compute.Backend) string {
	kind, _ := opened.Load(b)
	s, _ := kind.(string)
	return s
}

// NVIDIA is the folder inside a plugins' folder for the CUDA plugin among NVIDIA's libraries: the plugin looks for them
// in ../nvidia beside its own folder.
const NVIDIA = "nvidia"

func folders() []string {
	if path, ok := os.LookupEnv("PJRT_PLUGIN_LIBRARY_PATH"); ok {
		return filepath.SplitList(path)
	}
	var bases []string
	if own, err := Folder(); err == nil {
		bases = append(bases, own)
	}
	if home, err := os.UserHomeDir(); err == nil {
		if runtime.GOOS == "darwin" {
			bases = append(bases, filepath.Join(home, "Library", "Application Support", "go-xla"))
		} else {
			bases = append(bases, filepath.Join(home, ".local", "lib", "go-xla"))
		}
	}
	bases = append(bases, "/usr/local/lib/go-xla")
	var dirs []string
	for _, base := range bases {
		dirs = append(dirs, base, filepath.Join(base, NVIDIA))
	}
	return append(dirs, filepath.SplitList(os.Getenv("LD_LIBRARY_PATH"))...)
}
