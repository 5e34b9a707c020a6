package runs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Info is one line of the list of a store.
type Info struct {
	Entry     string    `json:"entry"` // folder or file name, such as "lenet5-3fa1c02b": what Forget takes
	Value     bool      `json:"value"` // a cached value, not a run
	Name      string    `json:"name"`
	Hash      string    `json:"hash"`
	Status    Status    `json:"status"`
	Epochs    int       `json:"epochs"`
	Seconds   float64   `json:"seconds"`
	ScoreName string    `json:"score_name,omitempty"`
	Score     float64   `json:"score,omitempty"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Bytes     int64     `json:"bytes"` // on the disk
	Note      string    `json:"note,omitempty"`
}

// What List adds to the Status of a run.
const (
	Stopped    Status = "stopped"    // not finished, and no process is training it
	Damaged    Status = "damaged"    // was set aside, or would be at the next Acquire
	Unreadable Status = "unreadable" // a newer program wrote it, or there is no permission to read it
)

// List returns everything in the store, runs first, the newest first. A run in its first epoch is listed while its
// process lives. Files are not checked in full (Acquire does).
func (s Store) List() ([]Info, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, explain("list the runs", s.dir, err)
	}
	var list []Info
	for _, entry := range entries {
		if s.mayBeRun(entry) {
			if info, ok := s.runInfo(entry.Name()); ok {
				list = append(list, info)
			}
		}
	}
	list = append(list, s.beginning()...)
	values, _ := os.ReadDir(filepath.Join(s.dir, cachedName)) // none if there is no such folder
	for _, entry := range values {
		if entry.Name()[0] != '.' {
			list = append(list, s.valueInfo(entry.Name()))
		}
	}
	slices.SortStableFunc(list, func(a, b Info) int {
		if a.Value != b.Value {
			return map[bool]int{false: -1, true: 1}[a.Value]
		}
		return b.Created.Compare(a.Created)
	})
	return list, nil
}

// mayBeRun tells run folders, links to such and what was set aside in their place from cached values and from what is
// unfinished.
func (s Store) mayBeRun(entry fs.DirEntry) bool {
	if entry.Name()[0] == '.' || entry.Name() == cachedName {
		return false
	}
	return entry.IsDir() || isAside(entry.Name()) || entry.Type()&fs.ModeSymlink != 0 &&
		!stray(filepath.Join(s.dir, entry.Name()))
}

// runInfo describes a run folder; ok is false for a folder that is no run, or one that a killed process had only begun.
func (s Store) runInfo(folder string) (info Info, ok bool) {
	dir := filepath.Join(s.dir, folder)
	doc, err := readDocument(dir)
	info = Info{
		Entry: folder, Name: doc.Name, Hash: doc.Hash, Status: doc.Status, Epochs: doc.Epochs, Seconds: doc.Seconds,
		ScoreName: doc.ScoreName, Score: doc.Score, Created: doc.Created, Updated: doc.Updated, Note: doc.Message,
		Bytes: size(dir),
	}
	switch {
	case isAside(folder):
		info.Status, info.Note = Damaged, "set aside; forget it when it is of no use"
		info.Updated = asideTime(folder)
	case errors.Is(err, ErrNotFound):
		return Info{}, false
	case errors.Is(err, ErrDamaged):
		info.Status, info.Note = Damaged, err.Error()
	case err != nil:
		info.Status, info.Note = Unreadable, err.Error()
	case info.Status == Training && !s.held(folder):
		info.Status = Stopped
		if doc.empty() {
			return Info{}, false
		}
	}
	return info.dated(dir), true
}

// dated replaces times that are not known by those of the folder or file.
func (i Info) dated(path string) Info {
	if i.Updated.IsZero() {
		if info, err := os.Lstat(path); err == nil {
			i.Updated = info.ModTime()
		}
	}
	if i.Created.IsZero() {
		i.Created = i.Updated
	}
	return i
}

// beginning lists the runs whose processes have not finished an epoch: all there is of them is a held lock.
func (s Store) beginning() (list []Info) {
	locks, _ := os.ReadDir(filepath.Join(s.dir, locksName)) // no folder, no locks
	for _, lock := range locks {
		folder, ok := strings.CutSuffix(lock.Name(), lockSuffix)
		if _, err := os.Lstat(filepath.Join(s.dir, folder)); !ok || err == nil ||
			strings.HasSuffix(folder, valueSuffix) || !s.held(folder) {
			continue
		}
		end := max(0, strings.LastIndex(folder, "-"))
		info := Info{Entry: folder, Name: folder[:end], Hash: strings.TrimPrefix(folder[end:], "-"), Status: Training}
		list = append(list, info.dated(s.lockPath(folder)))
	}
	return list
}

// valueInfo describes the file of a cached value.
func (s Store) valueInfo(file string) Info {
	path := filepath.Join(s.dir, cachedName, file)
	info := Info{Entry: file, Value: true, Status: Finished, Bytes: size(path)}
	f, err := openPlain(path, os.O_RDONLY)
	if err == nil {
		defer f.Close()
		var note sealNote
		if note, err = readNote(f); err == nil {
			info.Name, info.Hash, info.Seconds, info.Created, info.Updated = note.Name, note.Hash, note.Seconds,
				note.Created, note.Created
		}
	}
	if err != nil || isAside(file) {
		info.Status, info.Note = Damaged, "set aside; forget it when it is of no use"
	}
	if isAside(file) {
		info.Updated = asideTime(file)
	}
	return info.dated(path)
}

// size returns the bytes of all files below path; what vanishes meanwhile counts as 0.
func size(path string) (bytes int64) {
	_ = filepath.WalkDir(path, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			if info, err := entry.Info(); err == nil {
				bytes += info.Size()
			}
		}
		return nil
	})
	return bytes
}
