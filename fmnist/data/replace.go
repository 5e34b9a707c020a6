package data

import (
	"io"
	"os"
	"path/filepath"
	"time"
)

// tempFile is what replaceFile needs of a temporary file.
type tempFile interface {
	io.WriteCloser
	Name() string
	Chmod(os.FileMode) error
}

// createTemp is os.CreateTemp; tests put a full disk in its place.
var createTemp = func(dir, pattern string) (tempFile, error) { return os.CreateTemp(dir, pattern) }

// replaceFile writes the parts to a temporary file beside path and renames it into
// place, so that path never holds half a file. It makes the folder if need be.
func replaceFile(path string, parts ...[]byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	sweep(path)
	temp, err := createTemp(filepath.Dir(path), filepath.Base(path)+".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(temp.Name())
		}
	}()
	for _, part := range parts {
		if _, err := temp.Write(part); err != nil {
			temp.Close()
			return err
		}
	}
	if err := temp.Chmod(0o644); err != nil { // a cache may be shared: CreateTemp gives 0600
		temp.Close()
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}

// sweep removes what killed processes left of earlier attempts. No writer that is
// still alive takes an hour for one file.
func sweep(path string) {
	left, _ := filepath.Glob(path + ".tmp-*")
	for _, name := range left {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > time.Hour {
			os.Remove(name)
		}
	}
}
