package engine

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// cudaDevice names the first NVIDIA device, "" if there is none. Device files tell at once; asking nvidia-smi for the
// name, and on WSL, where there are no such files, for the device itself, takes 0.1 s and more, so it is done only for
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
	out, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=name,memory.total",
		"--format=csv,noheader").Output()
	if name, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n"); err == nil && name != "" {
		return name
	}
	return device
}
