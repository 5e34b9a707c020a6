package pretrained

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/data/fetch"
)

// Locate finds the network's weight file: file, if it is not ""; the folder that FMNIST_WEIGHTS names; the cache; the
// download, resumed and checked. Only file may differ from Keras' md5: it can hold weights of one's own. progress,
// which may be nil, hears of the download in bytes. Errors say what to do instead.
func (b Backbone) Locate(ctx context.Context, file string, progress func(done, total int64)) (string, error) {
	if file != "" {
		info, err := os.Stat(file)
		if err == nil && !info.Mode().IsRegular() { // a pipe would be waited for, a folder gives an odd sentence
			err = errors.New("it is no file")
		}
		if err != nil {
			return "", unreadable(file, err)
		}
		return file, nil
	}
	sum := fetch.Checksum{MD5: b.File.MD5, SHA256: b.File.SHA256, Size: b.File.Bytes}
	folder, err := backbone.NamedFolder()
	if err != nil {
		return "", err
	}
	if folder != "" {
		path := filepath.Join(folder, b.File.Name())
		switch err := fetch.Verify(path, sum); {
		case err == nil:
			return path, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("%s is not Keras' file for %s: %w; remove it, or name it with -weights if you mean it", path,
				b.Title, err)
		}
	}
	cache, err := backbone.CacheFolder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, b.File.Name())
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return "", fmt.Errorf("no folder for the weights of %s: %w; set FMNIST_HOME to a writable one", b.Title, err)
	}
	if err := fetch.File(ctx, path, b.File.URLs, sum, progress); err != nil {
		return "", fmt.Errorf("the weights of %s cannot be downloaded: %w; put %s into a folder and set %s to it, or name it with -weights",
			b.Title, err, b.File.Name(), backbone.WeightsEnv)
	}
	return path, nil
}
