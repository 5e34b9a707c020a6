package runs

import (
	"io"
	"os"
	"path/filepath"
	"time"
)

// writeSealed writes a file with its own checksum, as a cached value is written, and readSealed reads it.
func writeSealed(path string, write func(w io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), tempPrefix)
	if err != nil {
		return explain("write "+filepath.Base(path), filepath.Dir(path), err)
	}
	defer func() { // after the rename nothing of that name is left
		_ = f.Close()
		_ = os.Remove(f.Name())
	}()
	w := newSealer(f)
	if err := write(w); err != nil {
		return explain("write "+filepath.Base(path), filepath.Dir(path), err)
	}
	err = w.finish(sealNote{Created: time.Now().UTC()})
	if err == nil {
		err = publish(f, path)
	}
	return explain("write "+filepath.Base(path), filepath.Dir(path), err)
}

func readSealed(path string, read func(r io.Reader) error) error {
	f, note, err := openSealed(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return readContent(f, note, read)
}
