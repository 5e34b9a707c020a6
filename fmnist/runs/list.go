package runs

import (
	"errors"
	"fmt"
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

// Damaged is the Status of what was set aside, or would be at the next Acquire.
const Damaged Status = "damaged"

// List returns everything in the store, runs first, the newest first. Files are not checked in full (Acquire does).
func (s Store) List() ([]Info, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, explain("list the runs", s.dir, err)
	}
	var list []Info
	for _, entry := range entries {
		if mayBeRun(entry) {
			if info, ok := s.runInfo(entry.Name()); ok {
				list = append(list, info)
			}
		}
	}
	values, _ := os.ReadDir(filepath.Join(s.dir, cachedName)) // none if there is no such folder
	for _, entry := range values {
		if entry.Type().IsRegular() && entry.Name()[0] != '.' {
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

// mayBeRun tells run folders from cached values and from what a Forget that was killed left behind.
func mayBeRun(entry fs.DirEntry) bool {
	return entry.IsDir() && entry.Name()[0] != '.' && entry.Name() != cachedName
}

// runInfo describes a run folder; ok is false for a folder that is no run.
func (s Store) runInfo(folder string) (info Info, ok bool) {
	dir := filepath.Join(s.dir, folder)
	doc, err := readDocument(dir)
	if errors.Is(err, ErrNotFound) && !isAside(folder) {
		return Info{}, false
	}
	info = Info{
		Entry: folder, Name: doc.Name, Hash: doc.Hash, Status: doc.Status, Epochs: doc.Epochs, Seconds: doc.Seconds,
		ScoreName: doc.ScoreName, Score: doc.Score, Created: doc.Created, Updated: doc.Updated, Note: doc.Message, Bytes: size(dir),
	}
	switch {
	case isAside(folder):
		info.Status, info.Note = Damaged, "set aside; forget it when it is of no use"
	case errors.Is(err, ErrDamaged):
		info.Status, info.Note = Damaged, err.Error()
	case err != nil:
		info.Note = err.Error()
	}
	return info, true
}

// valueInfo describes the file of a cached value.
func (s Store) valueInfo(file string) Info {
	path := filepath.Join(s.dir, cachedName, file)
	info := Info{Entry: file, Value: true, Status: Finished, Bytes: size(path)}
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		var note sealNote
		if note, err = readNote(f); err == nil {
			info.Name, info.Hash, info.Seconds, info.Created, info.Updated = note.Name, note.Hash, note.Seconds, note.Created, note.Created
		}
	}
	if err != nil || isAside(file) {
		info.Status, info.Note = Damaged, "set aside; forget it when it is of no use"
	}
	return info
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

// Forget deletes one run or value: the only way to compute the same description again. query is the entry that List
// shows, the name if only one entry has it, or "name-" and at least 4 digits of the hash. It is an error when nothing or
// more than one entry matches, and when a process is training the run.
func (s Store) Forget(query string) (Info, error) {
	list, err := s.List()
	if err != nil {
		return Info{}, err
	}
	var found []Info
	for _, info := range list {
		if info.Entry == query { // exact, so that what was set aside can be named
			found = []Info{info}
			break
		}
		if info.matches(query) {
			found = append(found, info)
		}
	}
	switch len(found) {
	case 0:
		return Info{}, fmt.Errorf("forget %q: %w in %s", query, ErrNotFound, s.dir)
	case 1:
		return found[0], s.forget(found[0])
	}
	var names []string
	for _, info := range found {
		names = append(names, info.Entry)
	}
	return Info{}, fmt.Errorf("forget %q: %d entries match, say which: %s", query, len(found), strings.Join(names, ", "))
}

// ForgetRun deletes the run of that identity, whatever name it was made under; should there be several, all of them, or the
// next would be found. The error is ErrNotFound when there is none.
func (s Store) ForgetRun(id ID) (info Info, err error) {
	if err := id.check(); err != nil {
		return Info{}, err
	}
	folder, ok := s.find(id)
	if !ok {
		return Info{}, fmt.Errorf("forget %s: %w in %s", id, ErrNotFound, s.dir)
	}
	for ; ok && err == nil; folder, ok = s.find(id) {
		info, _ = s.runInfo(folder)
		err = s.forget(info)
	}
	return info, err
}

// matches reports whether query is the name of an entry, or its name and the beginning of its hash.
func (i Info) matches(query string) bool {
	const fewest = 4 // shorter ones are typing errors rather than hashes
	if i.Name == "" || isAside(i.Entry) {
		return false
	}
	for _, name := range []string{i.Name, safeName(i.Name)} {
		if query == name {
			return true
		}
		if digits, ok := strings.CutPrefix(query, name+"-"); ok && len(digits) >= fewest && strings.HasPrefix(i.Hash, digits) {
			return true
		}
	}
	return false
}

// forget renames an entry, so that a kill in between leaves no half run, and deletes it.
func (s Store) forget(info Info) error {
	path, lock, err := s.lockFile(info.Entry)
	if err != nil {
		return err
	}
	ok, err := lock.TryLock()
	if err != nil {
		return explain("lock "+info.Entry, s.dir, err)
	}
	if !ok {
		return fmt.Errorf("forget %s: it is being trained by %s; stop that first", info.Entry, holder(path))
	}
	defer func() { _ = lock.Unlock() }()
	removeTemps(s.dir) // of a Forget that was killed
	from := filepath.Join(s.dir, info.Entry)
	if info.Value {
		from = filepath.Join(s.dir, cachedName, info.Entry)
	}
	trash := filepath.Join(s.dir, tempPrefix+info.Entry)
	if err := os.Rename(from, trash); err != nil {
		return explain("forget "+info.Entry, s.dir, err)
	}
	return explain("forget "+info.Entry, s.dir, os.RemoveAll(trash))
}
