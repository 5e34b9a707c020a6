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

// trainedBits are hashes of the weights after three epochs of 75 images with every option, the same on all processors,
// of code epoch 2. A change is one of arithmetic and goes with a new one; FMNIST_BITS=print prints the table:
//
//	FMNIST_BITS=print go test ./fmnist/train -run TestTrainedBits$
var trainedBits = map[string]string{
	"lenet5":      "17f5a5e017a4e53b",
	"lenet5-wide": "30f49b83bc77fe3d",
	"lenet5-best": "94ce63bd6a908b44",
	"linear":      "9e93aee79922a393",
	"lenet5-1998": "86e1321af5ba9a98",
	"batchnorm":   "e82d579747cd908d",
	"strides":     "fa45670354925cc4",
	"global":      "483f3b2ec218c5cd",
	"l2":          "cb232b592d2694b9",
	"sgd":         "a27b324dab3c1570",
	"nesterov":    "86e7c99ff2acb060",
	"rmsprop":     "3ee24c4f2f4e49ac",
	"ema":         "719790f7b8093f99",
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
			p := bitsPlan(t, name)
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
				t.Errorf("%s: the weights' hash is %s, want %s: the arithmetic has changed; raise CodeEpoch in package runs, so that no "+
					"older run is taken for one of this arithmetic, and put in what FMNIST_BITS=print prints", name,
					got, want)
			}
		})
	}
}

// bitsPlan is a network by its name with every option, or a small one with the kind of layer or optimizer of that name.
func bitsPlan(t *testing.T, name string) plan.Plan {
	t.Helper()
	small := func(layers ...nets.Layer) nets.Net {
		return nets.New(name, append(layers, nets.Flatten, nets.Dense(10))...)
	}
	p := plan.Plan{Net: small(nets.Conv(4, 5), nets.ReLU, nets.MaxPool(2)), Epochs: 3, Batch: 32, Validation: 0.1,
		Seed: 11}
	switch name {
	case "batchnorm":
		return p.On(small(nets.Conv(4, 5), nets.BatchNorm, nets.ReLU, nets.MaxPool(2)))
	case "strides":
		return p.On(small(nets.Conv(4, 5).Same().Stride(2), nets.Tanh, nets.AvgPool(3).Stride(2), nets.Sigmoid))
	case "global":
		return p.On(small(nets.Conv(8, 5), nets.ReLU, nets.GlobalAvgPool))
	case "l2":
		return p.On(small(nets.Conv(4, 5).L2(0.01), nets.ReLU, nets.GlobalMaxPool))
	case "sgd":
		return p.With(plan.SGD(0))
	case "nesterov":
		return p.With(plan.Nesterov(0.9), plan.Rate(0.05))
	case "ema":
		return p.With(plan.EMA(0.9))
	case "rmsprop":
		return p.With(plan.RMSprop(), plan.ReduceOnPlateau("val_loss", 0.5, 1))
	}
	net, err := nets.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	return p.On(net.WithDropout(0.2)).With(plan.WithAugment(plan.Augment{Flip: true, Shift: 2, Rotate: 15, Erase: 0.5}),
		plan.WeightDecay(0.01), plan.LabelSmoothing(0.1), plan.Cosine(3, 1))
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
