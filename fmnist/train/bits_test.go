package train

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/gofmnist/gofmnist/fmnist/engine/hybrid"
	"github.com/gofmnist/gofmnist/fmnist/engine/kernel"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// trainedBits are hashes of the weights after three epochs of 75 images with every option, the same on all processors, of code
// epoch 2. A change is one of arithmetic and goes with a new one; FMNIST_BITS=print prints the table:
//
//	FMNIST_BITS=print go test ./fmnist/train -run TestTrainedBits$
var trainedBits = map[string]string{
	"lenet5":      "17f5a5e017a4e53b",
	"lenet5-wide": "30f49b83bc77fe3d",
	"lenet5-best": "94ce63bd6a908b44",
	"linear":      "9e93aee79922a393",
	"lenet5-1998": "86e1321af5ba9a98",
}

// .ci/qemu runs this on arm64.
func TestTrainedBits(t *testing.T) {
	backend, err := hybrid.New("")
	if err = errors.Join(err, kernel.CheckSIMD()); err != nil {
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
			p := plan.Plan{Net: net.WithDropout(0.2), Epochs: 3, Batch: 32, Validation: 0.1, Seed: 11}.With(
				plan.Augmented(plan.Augment{Flip: true, Shift: 2, Rotate: 15, Erase: 0.5}), plan.WeightDecay(0.01),
				plan.LabelSmoothing(0.1), plan.Cosine(3, 1))
			s, err := newSession(backend, p, Images(goldenImages(75)), nil)
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

// TestTrainedBitsAtOtherLevels is TestTrainedBits in processes with the other instruction sets that this processor has.
func TestTrainedBitsAtOtherLevels(t *testing.T) {
	if testing.Short() || os.Getenv("FMNIST_SIMD") != "" || os.Getenv("FMNIST_BITS") != "" {
		t.Skip("trains once for each instruction set: not in short mode, and not where one is chosen")
	}
	for _, level := range []string{"avx512", "avx2", "neon", "none"} {
		t.Run(level, func(t *testing.T) {
			again := exec.Command(os.Args[0], "-test.run=^TestTrainedBits$")
			again.Env = append(os.Environ(), "FMNIST_SIMD="+level)
			out, err := again.CombinedOutput()
			var exit *exec.ExitError
			switch {
			case strings.Contains(string(out), "this processor has"):
				t.Skip("this processor does not have it")
			case err != nil && !errors.As(err, &exit):
				t.Fatal(err)
			case err != nil:
				t.Errorf("%s", out)
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
