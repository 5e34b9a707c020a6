package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// unasked loads where no place was named: from the cache's own copy of the official files, from Keras' cache, or from
// the download, which also repairs the cache.
func (l *loader) unasked(ctx context.Context) (Dataset, error) {
	dir := filepath.Join(l.Cache, "fashion-mnist")
	if l.complete(dir) {
		d, err := l.place(dir)
		if err == nil || l.Download == nil {
			return d, err
		}
		l.note("A file in the cache was damaged and is downloaded again (%v).", err)
	} else if d, ok := l.keras(); ok {
		return d, nil
	}
	if l.Download == nil {
		return Dataset{}, noData(errors.New("not in the cache, and this process does not download"))
	}
	err := fmt.Errorf("%w to a cache: there is no folder for it", ErrWrite)
	if l.Cache != "" {
		err = l.Download(ctx, dir)
	}
	if errors.Is(err, ErrWrite) {
		return l.withoutCache(ctx, err)
	}
	if err != nil {
		return Dataset{}, noData(err)
	}
	return l.place(dir)
}

// noData says that no source is left and what to do about it.
func noData(reason error) error {
	return fmt.Errorf("%w (%w): run fmnist data, which downloads them, or copy the four official files to a folder and "+
		"set FMNIST_DATA to it, or set FMNIST_DATA=synthetic to work with drawn garments", ErrNoData, reason)
}

// complete tells whether the four files are there in full length.
func (l *loader) complete(dir string) bool {
	for _, f := range official {
		info, err := os.Stat(filepath.Join(dir, f.Name))
		if l.Cache == "" || err != nil || info.Size() != f.Size {
			return false
		}
	}
	return true
}

// keras loads what keras.datasets.fashion_mnist.load_data() left in ~/.keras (or KERAS_HOME). Nobody named that folder,
// so only the official files will do.
func (l *loader) keras() (Dataset, bool) {
	root := os.Getenv("KERAS_HOME")
	if root == "" {
		user, err := os.UserHomeDir()
		if err != nil {
			return Dataset{}, false
		}
		root = filepath.Join(user, ".keras")
	}
	dir := filepath.Join(root, "datasets", "fashion-mnist")
	if !l.complete(dir) {
		return Dataset{}, false
	}
	before := len(l.notes)
	d, err := l.place(dir)
	if err != nil || !d.Official {
		l.notes = append(l.notes[:before], fmt.Sprintf("Keras' cache %s does not hold the official files, so it was not used.", dir))
		return Dataset{}, false
	}
	d.Notes = append(d.Notes, fmt.Sprintf("The data are the official files in Keras' cache, %s.", dir))
	return d, true
}

// withoutCache downloads to a temporary folder that is removed after reading: a
// read-only home costs time, not the data.
func (l *loader) withoutCache(ctx context.Context, reason error) (Dataset, error) {
	dir, err := os.MkdirTemp("", "fashion-mnist-")
	if err != nil {
		return Dataset{}, noData(fmt.Errorf("%w, nor to the temporary folder: %w", reason, err))
	}
	defer os.RemoveAll(dir)
	if err := l.Download(ctx, dir); err != nil {
		return Dataset{}, noData(err)
	}
	l.note("The cache is of no use (%v), so the data were downloaded for this time only: set FMNIST_HOME to a writable folder.", reason)
	d, err := Read(dir)
	if err != nil {
		return Dataset{}, err
	}
	d.Source, d.Notes = "downloaded, not kept", l.notes
	return d, nil
}
