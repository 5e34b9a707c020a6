package build

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// watched is what decides, besides a cell's own files, what a build gives.
type watched struct {
	Files   []string // single files, whether they exist or not
	Folders []string // folders of packages: what the go command compiles of them
	Trees   []string // folders with files that are embedded: everything below
}

// tooMany files below Trees are not worth looking at before every cell.
const tooMany = 5000

// sum is a hash over name, size, times and inode of everything watched, and the time of the latest change. The time of
// change, unlike that of modification, cannot be set back.
func (w watched) sum() (string, time.Time, error) {
	h := sum{Hash: sha256.New()}
	for _, path := range w.Files {
		h.file(path)
	}
	for _, dir := range w.Folders {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return "", h.latest, err
		}
		fmt.Fprintf(h, "%q\n", dir)
		for _, e := range entries {
			if name := e.Name(); compiled(name) && !strings.HasSuffix(name, "_test.go") {
				h.file(filepath.Join(dir, name))
			}
		}
	}
	count := 0
	for _, dir := range w.Trees {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if count++; count > tooMany {
				return errors.New("too many files")
			}
			if d.IsDir() {
				fmt.Fprintf(h, "%q\n", path)
			} else {
				h.file(path)
			}
			return nil
		})
		if err != nil {
			return "", h.latest, err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), h.latest, h.err
}

// sum gathers what is known of files.
type sum struct {
	hash.Hash
	latest time.Time
	err    error
}

func (h *sum) file(path string) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(h, "%q -\n", path)
		return
	}
	if err != nil {
		h.err = err
		return
	}
	inode, changed, ok := identity(info)
	if !ok {
		h.err = errPlain
	}
	fmt.Fprintf(h, "%q %v %d %d %d %d\n", path, info.Mode(), info.Size(), info.ModTime().UnixNano(), changed.UnixNano(),
		inode)
	for _, t := range []time.Time{info.ModTime(), changed} {
		if t.After(h.latest) {
			h.latest = t
		}
	}
}
