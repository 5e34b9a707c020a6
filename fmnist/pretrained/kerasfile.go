package pretrained

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/backbone"

	"github.com/gofmnist/gofmnist/fmnist/pretrained/h5"
)

// kerasFile is a weight file in Keras' legacy HDF5 layout: the root attribute layer_names, a group per layer with the
// attribute weight_names, and the tensors at the paths that those names give.
type kerasFile struct {
	path   string
	file   *h5.File
	layers []string             // in the file's order
	groups map[string]*h5.Group // of the layers
	names  map[string][]string  // tensors of each layer, in order; only layers that have any
}

// openKeras reads the lists of layers and tensors. Damaged files give one sentence that names the file.
func openKeras(path string) (*kerasFile, error) {
	file, err := h5.Open(path)
	if err != nil {
		if errors.Is(err, h5.ErrFormat) {
			return nil, fmt.Errorf("%s cannot be used: %w", filepath.Base(path), cure(err))
		}
		return nil, unreadable(path, err)
	}
	k := &kerasFile{path: path, file: file, groups: map[string]*h5.Group{}, names: map[string][]string{}}
	if err := k.list(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return k, nil
}

func unreadable(path string, err error) error {
	if reason := (*fs.PathError)(nil); errors.As(err, &reason) {
		err = reason.Err // without the operation and the path, which the sentence has
	}
	return fmt.Errorf("the weight file %s cannot be read: %w", path, err)
}

func (k *kerasFile) name() string { return filepath.Base(k.path) }

func (k *kerasFile) list() error {
	root, err := k.file.Root()
	if err == nil && root.Has("model_weights") { // a whole saved model keeps its weights there
		root, err = root.Group("model_weights")
	}
	if err != nil {
		return fmt.Errorf("%s cannot be used: %w", k.name(), cure(err))
	}
	if k.layers, err = kerasList(root, "layer_names"); err != nil {
		return fmt.Errorf("%s is not a Keras weight file in the legacy layout: %w", k.name(), err)
	}
	for _, layer := range k.layers {
		group, err := root.Group(layer)
		if err != nil {
			return fmt.Errorf("layer %s is listed in %s but has no group: %w", layer, k.name(), cure(err))
		}
		names, err := kerasList(group, "weight_names")
		if err != nil {
			return fmt.Errorf("layer %s in %s: %w", layer, k.name(), err)
		}
		k.groups[layer] = group
		if len(names) > 0 {
			k.names[layer] = names
		}
	}
	return nil
}

// kerasList reads a list of names from an attribute, or from name0, name1, … into which Keras splits a list beyond 64
// kB.
func kerasList(group *h5.Group, name string) ([]string, error) {
	all, ok, err := group.Strings(name)
	for i := 0; !ok && err == nil; i++ {
		var part []string
		var more bool
		if part, more, err = group.Strings(name + strconv.Itoa(i)); more {
			all = append(all, part...)
			continue
		}
		if i == 0 && err == nil {
			return nil, fmt.Errorf("the attribute %s is missing; write the file with model.save(\"….h5\"), "+
				"or with Keras 2's save_weights(\"….h5\")", name)
		}
		ok = true
	}
	if err != nil {
		return nil, fmt.Errorf("the attribute %s cannot be read: %w", name, cure(err))
	}
	return all, nil
}

// rename gives a layer its own name back where Keras counted it up: a second network in one session calls its
// normalization "normalization_1".
func (k *kerasFile) rename(class string) {
	for _, layer := range k.layers {
		number, counted := strings.CutPrefix(layer, class+"_")
		if _, err := strconv.Atoi(number); counted && err == nil && k.names[class] == nil && k.names[layer] != nil {
			k.names[class], k.groups[class] = k.names[layer], k.groups[layer]
			delete(k.names, layer)
		}
	}
}

// extra lists the layers with weights that the wanted ones do not include, in the file's order.
func (k *kerasFile) extra(wanted []string) (layers []string) {
	for _, l := range k.layers {
		if len(k.names[l]) > 0 && !slices.Contains(wanted, l) {
			layers = append(layers, l)
		}
	}
	return layers
}

// check finds every tensor of the network in the file and compares counts, types and shapes; no value is read.
func (k *kerasFile) check(b Backbone) ([][]*h5.Dataset, error) {
	specs := b.Weights()
	var wanted []string
	for i, l := range b.Layers {
		if l.Kind == backbone.KindNormalization {
			k.rename(l.Name)
		}
		if len(specs[i]) > 0 {
			wanted = append(wanted, l.Name)
		}
	}
	if extra := k.extra(wanted); len(extra) > 0 {
		return nil, k.tooMany(b, extra)
	}
	sets := make([][]*h5.Dataset, len(b.Layers))
	for i, l := range b.Layers {
		names := k.names[l.Name]
		if len(names) != len(specs[i]) {
			return nil, fmt.Errorf("layer %s has %d tensors in %s where %s needs %d; use Keras' file %s",
				l.Name, len(names), k.name(), b.Title, len(specs[i]), b.File.Name())
		}
		for j, spec := range specs[i] {
			set, err := k.groups[l.Name].Dataset(names[j])
			if err != nil {
				return nil, k.defect(l.Name, names[j], err)
			}
			if !set.Numbers() {
				return nil, k.defect(l.Name, names[j], errors.New("it holds no numbers"))
			}
			if !slices.Equal(set.Shape, spec.Shape) {
				return nil, fmt.Errorf("layer %s: %s in %s has shape %s where %s needs %s; use Keras' file %s",
					l.Name, names[j], k.name(), times(set.Shape), b.Title, times(spec.Shape), b.File.Name())
			}
			sets[i] = append(sets[i], set)
		}
	}
	return sets, nil
}

func (k *kerasFile) defect(layer, tensor string, err error) error {
	return fmt.Errorf("layer %s: %s in %s cannot be read: %w", layer, tensor, k.name(), cure(err))
}

// cure says what helps against damage. A sound file of another kind is no better when it is downloaded again, and its
// error says itself what to do.
func cure(err error) error {
	if errors.Is(err, h5.ErrUnsupported) {
		return err
	}
	return fmt.Errorf("%w; download it again", err)
}

// values reads a tensor and refuses what no trained network has: NaN, infinities (also of float64 beyond float32's
// range) and negative variances.
func (k *kerasFile) values(b Backbone, set *h5.Dataset, layer, index int) ([]float32, error) {
	name := b.Layers[layer].Name
	tensor := k.names[name][index]
	values, err := set.Float32s()
	if err != nil {
		return nil, k.defect(name, tensor, err)
	}
	variance := strings.Contains(tensor, "variance")
	for i, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return nil, fmt.Errorf("layer %s: %s in %s holds %v at place %d of %d, so the network would compute nothing but that; use another file",
				name, tensor, k.name(), v, i+1, len(values))
		}
		if variance && v < 0 {
			return nil, fmt.Errorf("layer %s: %s in %s holds the negative variance %v at place %d of %d; use another file",
				name, tensor, k.name(), v, i+1, len(values))
		}
	}
	return values, nil
}

func (k *kerasFile) tooMany(b Backbone, extra []string) error {
	for _, l := range extra {
		switch l { // the classifiers' layers in backbone.Keras' files
		case "predictions", "fc1", "fc1000", "probs", "conv10":
			return fmt.Errorf("layer %s in %s belongs to the ImageNet classifier; this package needs the file without it, %s",
				l, k.name(), b.File.Name())
		}
	}
	return fmt.Errorf("layer %s in %s does not belong to %s; use Keras' file %s", extra[0], k.name(), b.Title,
		b.File.Name())
}

func times(shape []int) string {
	if len(shape) == 0 {
		return "scalar"
	}
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, "×")
}
