package keras

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/pretrained/h5"
)

// Limits of what an archive may unpack to, bytes.
const (
	configLimit  = 16 << 20
	weightsLimit = 1 << 30
)

// Decode reads a whole model: a .keras archive or an .h5 file of model.save. prepare says how 28×28 images reach a
// network that takes 32×32.
func Decode(raw []byte, prepare nets.Prepare) (nets.Net, layout.Weights, error) {
	if bytes.HasPrefix(raw, []byte("PK")) {
		return archive(raw, prepare)
	}
	root, err := open(raw)
	if err != nil {
		return nets.Net{}, nil, err
	}
	config, ok, err := root.Strings("model_config")
	if err == nil && (!ok || len(config) != 1) {
		err = errors.New("it holds weights alone; say with -net which network they are of")
	}
	if err != nil {
		return nets.Net{}, nil, err
	}
	return assemble([]byte(config[0]), root, prepare)
}

func archive(raw []byte, prepare nets.Prepare) (n nets.Net, w layout.Weights, err error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return n, nil, errors.New("it is a zip archive that is damaged or cut off")
	}
	config, err := unpack(z, configFile, configLimit)
	if err != nil {
		return n, nil, err
	}
	weights, err := unpack(z, weightsFile, weightsLimit)
	if err != nil {
		return n, nil, err
	}
	root, err := open(weights)
	if err != nil {
		return n, nil, err
	}
	return assemble(config, root, prepare)
}

// unpack reads one file of an archive.
func unpack(z *zip.Reader, name string, limit int64) ([]byte, error) {
	at := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("it has no %s in it; save it with Keras 3's model.save(\"model.keras\")", name)
	}
	r, err := z.File[at].Open()
	if err != nil {
		return nil, fmt.Errorf("%s in it cannot be unpacked: %w", name, err)
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s in it cannot be unpacked: %w", name, err)
	case int64(len(content)) > limit:
		return nil, fmt.Errorf("%s in it is larger than %d MB", name, limit>>20)
	}
	return content, nil
}

func open(raw []byte) (*h5.Group, error) {
	f, err := h5.Read(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, err
	}
	return f.Root()
}

// assemble makes the network of a configuration and finds its weights.
func assemble(config []byte, root *h5.Group, prepare nets.Prepare) (n nets.Net, w layout.Weights, err error) {
	m, err := parse(config)
	if err != nil {
		return n, nil, err
	}
	n, sources, err := m.build(prepare)
	if err != nil {
		return n, nil, err
	}
	w, err = fill(n, sources, root)
	return n, w, err
}

// Weights reads a file of save_weights for a network that is known: layers of one class in their order.
func Weights(raw []byte, n nets.Net) (layout.Weights, error) {
	root, err := open(raw)
	if err != nil {
		return nil, err
	}
	layers, err := nets.Place(n)
	if err != nil {
		return nil, err
	}
	var sources []source
	count := counter{}
	for _, l := range layers {
		class := map[nets.Kind]string{nets.KindConv: "Conv2D", nets.KindDense: "Dense",
			nets.KindBatchNorm:  "BatchNormalization",
			nets.KindSparseConv: "Conv2D", nets.KindSubSample: "DepthwiseConv2D"}[l.Kind]
		if class == "" && l.Kind == nets.KindRBF {
			return nil, fmt.Errorf("the codes of layer %d %s cannot be told from a file of weights", l.Index+1, l)
		}
		if class != "" {
			name := count.next(class)
			sources = append(sources, source{l.Index, name, name, true, true, true})
		}
	}
	return fill(n, sources, root)
}

// fill finds the weights of every source.
func fill(n nets.Net, sources []source, root *h5.Group) (layout.Weights, error) {
	layers, err := nets.Place(n)
	if err != nil {
		return nil, err
	}
	find := finder(root)
	weights := layout.Weights{}
	for _, s := range sources {
		vars, err := find(s)
		if err == nil {
			err = s.take(layers[s.at], vars, weights)
		}
		if err != nil {
			return nil, fmt.Errorf("layer %.60s: %w", s.name, err)
		}
	}
	return weights, weights.Check(n)
}

// finder tells the two layouts of weight files apart: Keras 3's, and the older one with lists of names.
func finder(root *h5.Group) func(source) ([]*h5.Dataset, error) {
	if root.Has("model_weights") {
		if inner, err := root.Group("model_weights"); err == nil {
			root = inner
		}
	}
	for _, parent := range []string{"layers", "_layer_checkpoint_dependencies"} { // the second one is Keras 2.12's
		if root.Has(parent) {
			return func(s source) ([]*h5.Dataset, error) { return counted(root, parent+"/"+s.stored+"/vars") }
		}
	}
	return func(s source) ([]*h5.Dataset, error) { return listed(root, s.name) }
}

func counted(root *h5.Group, path string) (all []*h5.Dataset, err error) {
	group, err := root.Group(path)
	if err != nil {
		return nil, err
	}
	for i := 0; group.Has(strconv.Itoa(i)); i++ {
		d, err := group.Dataset(strconv.Itoa(i))
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

func listed(root *h5.Group, name string) (all []*h5.Dataset, err error) {
	group, err := root.Group(name)
	if err != nil {
		return nil, err
	}
	names, ok, err := group.Strings("weight_names")
	if err == nil && !ok {
		err = errors.New("it has no list of its weights")
	}
	if err != nil {
		return nil, err
	}
	for _, tensor := range names {
		d, err := group.Dataset(tensor)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}
