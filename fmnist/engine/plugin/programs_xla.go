//go:build xla && cgo && ((linux && (amd64 || arm64)) || (darwin && arm64))

package plugin

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// programsLimit is the size of the folder: a step of LeNet-5 takes 0.3 MB, one of VGG16's some megabytes.
const programsLimit = 256 << 20

// newPrograms says no if there is no folder for them.
func newPrograms(p Plugin, major, minor int) (*Programs, bool) {
	dir, err := Folder()
	info, statErr := os.Stat(p.Path)
	if os.Getenv("FMNIST_COMPILED") == "off" || err != nil || statErr != nil {
		return nil, false
	}
	salt := fmt.Sprintf("%s %d %d|%d.%d|%s|%s|%s", p.Name, info.Size(), info.ModTime().UnixNano(), major, minor,
		goXLA(),
		processor(), os.Getenv("XLA_FLAGS"))
	return &Programs{filepath.Join(dir, "compiled"), []byte(salt), programsLimit}, true
}

// processor identifies the instructions that compiled programs may use.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	var found []string
	for line := range strings.SplitSeq(string(text), "\n") {
		name, value, _ := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); name == "" && found != nil {
			break // the first processor stands for all
		}
		if slices.Contains([]string{"model name", "flags", "Features", "CPU part"}, name) {
			found = append(found, value)
		}
	}
	return runtime.GOARCH + strings.Join(found, "")
}

// remove drops a program that the plugin refuses.
func (p *Programs) remove(key string) { _ = os.Remove(p.path(key)) }
