package keras

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// settings are the fields of a layer's configuration that matter to what it computes.
type settings struct {
	Name            string          `json:"name"`
	BatchShape      json.RawMessage `json:"batch_shape"`
	BatchInputShape json.RawMessage `json:"batch_input_shape"` // Keras 2
	Filters         int             `json:"filters"`
	Kernel          json.RawMessage `json:"kernel_size"`
	Strides         json.RawMessage `json:"strides"`
	Pool            json.RawMessage `json:"pool_size"`
	Padding         json.RawMessage `json:"padding"`
	Format          string          `json:"data_format"`
	Dilation        json.RawMessage `json:"dilation_rate"`
	Groups          *int            `json:"groups"`
	Multiplier      *int            `json:"depth_multiplier"`
	Activation      json.RawMessage `json:"activation"`
	Bias            *bool           `json:"use_bias"`
	Units           int             `json:"units"`
	Rate            float64         `json:"rate"`
	Epsilon         *float64        `json:"epsilon"`
	Axis            json.RawMessage `json:"axis"`
	Center          *bool           `json:"center"`
	Scale           json.RawMessage `json:"scale"` // a number or, of a normalization, a truth
	Offset          float64         `json:"offset"`
	Target          []int           `json:"target_shape"`
	MaxValue        *float64        `json:"max_value"`
	Slope           float64         `json:"negative_slope"`
	Threshold       float64         `json:"threshold"`
	Keep            bool            `json:"keepdims"`
	Regularizer     struct {
		Class  string `json:"class_name"`
		Config struct {
			L1 float64 `json:"l1"`
			L2 float64 `json:"l2"`
		} `json:"config"`
	} `json:"kernel_regularizer"`
}

// square is the one number of a setting that is a number or a list of equal ones; 0 for none.
func square(raw json.RawMessage) (int, error) {
	var one int
	var list []int
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return 0, nil
	case json.Unmarshal(raw, &one) == nil:
		return one, nil
	case json.Unmarshal(raw, &list) == nil && len(list) == 2 && list[0] == list[1]:
		return list[0], nil
	}
	return 0, fmt.Errorf("has %.40s where a square is needed", raw)
}

func text(raw json.RawMessage) (s string) {
	_ = json.Unmarshal(raw, &s) // what is no text is none
	return s
}

func is(flag *bool) bool { return flag == nil || *flag }

// rescales reports whether a Rescaling is x·scale + offset.
func (s settings) rescales(scale, offset float64) bool {
	var x float64
	return json.Unmarshal(s.Scale, &x) == nil && math.Abs(x-scale) < 1e-6*scale && s.Offset == offset
}

// l2 is the kernel's penalty. Keras 2 wrote it as the float32 that it had become: 0.0010000000474974513 was typed as
// 0.001.
func (s settings) l2() float64 {
	x := s.Regularizer.Config.L2
	if typed, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', -1, 32), 64); err == nil && float64(float32(x)) == x {
		return typed
	}
	return x
}

// builder makes a network, layer by layer.
type builder struct {
	net     nets.Net
	count   counter
	sources []source
	defects []string
	flat    bool // the images are vectors yet
}

func (b *builder) put(l nets.Layer) {
	if b.flat && l.Kind != nets.KindFlatten {
		b.net.Layers = append(b.net.Layers, nets.Flatten)
	}
	b.flat = false
	b.net.Layers = append(b.net.Layers, l)
}

// weighted appends a layer with weights and its activation.
func (b *builder) weighted(l nets.Layer, e entry, stored string, last bool) error {
	b.put(l)
	scale := string(e.Config.Scale) != "false"
	b.sources = append(b.sources, source{len(b.net.Layers) - 1, stored, e.Config.Name, is(e.Config.Bias),
		is(e.Config.Center), scale})
	return b.activate(e.Config.Activation, last)
}

// activate appends an activation by Keras' name. Softmax at the end is what the probabilities are made with anyway.
func (b *builder) activate(raw json.RawMessage, last bool) error {
	var object struct {
		Class string `json:"class_name"`
	}
	name := text(raw)
	if name == "" && json.Unmarshal(raw, &object) == nil {
		name = snake(object.Class)
	}
	switch strings.ToLower(name) {
	case "", "linear":
	case "relu", "re_lu":
		b.put(nets.ReLU)
	case "tanh":
		b.put(nets.Tanh)
	case "sigmoid":
		b.put(nets.Sigmoid)
	case "softmax":
		if !last {
			return errors.New("is a softmax before the end")
		}
	default:
		return fmt.Errorf("has the activation %.40q; relu, tanh, sigmoid and, at the end, softmax are known", name)
	}
	return nil
}

func (b *builder) layer(e entry, stored string, last bool) error {
	s := e.Config
	if s.Format == "channels_first" {
		return errors.New("has its channels first; save a model with channels_last")
	}
	switch e.Class {
	case "InputLayer":
		return nil
	case "Reshape":
		if len(b.net.Layers) == 0 && (len(s.Target) == 2 || len(s.Target) == 3 && s.Target[2] == 1) &&
			s.Target[0] == data.Side && s.Target[1] == data.Side {
			b.flat = false
			return nil
		}
		return errors.New("is not at the beginning, or makes other than 28×28 pixels")
	case "Rescaling":
		if len(b.net.Layers) == 0 && s.rescales(1.0/255, 0) {
			return nil // pixels reach every network divided by 255
		}
		return errors.New("is other than pixels / 255 at the beginning")
	case "ZeroPadding2D":
		return b.border(s)
	case "Conv2D", "Convolution2D":
		return b.convolution(e, stored, last)
	case "DepthwiseConv2D":
		return b.subsample(e, stored, last)
	case "Dense":
		return b.weighted(nets.Dense(s.Units).L2(s.l2()), e, stored, last)
	case "BatchNormalization":
		return b.normalization(e, stored, last)
	case "MaxPooling2D", "AveragePooling2D":
		return b.pool(e)
	}
	return b.simple(e, last)
}

func (b *builder) simple(e entry, last bool) error {
	s := e.Config
	switch e.Class {
	case "GlobalMaxPooling2D", "GlobalAveragePooling2D":
		if s.Keep {
			return errors.New("keeps its dimensions")
		}
		b.put(map[string]nets.Layer{"GlobalMaxPooling2D": nets.GlobalMaxPool,
			"GlobalAveragePooling2D": nets.GlobalAvgPool}[e.Class])
	case "Flatten":
		b.put(nets.Flatten)
	case "Dropout":
		b.put(nets.Dropout(s.Rate))
	case "Activation":
		return b.activate(s.Activation, last)
	case "ReLU":
		if s.MaxValue != nil || s.Slope != 0 || s.Threshold != 0 {
			return errors.New("is not the plain max(x, 0)")
		}
		b.put(nets.ReLU)
	case "Softmax":
		return b.activate(json.RawMessage(`"softmax"`), last)
	default:
		return errors.New("is of a class that is not known here")
	}
	return nil
}

// border is two rows and columns of zeros around the images.
func (b *builder) border(s settings) error {
	var sides [][]int
	two, err := square(s.Padding)
	if json.Unmarshal(s.Padding, &sides) == nil && fmt.Sprint(sides) == "[[2 2] [2 2]]" {
		two, err = 2, nil
	}
	if err != nil || two != 2 || len(b.net.Layers) > 0 || b.net.Prepare != nets.AsIs {
		return errors.New("is other than two pixels around the images at the beginning")
	}
	b.net.Prepare = nets.Pad32
	return nil
}
