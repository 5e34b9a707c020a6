package pretrained

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
)

// Weights are a network's tensors in memory, ready for Backbone.Features.
type Weights struct {
	Backbone string   // the network's name
	Source   string   // the file, or the seed of random weights
	MD5      string   // of the file; "" for random weights
	From     string   // the first layer that is not frozen; "" if all are
	Tensors  []Tensor // in the order in which the network uses them
}

// ID names the values for keys of stored results: the file's md5, or the seed, and the first unfrozen layer.
func (w *Weights) ID() string {
	id := w.MD5
	if id == "" {
		id = w.Source
	}
	if w.From != "" {
		id += "/from " + w.From
	}
	return w.Backbone + "/" + id
}

// Load reads a weight file in Keras' legacy HDF5 layout. Tensors are found through the file's own lists of names and matched by
// layer name and by order within the layer; all shapes are checked before the first value is read. Layers before the
// one named from are frozen and folded; from is "" to freeze all. Errors name the layer and the file.
func (b Backbone) Load(path, from string) (*Weights, error) {
	first, err := b.position(from)
	if err != nil {
		return nil, err
	}
	sum, err := md5File(path)
	if err != nil {
		return nil, err
	}
	if sum == b.File.WithTop {
		return nil, fmt.Errorf("%s is %s with its ImageNet classifier; this package needs the file without it, %s",
			path, b.Title, b.File.Name())
	}
	k, err := openKeras(path)
	if err != nil {
		return nil, err
	}
	defer k.Close()
	sets, err := b.check(k)
	if err != nil {
		return nil, err
	}
	w := &Weights{Backbone: b.Name, Source: path, MD5: sum, From: from}
	w.Tensors, err = b.assemble(first, func(layer, index int) ([]float32, error) {
		values, err := k.values(sets[layer][index])
		if err != nil {
			return nil, fmt.Errorf("layer %s: %s in %s %w; download the file again", b.Layers[layer].Name, k.names[b.Layers[layer].Name][index], k.name(), err)
		}
		return values, nil
	})
	return w, err
}

// check finds every tensor of the network in the file and compares names, counts, types and shapes.
func (b Backbone) check(k *kerasFile) ([][]dataset, error) {
	specs := b.Weights()
	var wanted []string
	for i, l := range b.Layers {
		if len(specs[i]) > 0 {
			wanted = append(wanted, l.Name)
		}
	}
	if extra := k.extra(wanted); len(extra) > 0 {
		return nil, tooMany(b, k, extra)
	}
	sets := make([][]dataset, len(b.Layers))
	for i, l := range b.Layers {
		names := k.names[l.Name]
		if len(names) != len(specs[i]) {
			return nil, fmt.Errorf("layer %s has %d tensors in %s where %s needs %d; use Keras' file %s",
				l.Name, len(names), k.name(), b.Title, len(specs[i]), b.File.Name())
		}
		for j, spec := range specs[i] {
			set, err := k.dataset(l.Name, names[j])
			if err != nil {
				return nil, fmt.Errorf("layer %s: %s in %s %w; download the file again", l.Name, names[j], k.name(), err)
			}
			if !equal(set.shape, spec.Shape) {
				return nil, fmt.Errorf("layer %s: %s in %s has shape %s where %s needs %s; use Keras' file %s",
					l.Name, names[j], k.name(), times(set.shape), b.Title, times(spec.Shape), b.File.Name())
			}
			if int64(spec.Size())*int64(set.bytes) > k.size {
				return nil, fmt.Errorf("layer %s: %s does not fit into %s, the file is cut off; download it again", l.Name, names[j], k.name())
			}
			sets[i] = append(sets[i], set)
		}
	}
	return sets, nil
}

func tooMany(b Backbone, k *kerasFile, extra []string) error {
	for _, l := range extra {
		switch l {
		case "predictions", "fc1000", "probs", "fc1", "conv10":
			return fmt.Errorf("layer %s in %s belongs to the ImageNet classifier; this package needs the file without it, %s",
				l, k.name(), b.File.Name())
		}
	}
	return fmt.Errorf("layer %s in %s does not belong to %s; use Keras' file %s", extra[0], k.name(), b.Title, b.File.Name())
}

// assemble reads the tensors step by step through read(layer, index) and folds those in front of position first.
func (b Backbone) assemble(first int, read func(layer, index int) ([]float32, error)) (tensors []Tensor, err error) {
	specs := b.Weights()
	for _, s := range b.steps() {
		r := raw{}
		for _, at := range []int{s.first, s.normAt} {
			if at == s.normAt && s.norm == nil && at != s.first {
				continue
			}
			for j, spec := range specs[at] {
				name := b.Layers[at].Name + "/" + spec.Name
				if _, done := r[name]; done || spec.Name == "count" {
					continue
				}
				t := Tensor{Name: name, Shape: spec.Shape}
				if t.Values, err = read(at, j); err != nil {
					return nil, err
				}
				r[name] = t
			}
		}
		if max(s.first, s.normAt) >= first {
			tensors = append(tensors, s.keep(r, specs, first)...)
		} else {
			tensors = append(tensors, s.fold(r)...)
		}
	}
	return tensors, nil
}

func md5File(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("the weight file %s cannot be read: %w", path, unwrap(err))
	}
	defer f.Close()
	h := md5.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("the weight file %s cannot be read: %w", path, unwrap(err))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func times(shape []int) string {
	if len(shape) == 0 {
		return "scalar"
	}
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = fmt.Sprint(n)
	}
	return strings.Join(parts, "×")
}
