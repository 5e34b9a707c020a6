package backbone

import (
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/gofmnist/gofmnist/fmnist/home"
)

// WeightsEnv names the folder with weight files.
const WeightsEnv = "FMNIST_WEIGHTS"

// kerasBucket is where Keras keeps its weight files.
const kerasBucket = "https://storage.googleapis.com/tensorflow/keras-applications/"

// File says where a network's ImageNet weights are and how to recognize them.
type File struct {
	URLs    []string // tried in order
	MD5     string   // Keras' own checksum of the file without classifier
	SHA256  string   // of the same file, where it could be computed; "" otherwise
	WithTop string   // and of the one with it, to tell the two apart
	Bytes   int64    // size, for the progress display
}

// Name is the file's name, as Keras stores it.
func (f File) Name() string { return path.Base(f.URLs[0]) }

// NamedFolder is the folder with weight files that FMNIST_WEIGHTS names; "" where it names none.
func NamedFolder() (string, error) {
	folder, err := home.Expand(os.Getenv(WeightsEnv))
	if err != nil {
		return "", fmt.Errorf("%s: %w", WeightsEnv, err)
	}
	return folder, nil
}

// CacheFolder is where downloaded weights are kept, in FMNIST_HOME.
func CacheFolder() (string, error) {
	cache, err := home.Dir()
	return filepath.Join(cache, "weights"), err
}
