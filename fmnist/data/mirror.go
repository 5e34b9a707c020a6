package data

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// downloaded loads from the cache's own copy of the official files, which it
// completes or repairs from the mirrors first when it must.
func (l *loader) downloaded(ctx context.Context) (Dataset, error) {
	dir := filepath.Join(l.Cache, "fashion-mnist")
	if l.complete(dir) {
		d, err := l.folder(dir)
		if err == nil || l.Offline {
			return d, err
		}
		l.note("A file in the cache was damaged and is downloaded again (%v).", err)
	}
	if l.Offline {
		return Dataset{}, noData(errors.New("downloads are switched off"))
	}
	err := fmt.Errorf("%w to a cache: there is no folder for it", ErrWrite)
	if l.Cache != "" {
		err = l.fetchAll(ctx, dir)
	}
	if errors.Is(err, ErrWrite) {
		return l.withoutCache(ctx, err)
	}
	if err != nil {
		return Dataset{}, noData(err)
	}
	return l.folder(dir)
}

// noData says that no source is left and what to do about it.
func noData(reason error) error {
	return fmt.Errorf("%w (%w): copy the four official files to a folder and set FMNIST_DATA to it, or set FMNIST_DATA=synthetic to work with drawn garments", ErrNoData, reason)
}

// complete tells whether the four files are there in full length.
func (l *loader) complete(dir string) bool {
	for _, f := range official {
		info, err := os.Stat(filepath.Join(dir, f.name))
		if l.Cache == "" || err != nil || info.Size() != f.size {
			return false
		}
	}
	return true
}

// fetchAll downloads what is absent or damaged.
func (l *loader) fetchAll(ctx context.Context, dir string) error {
	for _, f := range official {
		var urls []string
		for _, m := range l.Mirrors {
			urls = append(urls, strings.TrimSuffix(m.URL, "/")+"/"+f.name)
		}
		var progress func(done, total int64)
		if l.Progress != nil {
			progress = func(done, total int64) { l.Progress(f.name, done, total) }
		}
		if err := Fetch(ctx, filepath.Join(dir, f.name), urls, Checksum{SHA256: f.sha256, Size: f.size}, progress); err != nil {
			return err
		}
	}
	return nil
}

// withoutCache downloads to a temporary folder that is removed after reading: a
// read-only home costs time, not the data.
func (l *loader) withoutCache(ctx context.Context, reason error) (Dataset, error) {
	dir, err := os.MkdirTemp("", "fashion-mnist-")
	if err != nil {
		return Dataset{}, noData(fmt.Errorf("%w, nor to the temporary folder: %w", reason, err))
	}
	defer os.RemoveAll(dir)
	if err := l.fetchAll(ctx, dir); err != nil {
		return Dataset{}, noData(err)
	}
	l.note("The cache is of no use (%v), so the data were downloaded for this time only: set FMNIST_HOME to a writable folder.", reason)
	d, err := ReadFolder(dir)
	if err != nil {
		return Dataset{}, err
	}
	d.Source, d.Notes, d.Official = "downloaded, not kept", l.notes, d.Fingerprint() == officialFingerprint
	return d, nil
}
