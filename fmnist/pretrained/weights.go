package pretrained

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"github.com/gofmnist/gofmnist/fmnist/data/fetch"
)

// Weights are a network's tensors in memory, ready for Backbone.Features.
type Weights struct {
	Backbone string   // the network's name
	Source   string   // the file, or the seed of random weights
	MD5      string   // of the file, by which Keras names its own; "" for random weights
	SHA256   string   // of the file, which nobody can forge
	Remark   string   // what the user should know of the file; "" when it is the network's own
	From     string   // the first layer that is not frozen; "" if all are
	Tensors  []Tensor // in the order in which the network uses them
}

// Load reads a weight file in Keras' legacy HDF5 layout. Tensors are found through the file's own lists of names and
// matched by layer name and by order within the layer; all shapes are checked before the first value is read. Layers
// before the one named from are frozen and folded; from is "" to freeze all. Tensors are read one by one, so that
// hardly more memory is needed than the result takes. Errors name the layer and the file.
func (b Backbone) Load(path, from string) (*Weights, error) {
	first, err := b.Position(from)
	if err != nil {
		return nil, err
	}
	sums, err := checksums(path)
	if err != nil {
		return nil, err
	}
	if sums.MD5 == b.File.WithTop {
		return nil, fmt.Errorf("%s is %s with its ImageNet classifier; this package needs the file without it, %s",
			path, b.Title, b.File.Name())
	}
	k, err := openKeras(path)
	if err != nil {
		return nil, err
	}
	defer k.file.Close()
	sets, err := k.check(b)
	if err != nil {
		return nil, err
	}
	tensors, err := b.assemble(first, func(layer, index int) ([]float32, error) {
		return k.values(b, sets[layer][index], layer, index)
	})
	if err != nil {
		return nil, err
	}
	return &Weights{Backbone: b.Name, Source: path, MD5: sums.MD5, SHA256: sums.SHA256, Remark: b.remark(path, sums),
		From: from, Tensors: tensors}, nil
}

// remark says that a file is not the network's own.
func (b Backbone) remark(path string, sums fetch.Checksum) string {
	if sums.MD5 == b.File.MD5 && (b.File.SHA256 == "" || sums.SHA256 == b.File.SHA256) {
		return ""
	}
	return fmt.Sprintf("%s is not the file that Keras' %s has (md5 %s, sha256 %s); its weights are used as they are",
		path, b.Title, sums.MD5, sums.SHA256)
}

// assemble reads the tensors step by step through read(layer, index) and folds the steps in front of position first.
func (b Backbone) assemble(first int, read func(layer, index int) ([]float32, error)) (tensors []Tensor, err error) {
	specs := b.Weights()
	for _, s := range b.steps() {
		r := raw{}
		for _, at := range s.weighted() {
			for j, spec := range specs[at] {
				if spec.Name == "count" { // how many images a Normalization has seen; nobody uses it
					continue
				}
				t := Tensor{Name: b.Layers[at].Name + "/" + spec.Name, Shape: spec.Shape}
				if t.Values, err = read(at, j); err != nil {
					return nil, err
				}
				r[t.Name] = t
			}
		}
		if max(s.at, s.normAt) >= first {
			tensors = append(tensors, s.keep(r, specs, first)...)
		} else {
			tensors = append(tensors, s.fold(r)...)
		}
	}
	return tensors, nil
}

// checksums are those of a file: the md5 by which Keras tells its files apart, and the sha256 beside it.
func checksums(path string) (sums fetch.Checksum, err error) {
	f, err := os.Open(path)
	if err != nil {
		return sums, unreadable(path, err)
	}
	defer f.Close()
	m, s := md5.New(), sha256.New()
	if sums.Size, err = io.Copy(io.MultiWriter(m, s), f); err != nil {
		return sums, unreadable(path, err)
	}
	sums.MD5, sums.SHA256 = hex.EncodeToString(m.Sum(nil)), hex.EncodeToString(s.Sum(nil))
	return sums, nil
}
