package runs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Merge copies the finished and the failed runs of another store into this one, each checked file by file before it
// counts. A run that is here already is replaced only where the other one has more epochs: one identity has one
// history, so the longer holds the shorter. What is being trained here is left alone. The other store is only read.
// added names the runs that were copied; say is told about those that could not be, and may be nil.
func (s Store) Merge(other Store, say func(sentence string)) (added []string, err error) {
	if say == nil {
		say = func(string) {}
	}
	if same(s.dir, other.dir) {
		return nil, fmt.Errorf("merge %s: it is this store itself; give another one's folder", other.dir)
	}
	entries, err := os.ReadDir(other.dir)
	if err != nil {
		return nil, explainRead("merge runs", other.dir, err)
	}
	s.sweep()
	for _, entry := range entries {
		if !other.mayBeRun(entry) || isAside(entry.Name()) {
			continue
		}
		run, err := other.read(entry.Name())
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			say(fmt.Sprintf("%s was not copied: %v", entry.Name(), err))
			continue
		}
		if run.doc.Status != Finished && run.doc.Status != Failed || !s.wants(run) {
			continue
		}
		if err := s.take(run); errors.Is(err, errBusy) || errors.Is(err, ErrDamaged) {
			say(fmt.Sprintf("%s was not copied: %v", entry.Name(), err))
		} else if err != nil {
			return added, err
		} else {
			added = append(added, run.folder)
		}
	}
	return added, nil
}

// errBusy says that a process holds the run.
var errBusy = errors.New("it is being trained here; merge again when that has ended")

func same(a, b string) bool {
	first, err := os.Stat(a)
	second, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(first, second)
}

// wants reports whether a run of another store tells more than what is here.
func (s Store) wants(run *Run) bool {
	here, err := s.Read(ID{run.doc.Name, run.doc.Hash})
	return err != nil || here.Epochs() < run.Epochs() || here.Epochs() == run.Epochs() && here.doc.Status == Training
}

// take copies a run beside its place, checks the copy and swaps it in under the run's lock.
func (s Store) take(run *Run) error {
	id := ID{run.doc.Name, run.doc.Hash}
	folder, ok := s.find(id)
	if !ok {
		folder = s.free(id)
	}
	path, lock, err := s.lockFile(folder)
	if err != nil {
		return err
	}
	if ok, err := lock.TryLock(); err != nil || !ok {
		return errors.Join(explain("lock "+folder, s.dir, err), errBusy)
	}
	defer func() { _ = lock.Unlock() }()
	sign(path)
	if !s.wants(run) { // what was trained between the first look and the lock
		return nil
	}
	temp := tempPath(filepath.Join(s.dir, folder))
	defer os.RemoveAll(temp)
	if err := makeEmpty(temp); err != nil {
		return explain("merge "+folder, s.dir, err)
	}
	fresh := filepath.Join(temp, "fresh")
	if err := os.Mkdir(fresh, 0o755); err != nil {
		return explain("merge "+folder, s.dir, err)
	}
	if err := copyRun(run, fresh); err != nil {
		return err
	}
	return explain("merge "+folder, s.dir, s.swap(fresh, folder))
}

// free is the first of a run's folder names that no other run has.
func (s Store) free(id ID) string {
	for _, digits := range []int{shortDigits, longDigits} {
		folder := id.folder(digits)
		if _, err := os.Lstat(filepath.Join(s.dir, folder)); errors.Is(err, fs.ErrNotExist) {
			return folder
		}
	}
	return id.folder(len(id.Hash))
}

// copyRun copies what the document of a run names, and checks the copy.
func copyRun(run *Run, to string) error {
	files := []string{documentName, historyName}
	for number, snapshot := range run.doc.Snapshots {
		for name := range snapshot.Files {
			if !filepath.IsLocal(filepath.FromSlash(name)) {
				return fmt.Errorf("%w: the file name %q leaves the folder", ErrDamaged, name)
			}
			files = append(files, filepath.Join(snapshotDir("", number), filepath.FromSlash(name)))
		}
	}
	for _, name := range files {
		if err := copyFile(filepath.Join(run.Dir(), name), filepath.Join(to, name)); err != nil {
			return explain("copy "+run.folder, run.Dir(), err)
		}
	}
	copied := &Run{store: Store{dir: filepath.Dir(to)}, folder: filepath.Base(to)}
	if err := copied.load(); err != nil {
		return err
	}
	if copied.doc.Check != run.doc.Check {
		return fmt.Errorf("%w: it was changed while it was copied; merge again", ErrDamaged)
	}
	return nil
}

// copyFile copies one plain file, durably.
func copyFile(from, to string) error {
	in, err := openPlain(from, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) { // a failed run may have no history; load says if one is missing
		return nil
	}
	if err != nil {
		return err
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close(), syncDir(filepath.Dir(to)))
}

// swap puts a complete folder in a run's place. A kill between the renames leaves the run absent here and whole in the
// other store.
func (s Store) swap(fresh, folder string) error {
	target, trash := filepath.Join(s.dir, folder), filepath.Join(filepath.Dir(fresh), "trash")
	if _, err := os.Lstat(target); err == nil {
		if err := os.Rename(target, trash); err != nil {
			return err
		}
	}
	if err := os.Rename(fresh, target); err != nil {
		_ = os.Rename(trash, target) // if there was one
		return err
	}
	return syncDir(s.dir)
}
