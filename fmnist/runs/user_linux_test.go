package runs

import (
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// asUser makes this test see the disk as a user without root's rights does, and returns a folder that such a user may
// write. The other tests go on as they were: on Linux the user who opens files is a property of the thread.
func asUser(t *testing.T) (dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "runs-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if os.Geteuid() != 0 {
		return dir
	}
	const nobody = 65534
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread() // never unlocked: the thread ends with the test
	if err := unix.Setfsuid(nobody); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Setfsuid(0) }) // runs in the same goroutine, before the folder is removed
	return dir
}
