package pretrained

import (
	"compress/gzip"
	"io"
	"os"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
)

const squeezenetFile = "squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5"

// TestSqueezeNetImageNet compares features with the real ImageNet weights with an independent forward pass in NumPy,
// for Keras' preprocessing and for the reports'.
func TestSqueezeNetImageNet(t *testing.T) {
	b := Backbone{backbone.SqueezeNet()}
	w, err := b.Load(sharedFile(t, "FMNIST_WEIGHTS", squeezenetFile), "")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	readGolden(t, b.Name, &g)
	for _, scaling := range []backbone.Scaling{backbone.Keras, backbone.Report} {
		t.Run(string(scaling), func(t *testing.T) {
			features := extract(t, b, w, eight(t), backbone.Preprocess{Scaling: scaling})
			compareFeatures(t, features, decode(t, g.ImageNet[string(scaling)]), g.Width)
		})
		t.Run(string(scaling)+" garments", func(t *testing.T) {
			features := extract(t, b, w, garments(t, 8), backbone.Preprocess{Scaling: scaling})
			compareFeatures(t, features, decode(t, g.Garments[string(scaling)]), g.Width)
		})
	}
}

// garments are the first images of the test set.
func garments(t *testing.T, n int) []uint8 {
	t.Helper()
	f, err := os.Open(sharedFile(t, "FMNIST_DATA", "t10k-images-idx3-ubyte.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data := make([]byte, 16+n*pixels) // 16 bytes of IDX header
	if _, err := io.ReadFull(z, data); err != nil {
		t.Fatal(err)
	}
	return data[16:]
}
