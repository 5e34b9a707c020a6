package train

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// trainedBits are hashes of the weights after two epochs of 96 images with every option, the same on all processors. With
// FMNIST_BITS=print they are printed; a change is one of arithmetic and goes with a new code epoch.
var trainedBits = map[string]string{
	"lenet5":      "3ad85a98a5aa1f46",
	"lenet5-wide": "2077c37e9ae131da",
	"lenet5-best": "8bfe20c68bbf382f",
	"linear":      "4a8a4b367edc0edb",
	"lenet5-1998": "0fe7d19184eae952",
}

// .ci/qemu runs this on arm64.
func TestTrainedBits(t *testing.T) {
	backend, err := hybrid.New("")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range trainedBits {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && name != "lenet5" {
				t.Skip("lenet5 is enough for a short test")
			}
			net, err := nets.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			p := plan.Plan{Net: net.WithDropout(0.2), Epochs: 2, Batch: 40, Validation: 0.1, Seed: 11}.With(
				plan.Augmented(plan.Augment{Flip: true, Shift: 2, Rotate: 15, Erase: 0.5}), plan.WeightDecay(0.01),
				plan.LabelSmoothing(0.1), plan.Cosine(2, 1))
			s, err := newSession(backend, p, Images(goldenImages(96)), nil)
			if err != nil {
				t.Fatal(err)
			}
			s.state = s.graphs.start(p.Seed)
			for range p.Epochs {
				if _, err := s.epoch(context.Background(), nil, plan.Silent{}); err != nil {
					t.Fatal(err)
				}
			}
			got := hashOf(s.state.weights)
			if os.Getenv("FMNIST_BITS") == "print" {
				fmt.Printf("\t%q: %q,\n", name, got)
			} else if got != want {
				t.Errorf("%s: the weights' hash is %s, want %s", name, got, want)
			}
		})
	}
}

// hashOf is the start of the SHA-256 of some tensors' bits.
func hashOf(weights []*tensors.Tensor) string {
	sum := sha256.New()
	for _, w := range weights {
		for _, v := range tensors.MustCopyFlatData[float32](w) {
			_ = binary.Write(sum, binary.LittleEndian, math.Float32bits(v))
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)[:8])
}
