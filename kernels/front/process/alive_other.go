//go:build !linux

package process

func alive(p Process) (Process, bool) { return p, false }
