// Package keras writes networks as Keras 3 saves them (.keras, .weights.h5), and reads what Keras 2 and 3 save (.keras,
// .h5, .weights.h5): sequential models of the layers that package nets has. Other layers are named, one by one.
//
// The model that is written takes [N, 28, 28, 1] with values from 0 to 1 and gives probabilities.
package keras

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/pretrained/h5"
)

// written is the version of Keras whose form is written.
const written = "3.0.0"

// object is a dictionary of Keras' configuration.
type object = map[string]any

// layer is a Keras layer with its variables, in Keras' order.
type layer struct {
	class  string
	config object
	vars   []tensor
}

type tensor struct {
	shape  []int
	values []float32
}

// The files of a .keras archive.
const (
	metadataFile = "metadata.json"
	configFile   = "config.json"
	weightsFile  = "model.weights.h5"
)

// Encode writes a .keras file: a model that Keras 3 loads and can evaluate at once.
func Encode(n nets.Net, weights layout.Weights) ([]byte, error) {
	layers, err := lower(n, weights)
	if err != nil {
		return nil, err
	}
	config, err := configOf(n, layers)
	if err != nil {
		return nil, err
	}
	values, err := store(layers)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct {
		name    string
		content []byte
	}{{metadataFile, []byte(`{"keras_version": "` + written + `"}`)}, {configFile, config}, {weightsFile, values}} {
		// Stored, with the time of no day, so that the same network is the same file.
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Store,
			Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = w.Write(f.content)
		}
		if err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), err
}

// EncodeWeights writes a .weights.h5 file for load_weights of a model with the same layers.
func EncodeWeights(n nets.Net, weights layout.Weights) ([]byte, error) {
	layers, err := lower(n, weights)
	if err != nil {
		return nil, err
	}
	return store(layers)
}

// store writes variables where Keras 3 looks for them: by their layers' classes, counted.
func store(layers []layer) ([]byte, error) {
	var tree h5.Tree
	tree.Group("vars")
	count := counter{}
	for _, l := range layers {
		vars := "layers/" + count.next(l.class) + "/vars"
		tree.Group(vars).Text("name", fmt.Sprint(l.config["name"]))
		for i, v := range l.vars {
			tree.Dataset(vars+"/"+strconv.Itoa(i), v.shape, v.values)
		}
	}
	return tree.Encode()
}

func configOf(n nets.Net, layers []layer) ([]byte, error) {
	shape := []any{nil, data.Side, data.Side, 1}
	list := []object{{"module": "keras.layers", "class_name": "InputLayer", "registered_name": nil,
		"config": object{"batch_shape": shape, "dtype": "float32", "sparse": false, "name": "pixels"}}}
	for _, l := range layers {
		list = append(list, object{"module": "keras.layers", "class_name": l.class, "config": l.config,
			"registered_name": nil})
	}
	return json.Marshal(object{"module": "keras", "class_name": "Sequential", "registered_name": nil,
		"config": object{"name": n.Name, "trainable": true, "dtype": "float32", "layers": list,
			"build_input_shape": shape},
		"compile_config": object{"optimizer": "adam", "loss": "sparse_categorical_crossentropy",
			"metrics": []string{"accuracy"}}})
}

// lower turns a network into Keras' layers; the last one gives probabilities.
func lower(n nets.Net, weights layout.Weights) ([]layer, error) {
	if n.Features != (nets.Shape{}) {
		return nil, errors.New("a head on a pretrained network cannot be written for Keras: the network in front of it is not part of the run")
	}
	if err := weights.Check(n); err != nil {
		return nil, err
	}
	placed, err := nets.Place(n)
	if err != nil {
		return nil, err
	}
	w := writer{weights: weights, count: counter{}}
	switch n.Prepare {
	case nets.Pad32:
		w.add("ZeroPadding2D", object{"padding": (data.Wide - data.Side) / 2})
	case nets.Resize32:
		return nil, errors.New("no layer of Keras enlarges images as this network's preparation (resize32) does; write it as ONNX")
	}
	for _, l := range placed {
		if err := w.layer(l); err != nil {
			return nil, err
		}
	}
	if !w.fuse("softmax") {
		w.add("Softmax", nil)
	}
	return w.layers, nil
}

type writer struct {
	weights layout.Weights
	layers  []layer
	count   counter // of names
	open    bool    // the last layer has no activation yet
}

// add appends a layer under the name that Keras would give it.
func (w *writer) add(class string, config object, vars ...tensor) {
	if config == nil {
		config = object{}
	}
	config["name"] = w.count.next(class)
	w.layers, w.open = append(w.layers, layer{class, config, vars}), false
}

// fuse gives the activation to the layer before, if that is one with weights and has none.
func (w *writer) fuse(activation string) bool {
	if !w.open {
		return false
	}
	w.layers[len(w.layers)-1].config["activation"], w.open = activation, false
	return true
}

func (w *writer) layer(l nets.Placed) error {
	vector := func(name string) tensor { return tensor{[]int{l.Out.Channels}, w.weights.Of(l, name)} }
	switch l.Kind {
	case nets.KindConv, nets.KindSparseConv:
		config := object{"filters": l.Filters, "kernel_size": []int{l.Kernel, l.Kernel},
			"strides": []int{max(l.Strides, 1), max(l.Strides, 1)},
			"padding": map[bool]string{true: "same", false: "valid"}[l.SamePad], "activation": "linear",
			"kernel_regularizer": decay(l)}
		w.add("Conv2D", config, tensor{[]int{l.Kernel, l.Kernel, l.In.Channels, l.Filters}, w.weights.Kernel(l)},
			vector("bias"))
		w.open = true
	case nets.KindSubSample:
		w.add("DepthwiseConv2D", object{"kernel_size": []int{l.Window, l.Window},
			"strides": []int{l.PoolStride(), l.PoolStride()}},
			tensor{[]int{l.Window, l.Window, l.In.Channels, 1}, w.weights.Window(l)}, vector("bias"))
	case nets.KindMaxPool, nets.KindAvgPool:
		class := map[nets.Kind]string{nets.KindMaxPool: "MaxPooling2D", nets.KindAvgPool: "AveragePooling2D"}[l.Kind]
		w.add(class, object{"pool_size": []int{l.Window, l.Window}, "strides": []int{l.PoolStride(), l.PoolStride()},
			"padding": "valid"})
	case nets.KindGlobalMax:
		w.add("GlobalMaxPooling2D", nil)
	case nets.KindGlobalAvg:
		w.add("GlobalAveragePooling2D", nil)
	case nets.KindFlatten:
		w.add("Flatten", nil)
	case nets.KindDense:
		w.add("Dense", object{"units": l.Units, "activation": "linear", "kernel_regularizer": decay(l)},
			tensor{[]int{l.In.Channels, l.Units}, w.weights.Of(l, "kernel")}, vector("bias"))
		w.open = true
	case nets.KindRBF: // softmax of a dense layer gives its probabilities
		kernel, bias := w.weights.Codes(l)
		w.add("Dense", object{"units": l.Units, "activation": "linear"}, tensor{[]int{l.In.Channels, l.Units}, kernel},
			tensor{[]int{l.Units}, bias})
		w.open = true
	case nets.KindDropout:
		w.add("Dropout", object{"rate": l.Rate})
	case nets.KindBatchNorm:
		w.add("BatchNormalization", nil, vector("gamma"), vector("beta"), vector("moving_mean"), vector("moving_variance"))
	default:
		return w.activation(l)
	}
	return nil
}

// activations are the names of activations that Keras has too.
var activations = map[nets.Kind]string{nets.KindReLU: "relu", nets.KindTanh: "tanh", nets.KindSigmoid: "sigmoid"}

// The parts of LeCun's squashing function, 1.7159·tanh(2x/3).
const (
	squashInner = 2.0 / 3
	squashOuter = 1.7159
)

func (w *writer) activation(l nets.Placed) error {
	name := activations[l.Kind]
	switch {
	case l.Kind == nets.KindScaledTanh:
		w.add("Rescaling", object{"scale": squashInner, "offset": 0.0})
		w.add("Activation", object{"activation": "tanh"})
		w.add("Rescaling", object{"scale": squashOuter, "offset": 0.0})
	case name == "":
		return fmt.Errorf("layer %d %s cannot be written for Keras", l.Index+1, l)
	case !w.fuse(name):
		w.add("Activation", object{"activation": name})
	}
	return nil
}

// decay is a layer's L2 penalty.
func decay(l nets.Placed) any {
	if l.Decay == 0 {
		return nil
	}
	return object{"module": "keras.regularizers", "class_name": "L2", "config": object{"l2": l.Decay},
		"registered_name": nil}
}
