package build

import (
	"io/fs"
	"syscall"
	"time"
)

// identity is a file's inode and the time of its last change of any kind.
func identity(info fs.FileInfo) (inode uint64, changed time.Time, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, time.Time{}, false
	}
	return s.Ino, time.Unix(int64(s.Ctim.Sec), int64(s.Ctim.Nsec)), true
}
