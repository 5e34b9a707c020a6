package pretrained

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/scigolib/hdf5"
)

// kerasFile is a weight file in Keras' legacy HDF5 layout: the root attribute layer_names, a group per layer with the
// attribute weight_names, and the tensors at the paths that those names give.
type kerasFile struct {
	path   string
	size   int64
	file   *hdf5.File
	root   *hdf5.Group
	layers []string            // in the file's order
	names  map[string][]string // tensors of each layer, in order; only layers that have any
}

// openKeras reads the lists of layers and tensors. Damaged files give one sentence that names the file.
func openKeras(path string) (k *kerasFile, err error) {
	k = &kerasFile{path: path, names: map[string][]string{}}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("the weight file %s cannot be read: %w", path, unwrap(err))
	}
	k.size = info.Size()
	defer k.guard(&err) // runs after the file is closed below
	defer func() {
		if problem := recover(); problem != nil || err != nil {
			k.Close()
			if problem != nil {
				panic(problem)
			}
		}
	}()
	if k.file, err = hdf5.Open(path); err != nil {
		return nil, fmt.Errorf("%s is not a readable HDF5 file (%v); download it again", k.name(), err)
	}
	k.root = k.file.Root()
	if model, ok := child(k.root, "model_weights").(*hdf5.Group); ok {
		k.root = model // a whole saved model keeps its weights there
	}
	if k.layers, err = stringList(k.root, "layer_names"); err != nil {
		return nil, fmt.Errorf("%s is not a Keras weight file in the legacy layout: %w", k.name(), err)
	}
	for _, layer := range k.layers {
		group, ok := k.find(layer).(*hdf5.Group)
		if !ok {
			return nil, fmt.Errorf("%s lists layer %s but has no group of that name; download it again", k.name(), layer)
		}
		names, err := stringList(group, "weight_names")
		if err != nil {
			return nil, fmt.Errorf("layer %s in %s: %w", layer, k.name(), err)
		}
		if len(names) > 0 {
			k.names[layer] = names
		}
	}
	return k, nil
}

// Close closes the file; closing twice does no harm.
func (k *kerasFile) Close() {
	if k.file != nil {
		k.file.Close()
		k.file = nil
	}
}

func (k *kerasFile) name() string { return filepath.Base(k.path) }

// guard turns a panic of the HDF5 library on a damaged file into an error.
func (k *kerasFile) guard(err *error) {
	if problem := recover(); problem != nil {
		*err = fmt.Errorf("%s is damaged (%v); download it again", k.name(), problem)
	}
}

// find follows a path of groups from the root of the weights; nil if there is no such object.
func (k *kerasFile) find(path string) hdf5.Object {
	var object hdf5.Object = k.root
	for _, part := range strings.Split(path, "/") {
		group, ok := object.(*hdf5.Group)
		if !ok {
			return nil
		}
		object = child(group, part)
	}
	return object
}

func child(group *hdf5.Group, name string) hdf5.Object {
	for _, c := range group.Children() {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// stringList reads a list of strings from an attribute, or from name0, name1, … into which Keras splits a list beyond 64 kB.
func stringList(group *hdf5.Group, name string) ([]string, error) {
	attributes, err := group.Attributes()
	if err != nil {
		return nil, fmt.Errorf("its attributes cannot be read (%v); download the file again", err)
	}
	values := map[string]func() (any, error){}
	for _, a := range attributes {
		values[a.Name] = a.ReadValue
	}
	if read, ok := values[name]; ok {
		return asStrings(name, read)
	}
	var all []string
	for i := 0; ; i++ {
		read, ok := values[name+strconv.Itoa(i)]
		if !ok && i == 0 {
			return nil, fmt.Errorf("the attribute %s is missing; use a file that Keras saved with save_weights(\"….h5\")", name)
		}
		if !ok {
			return all, nil
		}
		part, err := asStrings(name, read)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
}

func asStrings(name string, read func() (any, error)) ([]string, error) {
	value, err := read()
	if err != nil {
		return nil, fmt.Errorf("the attribute %s cannot be read (%v); download the file again", name, err)
	}
	switch v := value.(type) {
	case []string:
		return v, nil
	case string:
		return []string{v}, nil
	case []any: // the empty list of a layer without weights
		if len(v) == 0 {
			return nil, nil
		}
	}
	return nil, fmt.Errorf("the attribute %s holds %T instead of names; download the file again", name, value)
}

// dataset is one tensor in the file with its shape.
type dataset struct {
	*hdf5.Dataset
	shape []int
	bytes int // per value
}

var (
	typePattern  = regexp.MustCompile(`(float|integer) \(size=(\d+) bytes\)`)
	shapePattern = regexp.MustCompile(`\dD array \[([^\]]*)\]`)
)

// dataset finds a tensor. The library tells shapes only in the text of Info, "float (size=4 bytes), 4D array [3 3 3 64], …".
func (k *kerasFile) dataset(layer, tensor string) (d dataset, err error) {
	defer k.guard(&err)
	var ok bool
	if d.Dataset, ok = k.find(layer + "/" + tensor).(*hdf5.Dataset); !ok {
		return d, errors.New("is listed but missing")
	}
	info, err := d.Info()
	if err != nil {
		return d, fmt.Errorf("cannot be read (%v)", err)
	}
	kind := typePattern.FindStringSubmatch(info)
	if kind == nil {
		return d, fmt.Errorf("holds no numbers (%s)", info)
	}
	d.bytes, _ = strconv.Atoi(kind[2])
	if text := shapePattern.FindStringSubmatch(info); text != nil {
		for _, n := range strings.Fields(strings.ReplaceAll(text[1], "x", " ")) {
			length, err := strconv.Atoi(n)
			if err != nil {
				return d, fmt.Errorf("has no readable shape (%s)", text[0])
			}
			d.shape = append(d.shape, length)
		}
	}
	return d, nil
}

// values reads the tensor, one at a time so that little memory is held beyond the result.
func (k *kerasFile) values(d dataset) (values []float32, err error) {
	defer k.guard(&err)
	wide, err := d.Read()
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the file ends before it")
		}
		return nil, fmt.Errorf("cannot be read (%v)", err)
	}
	values = make([]float32, len(wide))
	for i, v := range wide {
		values[i] = float32(v)
	}
	return values, nil
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

// unwrap drops the operation and path that os puts before the reason.
func unwrap(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
