// Package memory says how much memory this process can still take, so that what would not fit is refused before work
// begins instead of being killed in the middle of it.
package memory

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Available is how many bytes this process can still get without swapping: what the machine has free or can free at
// once, and not more than a container's limit leaves (control groups 1 and 2). On macOS it is the machine's memory. ok
// is false where it cannot be told.
func Available() (bytes int64, ok bool) {
	bytes, ok = machine()
	if group, limited := container("/sys/fs/cgroup"); limited && (!ok || group < bytes) {
		return group, true
	}
	return bytes, ok
}

// Fits is nil when there are so many bytes, or when that cannot be told; the error is one sentence that begins with
// what, such as "60,000 images".
func Fits(what string, need int64) error {
	have, ok := Available()
	if !ok || need <= have {
		return nil
	}
	return fmt.Errorf("%s would need %s of memory, but %s are free", what, Size(need), Size(have))
}

// Size prints bytes in the unit that leaves one to three digits before the point.
func Size(bytes int64) string {
	value, unit := float64(bytes), 0
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"}
	for value >= 999.5 && unit < len(units)-1 {
		value, unit = value/1000, unit+1
	}
	if unit == 0 || value >= 9.95 {
		return fmt.Sprintf("%.0f %s", value, units[unit])
	}
	return fmt.Sprintf("%.1f %s", value, units[unit])
}

// container is what the limit of the control group leaves; files in the system's cache count as free, since they give
// way.
func container(root string) (bytes int64, ok bool) {
	for _, v := range []struct{ limit, used, stat, cache string }{
		{"memory.max", "memory.current", "memory.stat", "inactive_file"},
		{"memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat", "total_inactive_file"},
	} {
		limit, known := number(filepath.Join(root, v.limit))
		used, counted := number(filepath.Join(root, v.used))
		if known && counted {
			cache, _ := field(filepath.Join(root, v.stat), v.cache)
			return max(limit-used+cache, 0), true
		}
	}
	return 0, false
}

// number reads a file that holds one number; "max" is none.
func number(path string) (int64, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return n, err == nil
}

// field reads the number behind a name in a file of such lines.
func field(path, name string) (int64, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) >= 2 && strings.TrimSuffix(words[0], ":") == name {
			n, err := strconv.ParseInt(words[1], 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
