package memory

// machine is the kernel's own estimate of what new work can get without swapping.
func machine() (bytes int64, ok bool) {
	kilobytes, ok := field("/proc/meminfo", "MemAvailable")
	return kilobytes << 10, ok
}
