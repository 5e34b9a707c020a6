package data

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/home"
)

// ErrNoData matches the error of Load when no source has the data: no folder was named, the cache and Keras' cache are
// empty, and no download was possible or allowed.
var ErrNoData = errors.New("the Fashion-MNIST files are nowhere to be found")

// ErrWrite matches the error of a Download that could not store a file (full disk, read-only folder): another mirror
// would not help, another folder would.
var ErrWrite = errors.New("cannot write")

// Download completes a folder with those of OfficialFiles that are not there or not right, as fetch.Official does.
type Download func(ctx context.Context, dir string) error

// Options say where to look. The zero value is what notebooks use.
type Options struct {
	// Dir is a place for Read, or "synthetic", or "synthetic:TRAIN,TEST" with two counts. Empty means the environment
	// variable FMNIST_DATA; if that is empty too, Load looks for itself.
	Dir string
	// Cache is the folder for downloads and raw copies; empty means CacheDir.
	Cache string
	// Download brings the official files to the cache when they are nowhere; nil forbids it.
	Download Download
}

// CacheDir is the default cache: FMNIST_HOME, or gofmnist in the user's cache folder.
func CacheDir() (string, error) { return home.Dir() }

// Load brings the data from the first source there is: Options.Dir or FMNIST_DATA; the cache; Keras' cache, if it holds
// the official files, which is noted; the download. What it parsed it keeps in the cache, so that the next call takes
// about 10 ms until the files change. A cache that cannot be written is a note, not an error. Load never turns to
// synthetic data by itself: without any source the error matches ErrNoData and says what to do.
func Load(ctx context.Context, o Options) (Dataset, error) {
	l := newLoader(o)
	place := cmp.Or(o.Dir, os.Getenv("FMNIST_DATA"))
	if place == "" {
		return l.unasked(ctx)
	}
	if isSynthetic(place) {
		return l.synthetic(place)
	}
	path, err := home.Expand(place)
	if err != nil {
		return Dataset{}, fmt.Errorf("the data cannot be located: %w", err)
	}
	return l.place(besideCheckout(path))
}

// loader is one Load: its options with the defaults filled in.
type loader struct {
	Options
	notes []string
}

// newLoader fills in the defaults. Without any cache folder Load still works.
func newLoader(o Options) *loader {
	l := &loader{Options: o}
	if l.Cache == "" {
		dir, err := CacheDir()
		if err != nil {
			l.note("%v", err)
		}
		l.Cache = dir
	}
	return l
}

// note keeps a warning for Dataset.Notes.
func (l *loader) note(format string, args ...any) {
	l.notes = append(l.notes, fmt.Sprintf(format, args...))
}

// place loads from a folder or file through the raw cache.
func (l *loader) place(path string) (Dataset, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Dataset{}, fmt.Errorf("the data cannot be located: %w", err)
	}
	s, err := locate(path)
	if err != nil {
		return Dataset{}, err
	}
	d, err := l.cached(path, newStamps(s.files), s.read)
	d.Source = path
	return d, err
}

// cached answers from the raw cache if it holds what the files still are, and otherwise makes the dataset and stores
// it.
func (l *loader) cached(name string, files stamps, make func() (Dataset, error)) (Dataset, error) {
	path := l.rawPath(name)
	d, fingerprint, err := readRaw(path, files)
	switch {
	case err == nil:
	case errors.Is(err, errTouched): // the same bytes under a newer stamp: only the stamp is renewed
		writeRaw(path, files.read(), fingerprint, d)
	default:
		if errors.Is(err, errDamaged) {
			l.note("The raw cache %s was not used (%v), so the data were read anew.", path, err)
		}
		if errors.Is(err, errChanged) {
			l.note("The files in %s have other contents under the same sizes and times, so they were read anew.", name)
		}
		files = files.read() // before the data: what changes in between then differs from these sums
		if d, err = make(); err != nil {
			return Dataset{}, err
		}
		fingerprint = d.Fingerprint()
		l.store(path, files, fingerprint, d)
	}
	d.Official = fingerprint == officialFingerprint
	if d.Edition == Fashion && !d.Official && !isSynthetic(name) && d.Train.Len() == 60000 && d.Test.Len() == 10000 {
		l.note("The files in %s have the counts of Fashion-MNIST but other contents: another edition of the data, "+
			"or damaged.", name)
	}
	d.Notes = l.notes
	return d, nil
}

// rawPath names the raw cache file of a source.
func (l *loader) rawPath(name string) string {
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(l.Cache, "raw", hex.EncodeToString(sum[:8])+".raw")
}

// store writes the raw cache; failing is worth a note only.
func (l *loader) store(path string, files stamps, fingerprint string, d Dataset) {
	if l.Cache == "" {
		return
	}
	if err := writeRaw(path, files, fingerprint, d); err != nil {
		l.note("The raw cache could not be written (%v), so every load will take longer: "+
			"set FMNIST_HOME to a writable folder with 60 MB free.", err)
	}
}
