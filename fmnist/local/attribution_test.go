package local

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/exchange"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/train"
)

// lookedAt is what TensorFlow says about a network and some images (bench/golden/attribution.py).
type lookedAt struct {
	Images        []byte
	Classes       []int
	Probabilities []float64
	Saliency      []byte
	GradCAM       []byte `json:"grad_cam"`
}

// formula are the weights of attribution.py.
func formula(t *testing.T, n nets.Net) map[string][]float32 {
	t.Helper()
	parameters, err := nets.Parameters(n)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]float32{}
	for k, p := range parameters {
		scale := 0.1
		if last := len(p.Shape) - 1; last > 0 {
			scale = math.Sqrt(8 / float64(p.Size()/p.Shape[last]))
		}
		values := make([]float32, p.Size())
		for i := range values {
			values[i] = float32(scale * math.Sin(0.7+(1.3+float64(k)/7)*float64(i)))
		}
		all[p.Name] = values
	}
	return all
}

// Saliency and Grad-CAM are TensorFlow's, for LeNet-5 and for a padded network with batch normalization, strides and means.
func TestAttributionsAreTensorFlows(t *testing.T) {
	text, err := os.ReadFile("../../bench/golden/attribution.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden map[string]lookedAt
	if err := json.Unmarshal(text, &golden); err != nil || len(golden) != 2 {
		t.Fatalf("%d networks, %v", len(golden), err)
	}
	every, err := exchange.Read("../../bench/golden/exchange/every.keras", exchange.Hint{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := backend()
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]exchange.Model{"every": every, "lenet5": {Net: nets.LeNet5(), Weights: formula(t, nets.LeNet5())}} {
		want := golden[name]
		all, err := train.Attributions(b.Backend, plan.Plan{Net: m.Net}, m.Weights, own(want.Images))
		if err != nil || len(all) != len(want.Classes) || len(all) < 2 {
			t.Fatalf("%s: %d images, %v", name, len(all), err)
		}
		var saliency, cam []float32
		for i, a := range all {
			if a.Class != want.Classes[i] || math.Abs(float64(a.Probability)-want.Probabilities[i]) > 1e-5 {
				t.Errorf("%s: image %d is class %d with %v, want %d with %v", name, i, a.Class, a.Probability, want.Classes[i], want.Probabilities[i])
			}
			saliency, cam = append(saliency, a.Saliency...), append(cam, a.GradCAM...)
		}
		t.Logf("%s: off by %.1e (saliency) and %.1e (Grad-CAM) of the largest", name, off(t, saliency, want.Saliency), off(t, cam, want.GradCAM))
	}
}

// off is the largest difference from TensorFlow's values, as a share of the largest of these; more than 1e-4 is an error.
func off(t *testing.T, got []float32, packed []byte) float64 {
	t.Helper()
	if len(packed) != 4*len(got) || len(got)%data.Pixels != 0 {
		t.Fatalf("%d values, want %d", len(got), len(packed)/4)
	}
	largest, most := 0.0, 0.0
	for i, v := range got {
		want := float64(math.Float32frombits(binary.LittleEndian.Uint32(packed[4*i:])))
		largest, most = max(largest, want), max(most, math.Abs(float64(v)-want))
	}
	if !(most <= 1e-4*largest) || largest == 0 {
		t.Errorf("%v off the largest value %v", most, largest)
	}
	return most / largest
}

// A network without a convolution has a saliency map, the weights of its class, and no Grad-CAM map.
func TestAttributionsOfALinearNetwork(t *testing.T) {
	n := nets.Linear()
	weights := formula(t, n)
	b, err := backend()
	if err != nil {
		t.Fatal(err)
	}
	images := data.Synthetic(0, 3, 1).Test.Images
	all, err := train.Attributions(b.Backend, plan.Plan{Net: n}, weights, own(images))
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range all {
		for at, v := range a.Saliency {
			if want := float32(math.Abs(float64(weights["dense/kernel"][at*data.Classes+a.Class]))); math.Abs(float64(v-want)) > 1e-6 {
				t.Fatalf("image %d, pixel %d: %v, want %v", i, at, v, want)
			}
		}
		if a.GradCAM != nil {
			t.Error("a map of a convolution that is not there")
		}
	}
}
