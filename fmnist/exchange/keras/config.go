package keras

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// entry is one layer of a configuration.
type entry struct {
	Class   string          `json:"class_name"`
	Config  settings        `json:"config"`
	Inbound json.RawMessage `json:"inbound_nodes"`
}

// model is a configuration from which a network is made.
type model struct {
	name    string
	layers  []entry
	inputs  json.RawMessage // shape that the model was built for
	classes []string        // of all layers, as their variables are counted
}

// parse reads the configuration of a sequential model, or of a functional one whose layers form a chain.
func parse(text []byte) (m model, err error) {
	var top struct {
		Class  string          `json:"class_name"`
		Config json.RawMessage `json:"config"`
	}
	if err := json.Unmarshal(text, &top); err != nil {
		return m, fmt.Errorf("its configuration cannot be read: %w", err)
	}
	switch top.Class {
	case "Sequential", "Functional", "Model":
	default:
		return m, fmt.Errorf("its model is of class %.60q; Sequential models are read, and functional ones that are a chain",
			top.Class)
	}
	var body struct {
		Name   string          `json:"name"`
		Layers []entry         `json:"layers"`
		Build  json.RawMessage `json:"build_input_shape"`
	}
	if err := json.Unmarshal(top.Config, &body); err != nil {
		// Keras 2.2 and earlier wrote the bare list of a sequential model's layers.
		if json.Unmarshal(top.Config, &body.Layers) != nil {
			return m, fmt.Errorf("its layers cannot be read: %w", err)
		}
	}
	const limit = 500
	if len(body.Layers) == 0 || len(body.Layers) > limit {
		return m, fmt.Errorf("it has %d layers; 1 to %d are read", len(body.Layers), limit)
	}
	m = model{name: body.Name, layers: body.Layers, inputs: body.Build}
	for _, l := range m.layers {
		m.classes = append(m.classes, l.Class)
	}
	if top.Class != "Sequential" {
		err = m.chain()
	}
	return m, err
}

// chain refuses a functional model whose layers do not each take what the one before gives.
func (m model) chain() error {
	for i, l := range m.layers {
		if i == 0 {
			continue
		}
		before := m.layers[i-1].Config.Name
		// Keras 2 writes the name in a list of lists, Keras 3 in a tensor's keras_history; names are strings in both.
		var value any
		if json.Unmarshal(l.Inbound, &value) != nil || !slices.Equal(mentioned(value, m.names()), []string{before}) {
			return fmt.Errorf("layer %.60q takes more or other than what %.60q gives; only a chain of layers is read",
				l.Config.Name, before)
		}
	}
	return nil
}

func (m model) names() (all []string) {
	for _, l := range m.layers {
		all = append(all, l.Config.Name)
	}
	return all
}

// mentioned are the layers' names in a value, each once.
func mentioned(value any, names []string) (found []string) {
	add := func(more ...string) {
		for _, s := range more {
			if slices.Contains(names, s) && !slices.Contains(found, s) {
				found = append(found, s)
			}
		}
	}
	switch v := value.(type) {
	case string:
		add(v)
	case []any:
		for _, x := range v {
			add(mentioned(x, names)...)
		}
	case map[string]any:
		for _, x := range v {
			add(mentioned(x, names)...)
		}
	}
	return found
}

// input is the shape that the model takes, without the batch axis.
func (m model) input() []int {
	candidates := []json.RawMessage{m.layers[0].Config.BatchShape, m.layers[0].Config.BatchInputShape, m.inputs}
	for _, c := range candidates {
		var axes []*int
		if json.Unmarshal(c, &axes) != nil || len(axes) < 2 {
			continue
		}
		shape := make([]int, len(axes)-1)
		for i, a := range axes[1:] {
			if a != nil {
				shape[i] = *a
			}
		}
		return shape
	}
	return nil
}

// source says which Keras layer holds the weights of a layer of the network.
type source struct {
	at            int    // in nets.Net.Layers
	stored, name  string // what its variables are counted as in Keras 3's files, and what Keras 2 calls them
	bias          bool   // it has one
	center, scale bool   // of a normalization
}

// build makes the network. All layers that it cannot make are named in one error.
func (m model) build(prepare nets.Prepare) (n nets.Net, sources []source, err error) {
	b := builder{count: counter{}, net: nets.Net{Name: m.name, Prepare: prepare}}
	if err := b.begin(m.input()); err != nil {
		return n, nil, err
	}
	for i := 0; i < len(m.layers); i++ {
		stored := b.count.next(m.layers[i].Class)
		if squash(m.layers[i:]) {
			b.count.next(m.layers[i+1].Class)
			b.count.next(m.layers[i+2].Class)
			b.put(nets.ScaledTanh)
			i += 2
			continue
		}
		if err := b.layer(m.layers[i], stored, i == len(m.layers)-1); err != nil {
			b.defects = append(b.defects, fmt.Sprintf("%.60s (%.60s) %v", m.layers[i].Config.Name, m.layers[i].Class, err))
		}
	}
	switch len(b.defects) {
	case 0:
		return b.net, b.sources, nil
	case 1:
		return n, nil, fmt.Errorf("one layer cannot be read: %s", b.defects[0])
	}
	return n, nil, fmt.Errorf("%d layers cannot be read: %s", len(b.defects), strings.Join(b.defects, "; "))
}

// squash reports whether LeCun's squashing function follows, as Encode writes it.
func squash(layers []entry) bool {
	return len(layers) >= 3 && layers[0].Class == "Rescaling" && layers[0].Config.rescales(squashInner, 0) &&
		layers[1].Class == "Activation" && text(layers[1].Config.Activation) == "tanh" &&
		layers[2].Class == "Rescaling" && layers[2].Config.rescales(squashOuter, 0)
}

// begin compares the input with the data's images.
func (b *builder) begin(shape []int) error {
	side := b.net.Prepare.Side()
	switch {
	case slices.Equal(shape, []int{data.Pixels}):
		b.flat = true
	case slices.Equal(shape, []int{data.Side, data.Side}), slices.Equal(shape, []int{data.Side, data.Side, 1}):
		if b.net.Prepare != nets.AsIs {
			return fmt.Errorf("it takes %d×%d images as they are; leave the preparation out", data.Side, data.Side)
		}
	case slices.Equal(shape, []int{data.Wide, data.Wide, 1}), slices.Equal(shape, []int{data.Wide, data.Wide}):
		if side != data.Wide {
			return fmt.Errorf("it takes %d×%d images: say with -prepare %s or %s how they were made from %d×%d", data.Wide,
				data.Wide, nets.Pad32, nets.Resize32, data.Side, data.Side)
		}
	case shape == nil:
		return errors.New("it does not say what images it takes; build the model with an Input of (28, 28, 1) before it is saved")
	default:
		return fmt.Errorf("it takes inputs of shape %v; here images are %d×%d, grey", shape, data.Side, data.Side)
	}
	return nil
}
