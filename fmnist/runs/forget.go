package runs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Forget deletes one run or value: the only way to compute the same description again. query is the entry that List
// shows, the name if only one entry has it, or "name-" and at least 4 digits of the hash. It is an error when nothing
// or more than one entry matches, and when a process is training the run.
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
	return Info{}, fmt.Errorf("forget %q: %d entries match, say which: %s", query, len(found),
		strings.Join(names, ", "))
}

// ForgetRun deletes the run of that identity, whatever name it was made under; should there be several, all of them, or
// the next would be found. The error is ErrNotFound when there is none.
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
		if digits, ok := strings.CutPrefix(query, name+"-"); ok && len(digits) >= fewest &&
			strings.HasPrefix(i.Hash, digits) {
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
	s.sweep()
	from := filepath.Join(s.dir, info.Entry)
	if info.Value {
		from = filepath.Join(s.dir, cachedName, info.Entry)
	}
	trash := tempPath(from)
	if err := os.RemoveAll(trash); err != nil { // left by an earlier Forget; its lock is held here
		return explain("forget "+info.Entry, s.dir, err)
	}
	if err := os.Rename(from, trash); err != nil {
		return explain("forget "+info.Entry, s.dir, err)
	}
	return explain("forget "+info.Entry, s.dir, os.RemoveAll(trash))
}
