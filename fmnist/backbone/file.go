package backbone

import "path"

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
