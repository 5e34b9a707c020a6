//go:build unix

package data

import "golang.org/x/sys/unix"

// changeTime is when the file's contents or owner last changed, in nanoseconds: unlike the modification time, touch and
// cp -p cannot set it.
func changeTime(path string) (int64, bool) {
	var stat unix.Stat_t
	if err := unix.Stat(path, &stat); err != nil {
		return 0, false
	}
	return stat.Ctim.Nano(), true
}
