package runs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// openPlain opens a file of the store. Whatever else bears its name (a folder, a pipe, a device, a link to itself or to
// nothing) was not written by this package: it is ErrDamaged, and never waited for, as opening a pipe would.
func openPlain(path string, flag int) (*os.File, error) {
	if err := checkPlain(path); err != nil && !(errors.Is(err, fs.ErrNotExist) && flag&os.O_CREATE != 0) {
		return nil, err
	}
	return os.OpenFile(path, flag, 0o644)
}

// checkPlain reports what openPlain would refuse, and fs.ErrNotExist when nothing is there.
func checkPlain(path string) error {
	info, err := look(path)
	switch {
	case errors.Is(err, syscall.ELOOP):
		return fmt.Errorf("%w: %s is a link to itself", ErrDamaged, path)
	case errors.Is(err, syscall.ENOTDIR):
		return fmt.Errorf("%w: a file stands where the folder of %s should be", ErrDamaged, path)
	case errors.Is(err, fs.ErrNotExist) && isLink(path):
		return fmt.Errorf("%w: %s is a link to nothing", ErrDamaged, path)
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w: %s is %s, want a file", ErrDamaged, path, kindOf(info.Mode()))
	}
	return nil
}

// look is os.Stat, looking once more where it finds nothing. What another process made between the two looks would
// pass for a link to nothing otherwise, and the lock that the other has just taken would be set aside.
func look(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if made, again := os.Lstat(path); again == nil && made.Mode()&fs.ModeSymlink == 0 {
			return made, nil
		}
	}
	return info, err
}

// isLink reports a symbolic link, whatever it leads to.
func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// kindOf names what is not a file.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// stray reports that something other than a folder stands at path, where a folder is wanted.
func stray(path string) bool {
	info, err := look(path)
	if err == nil {
		return !info.IsDir()
	}
	return isLink(path) // to nothing or to itself
}

// makeFolder makes a folder of the store. What stands in its place is set aside; the new path is returned.
func makeFolder(path string) (aside string, err error) {
	if err = os.MkdirAll(path, 0o755); err == nil || !stray(path) {
		return "", err
	}
	if aside, err = setAside(path); err != nil {
		return "", err
	}
	return aside, os.MkdirAll(path, 0o755)
}
