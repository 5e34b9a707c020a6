package runs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
)

// replaceFile puts text at path so that a crash leaves the old file or the new one, never a part.
func replaceFile(path string, text []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), tempPrefix)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(text)
	return errors.Join(err, publish(f, path))
}

// publish makes a complete temporary file durable and renames it to path. It closes f.
func publish(f *os.File, path string) error {
	err := errors.Join(f.Chmod(0o644), f.Sync()) // CreateTemp gives 0600; a shared folder is read by others
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// tempPrefix starts the names of unfinished files and folders. What a killed process left in a run's folder is removed
// by the next one that writes the run; what it left beside runs or values, by sweep.
const tempPrefix = ".tmp-"

// tempPath is the unfinished form of a run's folder or of a value. Only the holder of its name's lock may touch it.
func tempPath(path string) string {
	return filepath.Join(filepath.Dir(path), tempPrefix+filepath.Base(path))
}

// makeEmpty makes a folder with nothing in it, whatever a killed process left there.
func makeEmpty(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.MkdirAll(dir, 0o755)
}

// sweep removes the unfinished forms of runs and values that nobody is at work on. Whoever next wants the same thing
// would overwrite them, but that may never happen. Other hidden files are not touched.
func (s Store) sweep() {
	for _, dir := range []string{s.dir, filepath.Join(s.dir, cachedName)} {
		entries, _ := os.ReadDir(dir)
		for _, entry := range entries {
			name, ok := strings.CutPrefix(entry.Name(), tempPrefix)
			if !ok || !lockedName.MatchString(name) {
				continue
			}
			_, lock, err := s.lockFile(name)
			if err != nil {
				continue
			}
			if free, err := lock.TryLock(); err == nil && free { // this process may be the one at work
				_ = os.RemoveAll(filepath.Join(dir, entry.Name()))
				_ = lock.Unlock()
			}
		}
	}
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // folders cannot be synced there; NTFS logs renames itself
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// lockedName matches the folders of runs, the files of values, and either set aside.
var lockedName = regexp.MustCompile(`-[0-9a-f]{8,64}(\.bin)?(` + asideName.String() + `)?$`)

// removeTemps deletes what a killed process left half written in dir.
func removeTemps(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), tempPrefix) {
			_ = os.RemoveAll(filepath.Join(dir, entry.Name()))
		}
	}
}

// explain turns an error of the file system into a sentence that says what to do about it.
func explain(doing, path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%s: the disk of %s is full; free some space or set FMNIST_HOME to another disk (what was saved before is kept): %w", doing, path, err)
	case errors.Is(err, syscall.ENOLCK):
		return fmt.Errorf("%s: %s is on a disk without locks (NFS 3 needs lockd and statd on both sides); mount it with "+
			"NFS 4 or set FMNIST_HOME to another disk: %w", doing, path, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("%s: %s cannot be written; set FMNIST_HOME to a folder that can: %w", doing, path, err)
	}
	return fmt.Errorf("%s in %s: %w", doing, path, err)
}

// explainRead does the same for what could not be read.
func explainRead(doing, path string, err error) error {
	if errors.Is(err, ErrDamaged) {
		return err // which says what and where
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s: there is no permission to read %s; ask its owner for it (chmod a+r), or set FMNIST_HOME to a folder of your own: %w", doing, path, err)
	}
	return explain(doing, path, err)
}

// unwritable reports errors that a different folder or disk would cure.
func unwritable(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EROFS) ||
		errors.Is(err, syscall.EFBIG) || errors.Is(err, fs.ErrPermission)
}
