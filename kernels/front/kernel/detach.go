package kernel

import (
	"os/exec"
	"syscall"
)

// startDetached starts a helper that signals to the kernel's process group do not reach.
func startDetached(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd.Start()
}
