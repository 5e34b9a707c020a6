package install

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"
)

var driverVersion = regexp.MustCompile(`\b(\d{3})\.\d+`)

// Driver is the major version of the NVIDIA driver here, 0 where there is none: what the kernel says, else nvidia-smi
// (WSL), which can hang on a broken driver.
func Driver(ctx context.Context) int {
	if text, err := os.ReadFile("/proc/driver/nvidia/version"); err == nil {
		if n := major(text); n > 0 {
			return n
		}
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader").Output()
	if err != nil {
		return 0
	}
	return major(out)
}

func major(text []byte) int {
	if m := driverVersion.FindSubmatch(text); m != nil {
		n, _ := strconv.Atoi(string(m[1])) // three digits
		return n
	}
	return 0
}
