package runs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Hit says where a cached value came from.
type Hit struct {
	FromCache bool      // read from the disk, not computed
	When      time.Time // it was computed
	Seconds   float64   // it took to compute
	Path      string    // of its file; empty if it could not be kept
	Note      string    // what the user should know: set aside as damaged, could not be kept
}

// cachedName is the folder of the values in a store.
const cachedName = "cached"

// Cached returns a slow value: frozen features, a PCA, a t-SNE map. It is found by the hash of name, key and CodeEpoch;
// key must hold everything that the value depends on, with the fingerprint of the data.
//
// If the value is not there, write computes it and writes it out. In both cases read then reads it, so the first and
// the second call give the same bits. While another process computes the value, Cached waits for it or for ctx. Values
// are written to a temporary file, flushed, check-summed and renamed; a damaged one is set aside, with a Note, and
// computed anew. If the disk is full or read-only the value goes from write to read through memory, with a Note, so
// that an hour's work is not lost with it.
func (s Store) Cached(ctx context.Context, name string, key any, write func(w io.Writer) error,
	read func(r io.Reader) error) (Hit, error) {
	v, err := s.value(name, key, read)
	if err != nil {
		return Hit{}, err
	}
	v.write = write
	if hit, err := v.load(); err == nil || !(errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrDamaged)) {
		return hit, err
	}
	lock, err := s.lock(ctx, filepath.Base(v.path), func(string) {})
	if unwritable(err) {
		v.unlocked = err
		return v.compute(fmt.Sprintf("%s was computed but cannot be kept: %v", name, err))
	}
	if err != nil {
		return Hit{}, err
	}
	defer func() { _ = lock.Unlock() }()
	return v.loadOrCompute() // another process may have computed it meanwhile
}

// Seconds is how long a value that Cached has kept took to compute; ok is false where there is none. Only the note at
// its end is read: whether the content is sound is for Cached to check.
func (s Store) Seconds(name string, key any) (seconds float64, ok bool) {
	v, err := s.value(name, key, nil)
	if err != nil {
		return 0, false
	}
	f, err := openPlain(v.path, os.O_RDONLY)
	if err != nil {
		return 0, false
	}
	defer f.Close()
	note, err := readNote(f)
	return note.Seconds, err == nil && note.Hash == v.hash
}

// value is the one of that name and key, which may not be there.
func (s Store) value(name string, key any, read func(r io.Reader) error) (value, error) {
	hash, err := Hash("value", CodeEpoch, name, key)
	if err != nil {
		return value{}, fmt.Errorf("value %q: %w", name, err)
	}
	path := filepath.Join(s.dir, cachedName, safeName(name)+"-"+hash[:longDigits]+valueSuffix)
	return value{store: s, name: name, hash: hash, path: path, read: read}, nil
}

// valueSuffix ends the names of the files that hold values.
const valueSuffix = ".bin"

// value is one cached value.
type value struct {
	store      Store
	name, hash string
	path       string
	unlocked   error // why there is no lock: another process may write the file
	write      func(io.Writer) error
	read       func(io.Reader) error
}

// load reads the value from its file.
func (v value) load() (Hit, error) {
	f, note, err := openSealed(v.path)
	if err != nil {
		return Hit{}, err
	}
	defer f.Close()
	if note.Hash != v.hash {
		return Hit{}, fmt.Errorf("%w: %s holds another value", ErrDamaged, v.path)
	}
	if err := readContent(f, note, v.read); err != nil {
		return Hit{}, fmt.Errorf("value %q: the file %s is sound but this program cannot read it (forget it, or raise runs.CodeEpoch): %w", v.name, v.path, err)
	}
	return Hit{FromCache: true, When: note.Created, Seconds: note.Seconds, Path: v.path}, nil
}

// loadOrCompute reads the value, or computes it if there is none or a damaged one. It needs the lock.
func (v value) loadOrCompute() (Hit, error) {
	if aside, err := makeFolder(filepath.Dir(v.path)); aside != "" && err == nil {
		return v.compute(fmt.Sprintf("%s stood where the folder of values should be and was set aside",
			filepath.Base(aside)))
	}
	hit, err := v.load() // whether or not there is a folder: compute says what is wrong with it
	switch {
	case errors.Is(err, ErrDamaged):
		aside, moveErr := setAside(v.path)
		if moveErr != nil {
			return Hit{}, explain("set a damaged value aside", v.path, moveErr)
		}
		return v.compute(fmt.Sprintf("%s could not be trusted and was set aside as %s: %v", v.name,
			filepath.Base(aside), err))
	case errors.Is(err, fs.ErrNotExist):
		return v.compute("")
	}
	return hit, err
}

// compute computes the value, keeps it if the disk allows, and reads it back.
func (v value) compute(note string) (Hit, error) {
	out := v.spill()
	defer out.close()
	w, start := newSealer(out), time.Now()
	if err := v.write(w); err != nil {
		return Hit{}, err // a sentence of its own: it says what could not be computed
	}
	hit := Hit{When: time.Now().UTC(), Seconds: time.Since(start).Seconds(), Note: note}
	if err := w.finish(sealNote{Name: v.name, Hash: v.hash, Created: hit.When, Seconds: hit.Seconds}); err != nil {
		return Hit{}, fmt.Errorf("value %q: %w", v.name, err)
	}
	if out.memory == nil {
		if err := publish(out.file, v.path); err == nil {
			kept, err := v.load()
			hit.Path = kept.Path
			return hit, err
		} else if err := out.recover(err); err != nil {
			return Hit{}, explain("keep "+v.name, v.path, err)
		}
	}
	if hit.Note == "" {
		hit.Note = fmt.Sprintf("%s was computed but cannot be kept: %v", v.name,
			explain("write", filepath.Dir(v.path), out.cause))
	}
	return hit, v.read(bytes.NewReader(out.memory.Bytes()[:w.bytes]))
}

// spill returns where the value is written: a temporary file, or memory when there can be none.
func (v value) spill() *spill {
	err := v.unlocked
	if err == nil {
		v.store.sweep()
		err = os.MkdirAll(filepath.Dir(v.path), 0o755)
	}
	path := tempPath(v.path) // under the lock one name is enough
	if err == nil {
		err = os.RemoveAll(path) // what a killed process left
	}
	if err == nil {
		var f *os.File
		if f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644); err == nil {
			return &spill{file: f}
		}
	}
	return &spill{memory: new(bytes.Buffer), cause: err}
}

// spill is a file that turns into memory when the disk refuses more.
type spill struct {
	file   *os.File
	memory *bytes.Buffer // nil while the file works
	cause  error         // why memory is used
}

// Write implements io.Writer.
func (s *spill) Write(p []byte) (int, error) {
	if s.memory != nil {
		return s.memory.Write(p)
	}
	n, err := s.file.Write(p)
	if err == nil {
		return n, nil
	}
	if err := s.recover(err); err != nil {
		return n, err
	}
	_, err = s.memory.Write(p[n:])
	return len(p), err
}

// recover moves what is already in the file into memory.
func (s *spill) recover(cause error) error {
	s.cause, s.memory = cause, new(bytes.Buffer)
	f, err := os.Open(s.file.Name()) // publish may have closed s.file
	if err != nil {
		return errors.Join(cause, err)
	}
	defer f.Close()
	_, err = io.Copy(s.memory, f)
	return err
}

// close removes the temporary file, if it was not renamed.
func (s *spill) close() {
	if s.file != nil {
		_ = s.file.Close()
		_ = os.Remove(s.file.Name())
	}
}
