package exchange

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/exchange/layout"
	"github.com/gofmnist/gofmnist/fmnist/exchange/safetensors"
	"github.com/gofmnist/gofmnist/fmnist/exchange/torch"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// every has each kind of layer that more than one form knows.
func every() nets.Net {
	return nets.New("every", nets.Conv(4, 3).Same(), nets.BatchNorm, nets.ReLU, nets.AvgPool(2),
		nets.Conv(6, 3).Stride(2), nets.Sigmoid,
		nets.MaxPool(2), nets.Flatten, nets.BatchNorm, nets.Dropout(0.5), nets.Dense(12), nets.Tanh, nets.Dense(10))
}

// drawn are weights that differ everywhere, so that two of them changing places is seen.
func drawn(t testing.TB, n nets.Net) Model {
	t.Helper()
	parameters, err := nets.Parameters(n)
	if err != nil {
		t.Fatal(err)
	}
	weights := layout.Weights{}
	for i, p := range parameters {
		values := p.Initial(7)
		for j := range values {
			values[j] += float32(j%97+i+1) / 1024
		}
		weights[p.Name] = values
	}
	return Model{n, weights}
}

func same(a, b layout.Weights) bool {
	return maps.EqualFunc(a, b, func(x, y []float32) bool {
		return slices.EqualFunc(x, y, func(p, q float32) bool { return math.Float32bits(p) == math.Float32bits(q) })
	})
}

func TestSafetensorsRoundTrip(t *testing.T) {
	for _, n := range append(nets.Library(), every()) {
		m := drawn(t, n)
		raw, err := m.Encode(Safetensors, "")
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode("x.safetensors", raw, Hint{})
		if err != nil {
			t.Fatalf("%s: %v", n.Name, err)
		}
		if !same(m.Weights, back.Weights) || back.Net.String() != n.String() {
			t.Errorf("%s is not what was written", n.Name)
		}
	}
}

// A state dict with names of its own, without metadata, in any order: the shapes say where each tensor belongs.
func TestStateDictOfOthers(t *testing.T) {
	m := drawn(t, nets.LeNet5())
	tensors, err := torch.StateDict(m.Net, m.Weights)
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]string{"0": "features.conv1", "3": "features.conv2", "7": "fc1", "9": "fc2", "11": "fc3"}
	for i, x := range tensors {
		module, tensor, _ := strings.Cut(x.Name, ".")
		tensors[i].Name = theirs[module] + "." + tensor
	}
	slices.Reverse(tensors)
	raw, err := safetensors.File{Tensors: tensors}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode("x.safetensors", raw, Hint{})
	if err != nil {
		t.Fatal(err)
	}
	if back.Net.Name != "lenet5" || !same(m.Weights, back.Weights) {
		t.Errorf("read %s with other weights", back.Net.Name)
	}
	if _, err := Decode("x.safetensors", raw, Hint{Net: &[]nets.Net{nets.Best()}[0]}); err == nil ||
		!strings.Contains(err.Error(), "layer 1 Conv(24, 5).Same()") {
		t.Errorf("the wrong network: %v", err)
	}
}

// Flatten takes an image row by row here and channel by channel there.
func TestFlattenOrder(t *testing.T) {
	order := layout.Flattened(nets.Shape{Height: 2, Width: 2, Channels: 3})
	got := order.Rows([]float32{0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32}, 1)
	want := []float32{0, 10, 20, 30, 1, 11, 21, 31, 2, 12, 22, 32}
	if !slices.Equal(got, want) || !slices.Equal(order.Back(got, 1),
		[]float32{0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32}) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	bad := drawn(t, nets.Linear())
	bad.Weights["dense/bias"][3] = float32(math.NaN())
	nan, err := bad.Encode(Safetensors, "")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"a.pth":         {nil, "run code"},
		"b.onnx":        {nil, "written, not read"},
		"c.txt":         {[]byte("hello"), "not a network that can be read"},
		"d.safetensors": {[]byte("hello world"), "safetensors header"},
		"e.safetensors": {nan, "dense/bias holds NaN"},
		"f.safetensors": {binary.LittleEndian.AppendUint64(nil, 5), "cut off"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path, Hint{}); err == nil || !strings.Contains(err.Error(), c.want) ||
			!strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := FormOf("net.tflite"); err == nil || !strings.Contains(err.Error(), ".onnx") {
		t.Errorf("an unknown form: %v", err)
	}
}

// The file is the same for the same network, and has its weights in it.
func TestONNXHoldsTheWeights(t *testing.T) {
	m := drawn(t, nets.LeNet5())
	raw, err := m.Encode(ONNX, "a sentence")
	if err != nil {
		t.Fatal(err)
	}
	var bias []byte
	for _, x := range m.Weights["dense_2/bias"] {
		bias = binary.LittleEndian.AppendUint32(bias, math.Float32bits(x))
	}
	if !bytes.Contains(raw, bias) || !bytes.Contains(raw, []byte("a sentence")) {
		t.Error("a bias or the sentence is missing")
	}
	delete(m.Weights, "dense/bias")
	if _, err := m.Encode(ONNX, ""); err == nil || !strings.Contains(err.Error(), "dense/bias has 0 values") {
		t.Errorf("without a bias: %v", err)
	}
}
