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

// Saliency and Grad-CAM are TensorFlow's, for LeNet-5 and for a padded network with batch normalization, strides and
// means.
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
	for name, m := range map[string]exchange.Model{"every": every,
		"lenet5": {Net: nets.LeNet5(), Weights: formula(t, nets.LeNet5())}} {
		want := golden[name]
		all, err := train.Attributions(b.Backend, plan.Plan{Net: m.Net}, m.Weights, own(want.Images))
		if err != nil || len(all) != len(want.Classes) || len(all) < 2 {
			t.Fatalf("%s: %d images, %v", name, len(all), err)
		}
		var saliency, cam []float32
		for i, a := range all {
			if a.Class != want.Classes[i] || math.Abs(float64(a.Probability)-want.Probabilities[i]) > 1e-5 {
				t.Errorf("%s: image %d is class %d with %v, want %d with %v", name, i, a.Class, a.Probability, want.Classes[i],
					want.Probabilities[i])
			}
			saliency, cam = append(saliency, a.Saliency...), append(cam, a.GradCAM...)
		}
		t.Logf("%s: off by %.1e (saliency) and %.1e (Grad-CAM) of the largest", name, off(t, saliency, want.Saliency),
			off(t, cam, want.GradCAM))
	}
}

// off is the largest difference from TensorFlow's values, as a share of the largest of these; more than 1e-4 is an
// error.
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

// spread is the matrix that takes a row of 28 pixels to what a prepared network sees of it.
func spread(p nets.Prepare) (m [][]float64) {
	if p == nets.Resize32 {
		for _, row := range data.ResizeMatrix() {
			m = append(m, row[:])
		}
		return m
	}
	margin := (p.Side() - data.Side) / 2
	m = make([][]float64, p.Side())
	for i := range m {
		if m[i] = make([]float64, data.Side); i >= margin && i < margin+data.Side {
			m[i][i-margin] = 1
		}
	}
	return m
}

// A linear network's saliency are the weights of the class, brought back to the image's 28×28 pixels however it was
// prepared; without a convolution it has no Grad-CAM map.
func TestAttributionsOfALinearNetwork(t *testing.T) {
	b, err := backend()
	if err != nil {
		t.Fatal(err)
	}
	images := data.Synthetic(0, 3, 1).Test.Images
	for _, n := range []nets.Net{nets.Linear(), nets.Linear().Padded(), nets.Linear().Resized()} {
		weights, m := formula(t, n), spread(n.Prepare)
		all, err := train.Attributions(b.Backend, plan.Plan{Net: n}, weights, own(images))
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range all {
			for at, got := range a.Saliency {
				want := 0.0
				for y := range m {
					for x := range m {
						if share := m[y][at/data.Side] * m[x][at%data.Side]; share != 0 {
							want += share * float64(weights["dense/kernel"][(y*len(m)+x)*data.Classes+a.Class])
						}
					}
				}
				if math.Abs(float64(got)-math.Abs(want)) > 1e-5 {
					t.Fatalf("%s, image %d, pixel %d: %v, want %v", n, i, at, got, want)
				}
			}
			if a.GradCAM != nil {
				t.Error("a map of a convolution that is not there")
			}
		}
	}
}

// Every network of the library can be asked what it looks at, that of 1998 too.
func TestAttributionsOfTheLibrary(t *testing.T) {
	b, err := backend()
	if err != nil {
		t.Fatal(err)
	}
	images := data.Synthetic(0, 2, 1).Test.Images
	for _, n := range append(nets.Library(), nets.LeNet5().Resized()) {
		parameters, err := nets.Parameters(n)
		if err != nil {
			t.Fatal(err)
		}
		weights := map[string][]float32{}
		for _, p := range parameters {
			weights[p.Name] = p.Initial(3)
		}
		all, err := train.Attributions(b.Backend, plan.Plan{Net: n}, weights, own(images))
		if err != nil || len(all) != 2 {
			t.Errorf("%s: %v", n.Name, err)
			continue
		}
		for _, values := range [][]float32{all[0].Saliency, all[1].GradCAM} {
			largest := float32(0)
			for _, v := range values {
				if !(v >= 0) || math.IsInf(float64(v), 0) {
					t.Fatalf("%s: the map holds %v", n.Name, v)
				}
				largest = max(largest, v)
			}
			if len(values) != data.Pixels && n.Name != nets.Linear().Name {
				t.Errorf("%s: a map of %d values", n.Name, len(values))
			}
			if len(values) > 0 && largest == 0 && &values[0] == &all[0].Saliency[0] {
				t.Errorf("%s does not look at its image", n.Name)
			}
		}
	}
}
