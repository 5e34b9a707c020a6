package backbone

import (
	"fmt"
	"strings"
)

// Backbone is a network without its classifier: a plain value.
type Backbone struct {
	Name    string  // vgg16: the name on the command line and in stored keys
	Title   string  // VGG16: the name in text and the Keras class
	Layers  []Layer // in Keras' order, every input before its users
	Scaling Scaling // what this network's preprocess_input does to pixels 0…255
	File    File    // where the ImageNet weights are

	Gain float64 // kernel scale of random weights, so that activations neither vanish nor explode
	// Epoch is raised when the last bits of the frozen network's features change: part of every key, so that older ones
	// are no longer found. 1: Winograd's products.
	Epoch int
}

// Backbones are all networks, in the order of the reports' tables.
func Backbones() []Backbone {
	return []Backbone{VGG16(), ResNet50(), ResNet152V2(), EfficientNetB1(), SqueezeNet()}
}

// Named finds a network by its name, upper or lower case; the error lists the names.
func Named(name string) (Backbone, error) {
	var names []string
	for _, b := range Backbones() {
		if strings.EqualFold(b.Name, name) {
			return b, nil
		}
		names = append(names, b.Name)
	}
	return Backbone{}, fmt.Errorf("there is no pretrained network %q; the names are %s", name,
		strings.Join(names, ", "))
}

// MinSide is the smallest input side that Keras accepts for these networks, pixels.
const MinSide = 32

// Shapes are the output shapes of all layers for an input of height × width × 3. The input must be at least 32×32.
func (b Backbone) Shapes(height, width int) ([]Shape, error) {
	if height < MinSide || width < MinSide {
		return nil, fmt.Errorf("%s needs images of at least %d×%d pixels, got %d×%d; resize or pad them first",
			b.Title, MinSide, MinSide, height, width)
	}
	return b.shapes(Shape{Height: height, Width: width, Channels: 3}), nil
}

func (b Backbone) shapes(input Shape) []Shape {
	shapes := make([]Shape, len(b.Layers))
	index := b.Indexes()
	for i, l := range b.Layers {
		in := []Shape{input}
		for k, name := range l.Inputs {
			if k > 0 {
				in = append(in, Shape{})
			}
			in[k] = shapes[index[name]]
		}
		shapes[i] = l.output(in)
	}
	return shapes
}

// Output is the shape of the final feature map for an input of height × width × 3; at 32×32 every map is 1×1.
func (b Backbone) Output(height, width int) (Shape, error) {
	shapes, err := b.Shapes(height, width)
	if err != nil {
		return Shape{}, err
	}
	return shapes[len(shapes)-1], nil
}

// Indexes are the positions of the layers by their names.
func (b Backbone) Indexes() map[string]int {
	index := make(map[string]int, len(b.Layers))
	for i, l := range b.Layers {
		index[l.Name] = i
	}
	return index
}

// Weights are the tensors of every layer, by the layer's position, as Keras stores them.
func (b Backbone) Weights() [][]Spec {
	shapes, index := b.shapes(Shape{Height: MinSide, Width: MinSide, Channels: 3}), b.Indexes()
	specs := make([][]Spec, len(b.Layers))
	for i, l := range b.Layers {
		if len(l.Inputs) > 0 {
			specs[i] = l.weights(shapes[index[l.Inputs[0]]].Channels)
		}
	}
	return specs
}

// Parameters counts the network's weights: all, and those that train when the layers from the named one on are
// unfrozen. Keras' include_top=False totals. from is "" for a wholly frozen network; an unknown name gives an error.
func (b Backbone) Parameters(from string) (total, training int, err error) {
	first, err := b.Position(from)
	if err != nil {
		return 0, 0, err
	}
	for i, specs := range b.Weights() {
		for _, s := range specs {
			total += s.Size()
			if i >= first && Trainable(s.Name) {
				training += s.Size()
			}
		}
	}
	return total, training, nil
}

// Position is where the named layer stands; "" stands after the last layer.
func (b Backbone) Position(from string) (int, error) {
	if from == "" {
		return len(b.Layers), nil
	}
	for i, l := range b.Layers {
		if l.Name == from {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s has no layer %q to unfreeze from; its summary lists the names, for example %s",
		b.Title, from, b.Layers[len(b.Layers)-1].Name)
}

// network builds a list of layers; a layer without inputs follows the last one.
type network struct{ layers []Layer }

func (n *network) add(l Layer) string {
	if l.Inputs == nil && len(n.layers) > 0 {
		l.Inputs = []string{n.last()}
	}
	n.layers = append(n.layers, l)
	return l.Name
}

func (n *network) last() string { return n.layers[len(n.layers)-1].Name }

func (n *network) norm(name string, epsilon float64, inputs ...string) string {
	return n.add(Layer{Name: name, Kind: KindBatchNorm, Epsilon: epsilon, Inputs: inputs})
}

func (n *network) activate(name string, a Activation, inputs ...string) string {
	return n.add(Layer{Name: name, Kind: KindActivation, Activation: a, Inputs: inputs})
}

func (n *network) zeros(name string, p Padding) string {
	return n.add(Layer{Name: name, Kind: KindZeroPad, Zeros: p})
}

func (n *network) pool(name string, window, stride int, inputs ...string) string {
	return n.add(Layer{Name: name, Kind: KindMaxPool, Kernel: window, Stride: stride, Inputs: inputs})
}

// frame is the same number of zeros on all four sides.
func frame(n int) Padding { return Padding{Top: n, Bottom: n, Left: n, Right: n} }
