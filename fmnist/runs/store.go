package runs

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/home"
)

// ErrNotFound says that the store has no such run.
var ErrNotFound = errors.New("no such run")

// ErrDamaged says that what is stored is not what was written: cut short, altered, or missing a part.
var ErrDamaged = errors.New("damaged")

// Store is a folder of runs and cached values. Several processes and machines may use one at a time.
type Store struct {
	dir string
}

// Open returns the store in dir, or in DefaultDir when dir is empty. The folder is made when something is first
// written, so a store that is only read may lie on a read-only disk.
func Open(dir string) (Store, error) {
	if dir == "" {
		var err error
		if dir, err = DefaultDir(); err != nil {
			return Store{}, err
		}
	}
	dir, err := filepath.Abs(dir) // a notebook may change its folder later
	if err != nil {
		return Store{}, fmt.Errorf("open the run store: %w", err)
	}
	if stray(dir) {
		return Store{}, fmt.Errorf("open the run store: %s is not a folder; remove it or set FMNIST_HOME to another place", dir)
	}
	return Store{dir: dir}, nil
}

// DefaultDir returns $FMNIST_HOME/runs, or gofmnist/runs in the user's cache folder (~/.cache on Linux) when
// FMNIST_HOME is not set. It does not depend on the current folder: every notebook of a user finds the same runs.
func DefaultDir() (string, error) {
	dir, err := home.Dir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "runs"), nil
}

// Dir returns the folder of the store.
func (s Store) Dir() string { return s.dir }

// Read returns a run as it was last committed, without taking its lock: it never waits, and works on a read-only disk.
// The error is ErrNotFound when there is none, and ErrDamaged when it cannot be trusted (Acquire then sets it aside).
// The Run can be read but not written.
func (s Store) Read(id ID) (*Run, error) {
	if err := id.check(); err != nil {
		return nil, err
	}
	folder, ok := s.find(id)
	if !ok {
		return nil, fmt.Errorf("%s in %s: %w", id, s.dir, ErrNotFound)
	}
	return s.read(folder)
}

// find returns the folder of a run: the one of its name whose run.json has its hash, else the one of any name that has
// it, else one in its place that cannot be read. The name is for people; the hash says what was computed.
func (s Store) find(id ID) (folder string, ok bool) {
	for _, digits := range []int{shortDigits, longDigits, len(id.Hash)} {
		folder = id.folder(digits)
		doc, err := readDocument(filepath.Join(s.dir, folder))
		if err == nil && doc.Hash == id.Hash {
			return folder, true
		}
	}
	if folder, ok = s.renamed(id); ok {
		return folder, true
	}
	folder = id.folder(shortDigits)
	_, err := readDocument(filepath.Join(s.dir, folder))
	return folder, err != nil && !errors.Is(err, ErrNotFound)
}

// renamed finds a run that was made under another name; of several the one that got furthest.
func (s Store) renamed(id ID) (folder string, ok bool) {
	entries, _ := os.ReadDir(s.dir) // no folder, no runs
	most := -1
	for _, entry := range entries {
		name := entry.Name()
		if !s.mayBeRun(entry) || isAside(name) || !strings.Contains(name, "-"+id.Hash[:shortDigits]) {
			continue
		}
		if doc, err := readDocument(filepath.Join(s.dir, name)); err == nil && doc.Hash == id.Hash &&
			doc.Epochs > most {
			folder, most = name, doc.Epochs
		}
	}
	return folder, most >= 0
}

// read loads a run folder without its lock. The owner may commit in between, so what does not fit together is read
// again.
func (s Store) read(folder string) (*Run, error) {
	const tries, pause = 3, 20 * time.Millisecond // a commit takes a few milliseconds
	dir := filepath.Join(s.dir, folder)
	for try := 1; ; try++ {
		doc, err := readDocument(dir)
		if err != nil {
			return nil, err
		}
		history, err := readHistory(dir, doc.History)
		if err == nil {
			return &Run{store: s, folder: folder, doc: doc, history: history}, nil
		}
		if try == tries {
			return nil, err
		}
		time.Sleep(pause)
	}
}
