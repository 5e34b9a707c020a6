package memory

import "golang.org/x/sys/unix"

// machine is all memory: what is free cannot be asked for without the Mach interface.
func machine() (bytes int64, ok bool) {
	size, err := unix.SysctlUint64("hw.memsize")
	return int64(size), err == nil
}
