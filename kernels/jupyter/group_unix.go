//go:build unix

package jupyter

import (
	"os/exec"
	"syscall"
)

// own gives a command a process group of its own, which the terminal's Ctrl-C does not reach.
func own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
