package exchange

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/exchange/keras"
	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/exchange/safetensors"
	"github.com/gofmnist/gofmnist/fmnist/exchange/torch"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/pretrained/h5"
)

// fileLimit is far beyond any network for 28×28 pixels, bytes.
const fileLimit = 1 << 30

// Hint is what is known of a network beside its file.
type Hint struct {
	// Net is the architecture of files that hold weights alone; nil tries those of nets.Library.
	Net *nets.Net
	// Prepare is how 28×28 images reach a network that takes 32×32.
	Prepare nets.Prepare
}

// Read reads a network and its weights from a file of a form that its name says.
func Read(file string, h Hint) (Model, error) {
	m, err := read(file, h)
	if err != nil {
		return m, fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	return m, nil
}

func read(file string, h Hint) (Model, error) {
	lower := strings.ToLower(file)
	for end, sentence := range unread {
		if strings.HasSuffix(lower, end) {
			return Model{}, errors.New(sentence)
		}
	}
	raw, err := content(file)
	if err != nil {
		return Model{}, err
	}
	return Decode(lower, raw, h)
}

// unread says what to do with files that are not read.
var unread = map[string]string{
	".pt":   "PyTorch's own files run code when they are read; save the state dict with safetensors.torch.save_file",
	".pth":  "PyTorch's own files run code when they are read; save the state dict with safetensors.torch.save_file",
	".pkl":  "pickled objects run code when they are read; save the state dict with safetensors.torch.save_file, or a Keras model with model.save",
	".onnx": "ONNX files are written, not read; import the Keras or PyTorch model that it was made from",
	".pb":   "TensorFlow's SavedModel is not read; save it with Keras' model.save(\"model.keras\")",
}

// content reads a whole file of a size that a network may have.
func content(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no file")
	case info.Size() > fileLimit:
		return nil, fmt.Errorf("it has %d MB, more than any network for %d×%d pixels", info.Size()>>20, data.Side, data.Side)
	}
	return io.ReadAll(io.LimitReader(f, fileLimit))
}

// Decode reads a network from the content of a file; the end of the name says which form it has.
func Decode(name string, raw []byte, h Hint) (Model, error) {
	switch {
	case strings.HasSuffix(name, ".safetensors"):
		return decodeSafetensors(raw, h)
	case strings.HasSuffix(name, ".weights.h5") || h.Net != nil && strings.HasSuffix(name, ".h5"):
		return decodeWeights(raw, h)
	case strings.HasSuffix(name, ".keras"), strings.HasSuffix(name, ".h5"), strings.HasSuffix(name, ".hdf5"):
		n, weights, err := keras.Decode(raw, h.Prepare)
		if err != nil {
			return Model{}, err
		}
		return checked(Model{n, weights})
	}
	return Model{}, errors.New("it is not a network that can be read; those are .keras, .h5, .weights.h5 and .safetensors files")
}

// decodeSafetensors reads what Model.Encode wrote to the bit, and PyTorch's state dicts of networks that are known.
func decodeSafetensors(raw []byte, h Hint) (Model, error) {
	f, err := safetensors.Decode(raw)
	if err != nil {
		return Model{}, err
	}
	if len(f.Tensors) == 0 {
		return Model{}, errors.New("it holds no tensors")
	}
	candidates := nets.Library()
	if text, ok := f.Metadata[netKey]; ok {
		var n nets.Net
		if err := json.Unmarshal([]byte(text), &n); err != nil {
			return Model{}, fmt.Errorf("the network in its metadata cannot be read: %w", err)
		}
		candidates = []nets.Net{n}
	}
	if h.Net != nil {
		candidates = []nets.Net{*h.Net}
	}
	return first(candidates, func(n nets.Net) (layout.Weights, error) {
		if f.Metadata[layoutKey] == ownLayout {
			return own(n, f.Tensors)
		}
		return torch.Match(n, f.Tensors)
	})
}

// decodeWeights reads Keras' files of weights alone.
func decodeWeights(raw []byte, h Hint) (Model, error) {
	candidates := nets.Library()
	if h.Net != nil {
		candidates = []nets.Net{*h.Net}
	}
	return first(candidates, func(n nets.Net) (layout.Weights, error) { return keras.Weights(raw, n) })
}

// first is the first network whose weights can be found.
func first(candidates []nets.Net, find func(nets.Net) (layout.Weights, error)) (Model, error) {
	var names []string
	var reason error
	for _, n := range candidates {
		weights, err := find(n)
		if err == nil {
			return checked(Model{n, weights})
		}
		names, reason = append(names, n.Name), err
	}
	if len(candidates) > 1 && !errors.Is(reason, h5.ErrFormat) {
		reason = fmt.Errorf("its tensors fit none of %s; name their network with -net", strings.Join(names, ", "))
	}
	return Model{}, reason
}

// own takes the tensors under their own names.
func own(n nets.Net, tensors []safetensors.Tensor) (layout.Weights, error) {
	weights := layout.Weights{}
	for _, t := range tensors {
		weights[t.Name] = t.Values
	}
	return weights, weights.Check(n)
}

// checked refuses a network that does not tell the classes apart and weights that no trained network has.
func checked(m Model) (Model, error) {
	if err := nets.Check(m.Net, data.Classes); err != nil {
		return m, err
	}
	parameters, err := nets.Parameters(m.Net)
	for _, p := range parameters {
		for i, v := range m.Weights[p.Name] {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return m, fmt.Errorf("%s holds %v at place %d of %d; such a network computes nothing", p.Name, v, i+1, p.Size())
			}
			if p.Moving && v < 0 && strings.HasSuffix(p.Name, "variance") {
				return m, fmt.Errorf("%s holds the negative variance %v", p.Name, v)
			}
		}
	}
	return m, err
}

// Sum is the SHA-256 of the weights, by name: equal for equal weights, whatever file they came from.
func (m Model) Sum() string {
	var names []string
	for name := range m.Weights {
		names = append(names, name)
	}
	slices.Sort(names)
	sum := sha256.New()
	for _, name := range names {
		fmt.Fprintf(sum, "%s %d\n", name, len(m.Weights[name]))
		raw := make([]byte, 0, 4*len(m.Weights[name]))
		for _, x := range m.Weights[name] {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		sum.Write(raw)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
