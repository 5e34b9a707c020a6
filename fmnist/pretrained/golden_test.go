package pretrained

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/backbone"

	"github.com/gofmnist/gofmnist/fmnist/engine"
)

// golden is what bench/golden/pretrained_goldens.py records of one network in Keras.
type golden struct {
	Seed          uint64
	ImageNet      map[string]string
	Garments      map[string]string `json:"imagenet_t10k"`
	WeightsSHA256 string            `json:"weights_sha256"`
	Params        int
	Trainable     int
	Width         int
	Features      string
	Layers        []struct {
		Name, Class string
		Shape       []int
		Params      int
		Weights     []struct {
			Name  string
			Shape []int
		}
	}
}

func readGolden(t *testing.T, name string, value any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "bench", "golden", "pretrained_"+name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, value); err != nil {
		t.Fatal(err)
	}
}

// eight are the fixed images of all parity tests.
func eight(t *testing.T) []uint8 {
	t.Helper()
	var images struct{ Pixels []byte }
	readGolden(t, "images", &images)
	return images.Pixels
}

func decode(t *testing.T, text string) []float32 {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float32, len(data)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return values
}

// TestKerasLayers compares names, classes, output shapes, weights and totals with Keras' own tables.
func TestKerasLayers(t *testing.T) {
	for _, b := range backbone.Backbones() {
		t.Run(b.Name, func(t *testing.T) {
			var g golden
			readGolden(t, b.Name, &g)
			shapes, err := b.Shapes(32, 32)
			if err != nil {
				t.Fatal(err)
			}
			if len(shapes) != len(g.Layers) {
				t.Fatalf("%d layers, Keras has %d", len(shapes), len(g.Layers))
			}
			for i, specs := range b.Weights() {
				compareLayer(t, g, i, b.Layers[i], shapes[i], specs)
			}
			total, training, err := b.Parameters(b.Layers[0].Name)
			if err != nil || total != g.Params || training != g.Trainable {
				t.Errorf("%d parameters, %d trainable, %v; Keras has %d and %d", total, training, err, g.Params,
					g.Trainable)
			}
		})
	}
}

func compareLayer(t *testing.T, g golden, i int, l backbone.Layer, shape backbone.Shape, specs []backbone.Spec) {
	t.Helper()
	want := g.Layers[i]
	if l.Kind != backbone.KindInput && l.Name != want.Name || string(l.Kind) != want.Class {
		t.Errorf("layer %d is %s %s, in Keras %s %s", i, l.Kind, l.Name, want.Class, want.Name)
	}
	dims := []int{shape.Height, shape.Width, shape.Channels}
	if shape.Height == 0 {
		dims = dims[2:]
	}
	if !slices.Equal(dims, want.Shape) {
		t.Errorf("%s gives %v, in Keras %v", l.Name, dims, want.Shape)
	}
	if len(specs) != len(want.Weights) {
		t.Fatalf("%s has %d tensors, in Keras %d", l.Name, len(specs), len(want.Weights))
	}
	for j, s := range specs {
		if s.Name != want.Weights[j].Name || !slices.Equal(s.Shape, want.Weights[j].Shape) {
			t.Errorf("%s: %v, in Keras %v", l.Name, s, want.Weights[j])
		}
	}
}

// TestKerasFeatures computes features with the weights that Keras had, made again from the seed.
func TestKerasFeatures(t *testing.T) {
	images := eight(t)
	for _, described := range backbone.Backbones() {
		b := Backbone{described}
		t.Run(b.Name, func(t *testing.T) {
			if testing.Short() && b.File.Bytes > 50<<20 {
				t.Skip("-short leaves out the networks with more than 50 MiB of weights")
			}
			var g golden
			readGolden(t, b.Name, &g)
			if got := randomHash(t, b, g.Seed); got != g.WeightsSHA256 {
				t.Fatalf("the seeded weights are not Keras': sha256 %s, want %s", got, g.WeightsSHA256)
			}
			w, err := b.Random(g.Seed, "")
			if err != nil {
				t.Fatal(err)
			}
			features := extract(t, b, w, images, backbone.Preprocess{})
			compareFeatures(t, features, decode(t, g.Features), g.Width)
			if engine.Class() != "go/kernels" {
				return
			}
			if same := slices.Equal(features, alongside(t, b, w, images)); same != (b.Epoch == 0) {
				t.Errorf("epoch %d of the features, and it is %v that a network that trains along has the same", b.Epoch, same)
			}
		})
	}
}

// alongside are the features as a network that trains along has them.
func alongside(t *testing.T, b Backbone, w *Weights, images []uint8) []float32 {
	t.Helper()
	backend, err := engine.Backend()
	if err != nil {
		t.Fatal(err)
	}
	inputs := []any{tensors.FromFlatDataAndDimensions(images, len(images)/pixels, 28, 28, 1)}
	for _, tensor := range w.Tensors {
		inputs = append(inputs, tensors.FromFlatDataAndDimensions(tensor.Values, tensor.Shape...))
	}
	out, err := graph.CallOnce(backend, func(in []*graph.Node) *graph.Node {
		x, err := b.Prepare(in[0], backbone.Preprocess{})
		if err != nil {
			panic(err)
		}
		return b.Features(x, w.Lookup(in[1:]), false)
	}, inputs...)
	if err != nil {
		t.Fatal(err)
	}
	return tensors.MustCopyFlatData[float32](out)
}

func extract(t *testing.T, b Backbone, w *Weights, images []uint8, p backbone.Preprocess) []float32 {
	t.Helper()
	backend, err := engine.Backend()
	if err != nil {
		t.Fatal(err)
	}
	features, err := Extract(context.Background(), backend, b, w, images, p, 8, nil)
	if err != nil {
		t.Fatal(err)
	}
	return features
}

// tolerance is relative to the root mean square of an image's features: float32 sums over up to 564 layers differ in
// order.
const tolerance = 1e-4

func compareFeatures(t *testing.T, got, want []float32, width int) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d features, want %d", len(got), len(want))
	}
	worst := 0.0
	for i := 0; i < len(want); i += width {
		rms := math.Sqrt(meanSquare(want[i : i+width]))
		for j := i; j < i+width; j++ {
			worst = max(worst, math.Abs(float64(got[j])-float64(want[j]))/rms)
		}
	}
	t.Logf("largest difference %.2g of the features' root mean square", worst)
	if worst > tolerance || math.IsNaN(worst) {
		t.Errorf("features differ by %.2g of their root mean square, allowed is %.2g", worst, tolerance)
	}
}

// randomHash is the sha256 of all seeded tensors in Keras' order.
func randomHash(t *testing.T, b Backbone, seed uint64) string {
	t.Helper()
	h, read := sha256.New(), b.random(seed)
	for i, specs := range b.Weights() {
		for j, s := range specs {
			if s.Name == "count" {
				continue
			}
			values, err := read(i, j)
			if err != nil {
				t.Fatal(err)
			}
			data := make([]byte, 4*len(values))
			for k, v := range values {
				binary.LittleEndian.PutUint32(data[4*k:], math.Float32bits(v))
			}
			h.Write(data)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sharedFile skips the test when a file of real data or weights is not at hand.
func sharedFile(t *testing.T, variable, name string) string {
	t.Helper()
	path := filepath.Join(os.Getenv(variable), name)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here; set %s to its folder", name, variable)
	}
	return path
}
