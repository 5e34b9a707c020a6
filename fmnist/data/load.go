package data

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrNoData matches the error of Load when no source has the data: neither a local
// folder nor the cache, and no download was possible or allowed.
var ErrNoData = errors.New("the Fashion-MNIST files are nowhere to be found")

// Options say where to look. The zero value is what notebooks use.
type Options struct {
	// Dir is a folder for ReadFolder, or "synthetic", or "synthetic:TRAIN,TEST" with
	// two counts. Empty means the environment variable FMNIST_DATA; if that is empty
	// too, Load looks for itself.
	Dir string
	// Cache is the folder for downloads and raw copies; empty means CacheDir.
	Cache string
	// Mirrors replace Mirrors().
	Mirrors []Mirror
	// Progress is called while a file is downloaded, with bytes so far and in all.
	Progress func(file string, done, total int64)
	// Offline forbids downloads.
	Offline bool
}

// CacheDir is the default cache: FMNIST_HOME, or gofmnist in the user's cache folder.
func CacheDir() (string, error) {
	if home := os.Getenv("FMNIST_HOME"); home != "" {
		return filepath.Abs(home)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for the cache: set FMNIST_HOME to a writable one: %w", err)
	}
	return filepath.Join(dir, "gofmnist"), nil
}

// Load brings the data from the first source there is: Options.Dir or FMNIST_DATA;
// ../shared/fashion-mnist beside the checkout; the cache; the mirrors, with every
// file checked by its sha256. What it parsed it keeps in the cache, so that the next
// call takes about 10 ms until the files' sizes or times change. A cache that cannot
// be written is a note, not an error. Load never turns to synthetic data by itself:
// without any source the error matches ErrNoData and says what to do.
func Load(ctx context.Context, o Options) (Dataset, error) {
	l, err := newLoader(o)
	if err != nil {
		return Dataset{}, err
	}
	if place := cmp.Or(o.Dir, os.Getenv("FMNIST_DATA")); isSynthetic(place) {
		return l.synthetic(place)
	} else if place != "" {
		return l.folder(besideCheckout(place))
	}
	if dir := Neighbour(); dir != "" {
		return l.folder(dir)
	}
	return l.downloaded(ctx)
}

// Neighbour is the folder ../shared/fashion-mnist beside the nearest go.mod at or
// above the working directory, or "" when it is not there.
func Neighbour() string {
	root := moduleRoot()
	if root == "" {
		return ""
	}
	dir := filepath.Join(filepath.Dir(root), "shared", "fashion-mnist")
	if paths, _ := folderFiles(dir); len(paths) == 0 {
		return ""
	}
	return dir
}

// moduleRoot is the nearest folder at or above the working directory with a go.mod.
func moduleRoot() string {
	dir, err := os.Getwd()
	for err == nil {
		if regular(filepath.Join(dir, "go.mod")) {
			return dir
		}
		if filepath.Dir(dir) == dir {
			break
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// besideCheckout resolves a relative folder from the checkout's root when it does
// not exist from here: notebooks and tests run in folders below the one in which
// the user typed FMNIST_DATA=../shared/fashion-mnist.
func besideCheckout(dir string) string {
	if _, err := os.Stat(dir); err == nil || filepath.IsAbs(dir) {
		return dir
	}
	if root := moduleRoot(); root != "" {
		if _, err := os.Stat(filepath.Join(root, dir)); err == nil {
			return filepath.Join(root, dir)
		}
	}
	return dir
}

// loader is one Load: its options with the defaults filled in.
type loader struct {
	Options
	notes []string
}

// newLoader fills in the defaults. Without any cache folder Load still works.
func newLoader(o Options) (*loader, error) {
	l := &loader{Options: o}
	if l.Mirrors == nil {
		l.Mirrors = Mirrors()
	}
	if l.Cache == "" {
		dir, err := CacheDir()
		if err != nil {
			l.note("%v", err)
		}
		l.Cache = dir
	}
	return l, nil
}

// note keeps a warning for Dataset.Notes.
func (l *loader) note(format string, args ...any) {
	l.notes = append(l.notes, fmt.Sprintf(format, args...))
}

// folder loads from a folder through the raw cache. The identity of the source is
// the path, size and time of its files.
func (l *loader) folder(dir string) (Dataset, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Dataset{}, fmt.Errorf("the data folder cannot be located: %w", err)
	}
	type stamp struct {
		Path string
		Size int64
		Time int64
	}
	var stamps []stamp
	paths, missing := folderFiles(dir)
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			stamps = append(stamps, stamp{path, info.Size(), info.ModTime().UnixNano()})
		}
	}
	if len(missing) > 0 {
		return ReadFolder(dir) // for its error
	}
	identity, err := json.Marshal(stamps)
	if err != nil {
		return Dataset{}, err
	}
	d, err := l.cached(dir, string(identity), func() (Dataset, error) { return ReadFolder(dir) })
	d.Source = dir
	return d, err
}

// cached answers from the raw cache if it holds this identity of the source, and
// otherwise makes the dataset and stores it.
func (l *loader) cached(name, identity string, make func() (Dataset, error)) (Dataset, error) {
	path := l.rawPath(name)
	d, fingerprint, err := readRaw(path, identity)
	if err != nil {
		if errors.Is(err, errDamaged) {
			l.note("The raw cache %s was not used (%v), so the data were read anew.", path, err)
		}
		if d, err = make(); err != nil {
			return Dataset{}, err
		}
		fingerprint = d.Fingerprint()
		l.store(path, identity, fingerprint, d)
	}
	d.Official = fingerprint == officialFingerprint
	if !d.Official && !isSynthetic(name) && d.Train.Len() == 60000 && d.Test.Len() == 10000 {
		l.note("The files in %s have the counts of Fashion-MNIST but other contents: another edition of the data, or damaged.", name)
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
func (l *loader) store(path, identity, fingerprint string, d Dataset) {
	if l.Cache == "" {
		return
	}
	if err := writeRaw(path, identity, fingerprint, d); err != nil {
		l.note("The raw cache could not be written (%v), so every load will take longer: set FMNIST_HOME to a writable folder with 60 MB free.", err)
	}
}

// syntheticSeed makes everybody's synthetic data the same.
const syntheticSeed = 1

// isSynthetic tells whether the place asks for drawn garments.
func isSynthetic(place string) bool {
	return place == "synthetic" || strings.HasPrefix(place, "synthetic:")
}

// synthetic draws garments, as many as the official files have unless the place
// says otherwise.
func (l *loader) synthetic(place string) (Dataset, error) {
	train, test := 60000, 10000
	if counts, ok := strings.CutPrefix(place, "synthetic:"); ok {
		a, b, _ := strings.Cut(counts, ",")
		var errA, errB error
		train, errA = strconv.Atoi(a)
		test, errB = strconv.Atoi(b)
		if errA != nil || errB != nil || train < 1 || test < 1 {
			return Dataset{}, fmt.Errorf("FMNIST_DATA is %q, but it should be synthetic or synthetic:TRAIN,TEST with two counts, such as synthetic:6000,1000", place)
		}
	}
	draw := func() (Dataset, error) { return Synthetic(train, test, syntheticSeed), nil }
	d, err := l.cached(place, fmt.Sprintf("synthetic %d, %d, %d, %d", syntheticEdition, train, test, syntheticSeed), draw)
	d.Synthetic, d.Source = true, fmt.Sprintf("synthetic garments (seed %d)", syntheticSeed)
	return d, err
}
