package runs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// locksName is the folder of the lock files in a store.
const locksName = ".locks"

// lockRun waits for the lock of a folder, and says once that it does.
func (s Store) lockRun(ctx context.Context, folder string, say func(string)) (*flock.Flock, error) {
	return s.lock(ctx, folder, func(holder string) {
		say(fmt.Sprintf("%s is being trained by %s; waiting for it to end.", folder, holder))
	})
}

// lock takes the lock file of that name. waiting is called once if another process has it.
func (s Store) lock(ctx context.Context, name string, waiting func(holder string)) (*flock.Flock, error) {
	const (
		retry  = 100 * time.Millisecond // well below what a person notices, and nothing for the disk
		glance = 5 * time.Millisecond   // List holds a lock for microseconds to see whether anybody else does
	)
	path, lock, err := s.lockFile(name)
	if err != nil {
		return nil, err
	}
	ok, err := lock.TryLock()
	if err == nil && !ok {
		time.Sleep(glance)
		ok, err = lock.TryLock()
	}
	if err == nil && !ok {
		waiting(holder(path))
		_, err = lock.TryLockContext(ctx, retry)
	}
	if err != nil {
		return nil, explain("lock "+name, s.dir, err)
	}
	sign(path)
	return lock, nil
}

// lockFile returns the lock of that name, unlocked. Lock files are never deleted; what is no file is set aside.
func (s Store) lockFile(name string) (path string, lock *flock.Flock, err error) {
	path = s.lockPath(name)
	if _, err := makeFolder(filepath.Dir(path)); err != nil {
		return "", nil, explain("make the run store", s.dir, err)
	}
	if errors.Is(checkPlain(path), ErrDamaged) {
		if _, err := setAside(path); err != nil {
			return "", nil, explain("set a damaged lock aside", s.dir, err)
		}
	}
	// NFS grants an exclusive lock only on a file opened for writing; all users of a shared disk lock the same file.
	return path, flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o666)), nil
}

// lockPath is the lock file of that name.
func (s Store) lockPath(name string) string {
	return filepath.Join(s.dir, locksName, name+lockSuffix)
}

const lockSuffix = ".lock"

// held reports whether a process holds the lock of that name, this one included. It waits for nothing and writes
// nothing.
func (s Store) held(name string) bool {
	path := s.lockPath(name)
	if checkPlain(path) != nil {
		return false
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock() // shared, so that two who look do not see each other
	if err != nil {
		return false
	}
	_ = lock.Unlock()
	return !free
}

// InWork reports whether a process is at work on the run, this one included. It waits for nothing and writes nothing.
func (s Store) InWork(id ID) bool {
	if id.check() != nil {
		return false
	}
	folder, ok := s.find(id)
	if !ok {
		folder = id.folder(shortDigits)
	}
	return s.held(folder)
}

// sign writes into a held lock file who holds it, for the message of those who wait. Failing does no harm.
func sign(path string) {
	host, _ := os.Hostname()
	_ = os.WriteFile(path, fmt.Appendf(nil, "process %d on %s\n", os.Getpid(), host), 0o666)
}

// holder returns who signed a lock file.
func holder(path string) string {
	text, err := os.ReadFile(path)
	if err != nil || len(text) == 0 {
		return "another process"
	}
	return strings.TrimSpace(string(text))
}

// tryDisk reports a disk that is full or cannot be written, before work begins that could not be kept.
func (r *Run) tryDisk() error {
	const size = 64 << 10 // more than the small files of a run; weights may still be too large for what is left
	path := tempPath(r.Dir())
	err := os.RemoveAll(path)
	if err == nil {
		err = os.WriteFile(path, make([]byte, size), 0o644)
		err = errors.Join(err, os.RemoveAll(path))
	}
	return explain("begin a run", r.store.dir, err)
}

// checkFolder reports that the folder of a locked run, or the whole store, was removed, moved or replaced: what would
// be written now could not be found again, and another process may have begun the run anew.
func (r *Run) checkFolder() error {
	there, err := r.lock.Stat()
	same := err == nil && sameFile(there, r.lock.Path())
	if same && r.file != nil {
		there, err = r.file.Stat()
		same = err == nil && sameFile(there, filepath.Join(r.Dir(), historyName))
	}
	if same && r.file != nil {
		return r.checkDocument()
	}
	if same || err != nil {
		return explain("save "+r.folder, r.store.dir, err)
	}
	return fmt.Errorf("%s was removed or moved while it was being trained (%s); nothing more can be saved there: start the training again", r.folder, r.Dir())
}

// checkDocument reports that somebody else has written the run. A lock on NFS is lost when the network is away for
// longer than the server waits (90 s by default), or when two machines have one name: then another may have gone on.
func (r *Run) checkDocument() error {
	now, err := readDocument(r.Dir())
	if err == nil && now.Check == r.doc.Check {
		return nil
	}
	if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotFound) {
		return err
	}
	return r.writtenBy(now.Host)
}

// writtenBy says that a machine wrote the run while it was locked here.
func (r *Run) writtenBy(host string) error {
	return fmt.Errorf("%s was written by another process (on %s) although it is locked here: its disk was away for too "+
		"long, or two machines have one name; what was trained since is not kept: start the training again", r.folder,
		cmp.Or(host, "an unknown machine"))
}

// sameFile reports whether a path still names that open file.
func sameFile(open os.FileInfo, path string) bool {
	now, err := os.Stat(path)
	return err == nil && os.SameFile(open, now)
}
