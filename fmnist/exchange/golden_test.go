package exchange

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

const goldens = "../../bench/golden/exchange"

// Networks that Keras 3, Keras 2 and PyTorch saved (bench/golden/exchange.py) have these layers and these weights, to
// the bit. What they compute is compared in package local.
func TestGolden(t *testing.T) {
	text, err := os.ReadFile(goldens + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Files map[string]struct{ Net, Sum string }
	}
	if err := json.Unmarshal(text, &golden); err != nil || len(golden.Files) < 8 {
		t.Fatalf("%d files, %v", len(golden.Files), err)
	}
	for name, want := range golden.Files {
		m, err := Read(filepath.Join(goldens, name), Hint{})
		if err != nil {
			t.Error(err)
			continue
		}
		if m.Net.String() != want.Net {
			t.Errorf("%s is\n%s, want\n%s", name, m.Net, want.Net)
		}
		if m.Sum() != want.Sum {
			t.Errorf("%s has other weights", name)
		}
	}
}

// What cannot be read is named layer by layer.
func TestUnsupportedLayers(t *testing.T) {
	_, err := Read(filepath.Join(goldens, "refused.keras"), Hint{})
	for _, part := range []string{"3 layers cannot be read", "(Conv2D) has the dilation 2", "(GroupNormalization)",
		`(Dense) has the activation "gelu"`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v; %q is missing", err, part)
		}
	}
}

func TestKerasRoundTrip(t *testing.T) {
	n := every()
	n.Prepare = nets.Pad32
	for _, n := range []nets.Net{nets.LeNet5(), nets.LeNet5Wide(), nets.Best(), n} {
		m := drawn(t, n)
		raw, err := m.Encode(Keras, "")
		if err != nil {
			t.Fatal(err)
		}
		back, err := Decode("x.keras", raw, Hint{})
		if err != nil {
			t.Fatalf("%s: %v", n.Name, err)
		}
		if !same(m.Weights, back.Weights) || back.Net.String() != n.String() {
			t.Errorf("%s is not what was written, but %s", n.Name, back.Net)
		}
		if raw, err = m.Encode(Weights, ""); err != nil {
			t.Fatal(err)
		}
		if back, err = Decode("x.weights.h5", raw, Hint{Net: &n}); err != nil || !same(m.Weights, back.Weights) {
			t.Errorf("%s: the weights alone are others (%v)", n.Name, err)
		}
	}
}

// The layers of 1998 become Keras' own: the sparse convolution one with zeros, the codes a dense layer.
func TestKeras1998(t *testing.T) {
	raw, err := drawn(t, nets.LeNet1998()).Encode(Keras, "")
	if err != nil {
		t.Fatal(err)
	}
	back, err := Decode("x.keras", raw, Hint{})
	want := "Conv(6, 5) → SubSample(2) → ScaledTanh → Conv(16, 5) → SubSample(2) → ScaledTanh → Conv(120, 5) → ScaledTanh → Flatten → Dense(84) → ScaledTanh → Dense(10)"
	if err != nil || !strings.HasSuffix(back.Net.String(), want) {
		t.Errorf("%v %s", err, back.Net)
	}
}

// FuzzDecode reads whatever comes: every outcome is an error or a whole network.
func FuzzDecode(f *testing.F) {
	ends := []string{"x.keras", "x.h5", "x.weights.h5", "x.safetensors"}
	for name, end := range map[string]uint8{"flat.keras": 0, "every.h5": 1, "every-keras2.h5": 1, "flat.weights.h5": 2,
		"own.safetensors": 3} {
		raw, err := os.ReadFile(filepath.Join(goldens, name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw, end)
	}
	f.Fuzz(func(t *testing.T, raw []byte, end uint8) {
		m, err := Decode(ends[int(end)%len(ends)], raw, Hint{})
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Fatalf("more than one sentence: %v", err)
			}
			return
		}
		if err := m.Weights.Check(m.Net); err != nil {
			t.Fatal(err)
		}
	})
}
