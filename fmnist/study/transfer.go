package study

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Head puts layers onto a pretrained network: 32×32 images, all of the network frozen, its own preprocessing. Change
// the Base of the result for another preprocessing, other weights or fine-tuning. (Report 1, "Borrowed eyes")
func Head(network string, layers ...nets.Layer) (plan.Head, error) {
	b, err := backbone.Named(network)
	if err != nil {
		return plan.Head{}, err
	}
	out, err := b.Output(backbone.MinSide, backbone.MinSide)
	if err != nil {
		return plan.Head{}, err
	}
	net := nets.New(b.Name, layers...)
	net.Features = out
	base := plan.Base{Network: b.Name, Scaling: string(backbone.Keras), Resize: nets.Resize32, Weights: b.File.MD5}
	return plan.Head{Net: net, Base: base}, nil
}

// WithWeights takes the weights from that file, or with "random:SEED" from a seed, for yardsticks and tests.
func WithWeights(h plan.Head, file string) (plan.Head, error) {
	if file == "" {
		return h, nil
	}
	h.Base.File = file
	if seed, ok := strings.CutPrefix(file, plan.RandomWeights); ok {
		if _, err := strconv.ParseUint(seed, 10, 64); err != nil {
			return h, fmt.Errorf("the weights %q need a whole number after %q", file, plan.RandomWeights)
		}
		h.Base.Weights = file
		return h, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return h, fmt.Errorf("the weights cannot be read: %w", err)
	}
	defer f.Close()
	sum := md5.New() // Keras names its files by md5
	if _, err := io.Copy(sum, f); err != nil {
		return h, fmt.Errorf("the weights cannot be read: %w", err)
	}
	h.Base.Weights = hex.EncodeToString(sum.Sum(nil))
	return h, nil
}

// Seed of the weights of networks whose own are not at hand.
const standIn = plan.RandomWeights + "1"

// AtHand leaves a head its network's ImageNet weights where their file is on this machine, and takes weights from a
// seed where it is not. The head's name says which, so that captions do.
func AtHand(h plan.Head) (plan.Head, error) {
	b, err := backbone.Named(h.Base.Network)
	if err != nil {
		return h, err
	}
	for _, place := range []func() (string, error){backbone.NamedFolder, backbone.CacheFolder} {
		folder, err := place()
		if err != nil || folder == "" {
			continue
		}
		if info, err := os.Stat(filepath.Join(folder, b.File.Name())); err == nil && info.Size() == b.File.Bytes {
			h.Net.Name = b.Name + ", ImageNet weights"
			return h, nil
		}
	}
	h.Net.Name = b.Name + ", seeded weights"
	return WithWeights(h, standIn)
}

// Summary is Keras' table of a head with its base as one line, as report 1 sums it up: trainable and frozen parameters.
func Summary(h plan.Head) (nets.Summary, error) {
	head, err := nets.Summarize(h.Net)
	if err != nil {
		return head, err
	}
	b, err := backbone.Named(h.Base.Network)
	if err != nil {
		return head, err
	}
	row, err := b.Row(backbone.MinSide, backbone.MinSide)
	if err != nil {
		return head, err
	}
	total, trainable, err := b.Parameters(h.Base.From)
	if err != nil {
		return head, err
	}
	head = head.Frozen([]nets.Row{row}, total)
	head.Trainable, head.NonTrainable = head.Trainable+trainable, head.NonTrainable-trainable
	return head, nil
}

// Layers is Keras' table of a head with every layer of its base, row for row, as report 1 prints it.
func Layers(h plan.Head) (nets.Summary, error) {
	s, err := Summary(h)
	if err != nil {
		return s, err
	}
	b, err := backbone.Named(h.Base.Network)
	if err != nil {
		return s, err
	}
	base, err := b.Summary(backbone.MinSide, backbone.MinSide, h.Base.From)
	s.Layers = append(base.Layers, s.Layers[1:]...) // the first row is the base as one line
	return s, err
}

// FeatureSeconds is how long the features of both sets took when they were computed.
func (s *Study) FeatureSeconds(ctx context.Context, p plan.Plan) (total float64, err error) {
	if p.Base == nil || p.Base.From != "" {
		return 0, nil
	}
	return s.Executor.Features(ctx, s.place(), *p.Base, s.watch(nil))
}
