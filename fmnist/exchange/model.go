package exchange

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/exchange/keras"
	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/exchange/onnx"
	"github.com/gofmnist/gofmnist/fmnist/exchange/safetensors"
	"github.com/gofmnist/gofmnist/fmnist/exchange/torch"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Model is a network with its weights by name ("conv2d/kernel"), row by row.
type Model struct {
	Net     nets.Net
	Weights layout.Weights
}

// Form is a kind of file, by the end of its name.
type Form string

// The forms of networks.
const (
	ONNX        Form = ".onnx"
	Safetensors Form = ".safetensors"
	Keras       Form = ".keras"
	Weights     Form = ".weights.h5"
)

// forms in the order in which names are compared.
var forms = []Form{ONNX, Safetensors, Keras, Weights}

// FormOf is the form that a file's name asks for.
func FormOf(file string) (Form, error) {
	var ends []string
	for _, f := range forms {
		if strings.HasSuffix(strings.ToLower(file), string(f)) {
			return f, nil
		}
		ends = append(ends, string(f))
	}
	return "", fmt.Errorf("%s does not say what is wanted: let its name end in %s", filepath.Base(file),
		strings.Join(ends, ", "))
}

// Encode writes a network in a form. doc is a sentence that the file keeps where it has a place for one.
func (m Model) Encode(f Form, doc string) ([]byte, error) {
	switch f {
	case ONNX:
		return onnx.Encode(m.Net, m.Weights, doc)
	case Safetensors:
		return m.safetensors(doc)
	case Keras:
		return keras.Encode(m.Net, m.Weights)
	case Weights:
		return keras.EncodeWeights(m.Net, m.Weights)
	}
	return nil, fmt.Errorf("networks cannot be written as %q", string(f))
}

// The metadata of our safetensors files.
const (
	netKey    = "gofmnist.net"    // the network as JSON
	layoutKey = "gofmnist.layout" // whose names and order the tensors have
	torchKey  = "torch"           // PyTorch's code for it
	docKey    = "description"

	torchLayout = "torch.nn.Sequential"
	ownLayout   = "gofmnist"
)

// safetensors writes a state dict of PyTorch's nn.Sequential; where PyTorch has no such layers, the tensors under their
// own names and in their own order.
func (m Model) safetensors(doc string) ([]byte, error) {
	net, err := json.Marshal(m.Net)
	if err != nil {
		return nil, err
	}
	f := safetensors.File{Metadata: map[string]string{"format": "pt", netKey: string(net), layoutKey: torchLayout,
		docKey: doc}}
	source, err := torch.Source(m.Net)
	if err != nil {
		f.Metadata[layoutKey] = ownLayout
		f.Tensors, err = m.tensors()
	} else {
		f.Metadata[torchKey] = source
		f.Tensors, err = torch.StateDict(m.Net, m.Weights)
	}
	if err != nil {
		return nil, err
	}
	return f.Encode()
}

// tensors are the weights as they are.
func (m Model) tensors() (all []safetensors.Tensor, err error) {
	if err := m.Weights.Check(m.Net); err != nil {
		return nil, err
	}
	parameters, err := nets.Parameters(m.Net)
	for _, p := range parameters {
		all = append(all, safetensors.Tensor{Name: p.Name, Shape: p.Shape, Values: m.Weights[p.Name]})
	}
	return all, err
}
