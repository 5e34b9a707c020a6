//go:build unix

package install

import "golang.org/x/sys/unix"

// freeBytes is the space left for this user on a folder's disk.
func freeBytes(dir string) (uint64, bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
