//go:build !unix

package jupyter

import "os/exec"

// own does nothing where there are no process groups: Ctrl-C then reaches the command too.
func own(*exec.Cmd) {}
