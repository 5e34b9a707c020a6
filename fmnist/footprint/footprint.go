// Package footprint estimates how much memory a plan takes at its peak, so that what does not fit is refused in a
// sentence before work begins instead of being killed in the middle of it.
//
// The peak of a Go program is not what its values need. Between two collections garbage grows to about the size of the
// live heap, and stock operations make fresh values where kernels write in place. So the factors below are fitted to
// measured peaks of the Go backend, one kind of layer at a time; docs/RELIABILITY.md compares whole plans ("go run
// ./bench/reliability -parts footprint").
package footprint

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/memory"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Footprint is an estimate in bytes, by what takes them. Sums are float64 so that a slip of the keyboard does not
// overflow.
type Footprint struct {
	Program    float64 // code, threads, the display
	Data       float64 // pixels and labels of both sets
	Weights    float64 // with gradients, what the optimizer keeps, and copies while they are saved
	Training   float64 // a batch's activations and their gradients
	Evaluation float64 // a batch's activations in inference mode
	Features   float64 // of a frozen network for both sets, and the network while it makes them
}

// Total is the whole peak.
func (f Footprint) Total() float64 {
	return f.Program + f.Data + f.Weights + f.Training + f.Evaluation + f.Features
}

// What was measured on linux/amd64 beside the factors of layers.
const (
	program       = 38e6 // resident after a training of a linear classifier, without its data
	perWeight     = 9    // copies of a weight at the peak: it, its gradient, the next ones, garbage
	perSlot       = 4.5  // the same of each tensor that the optimizer keeps
	evaluated     = 256  // images of a batch in evaluation; package train has it
	perFeature    = 3.5  // a feature while the stored file is read
	frozenPerPass = 64   // images of a batch through a frozen network
	frozenWeight  = 3    // copies of a frozen network's weight
	frozenImage   = 1.2  // activations of a frozen network, which are freed as it goes on
	float         = 4    // bytes
)

// Of is the footprint of training and testing a plan on sets of those lengths.
func Of(p plan.Plan, training, test int) (Footprint, error) {
	f := Footprint{Program: program, Data: float64(training+test) * (data.Pixels + 1)}
	parameters, err := nets.Parameters(p.Net)
	if err != nil {
		return f, err
	}
	weights := 0.0
	for _, w := range parameters {
		weights += float * product(w.Shape)
	}
	f.Weights = weights * (perWeight + perSlot*float64(len(p.Slots())))
	train, eval, err := perImage(p.Net)
	if err != nil {
		return f, err
	}
	if p.Base != nil {
		if err := f.base(p, training, test); err != nil {
			return f, err
		}
	}
	f.Training += train * float64(min(p.BatchSize(), training))
	f.Evaluation += eval * float64(min(evaluated, max(test, training)))
	return f, nil
}

// base adds a pretrained network: its features when it is frozen, itself when it trains along.
func (f *Footprint) base(p plan.Plan, training, test int) error {
	b, err := backbone.Named(p.Base.Network)
	if err != nil {
		return err
	}
	weights, image, err := ofBackbone(b)
	if err != nil {
		return err
	}
	if p.Base.From != "" {
		f.Weights += weights * (perWeight + perSlot*float64(len(p.Slots())))
		f.Training += 6 * image * float64(min(p.BatchSize(), training))
		f.Evaluation += 2 * image * float64(min(evaluated, training))
		return nil
	}
	features := float64(p.Net.Features.Size())
	f.Features = perFeature*float*features*float64(training+test) + frozenWeight*weights + frozenImage*image*frozenPerPass
	return nil
}

// Backbone is the footprint of features of so many images at once.
func Backbone(b backbone.Backbone, batch int) (Footprint, error) {
	weights, image, err := ofBackbone(b)
	return Footprint{Program: program, Features: frozenWeight*weights + frozenImage*image*float64(batch)}, err
}

// ofBackbone are the bytes of a pretrained network's weights and of all activations of one image.
func ofBackbone(b backbone.Backbone) (weights, image float64, err error) {
	shapes, err := b.Shapes(backbone.MinSide, backbone.MinSide)
	if err != nil {
		return 0, 0, err
	}
	for i, specs := range b.Weights() {
		image += float * float64(shapes[i].Height) * float64(shapes[i].Width) * float64(shapes[i].Channels)
		for _, s := range specs {
			weights += float * float64(s.Size())
		}
	}
	return weights, image, nil
}

// Check is one sentence if the plan does not fit into the memory that this machine, or the container, has left.
func Check(p plan.Plan, training, test int) error {
	f, err := Of(p, training, test)
	if err != nil {
		return err
	}
	return f.check(p.Title(), "take a smaller network, or a batch below "+fmt.Sprint(p.BatchSize()))
}

// CheckBackbone is Check for a frozen network by itself.
func CheckBackbone(b backbone.Backbone, batch int) error {
	f, err := Backbone(b, batch)
	if err != nil {
		return err
	}
	return f.check(b.Title, fmt.Sprintf("take a batch below %d", batch))
}

func (f Footprint) check(what, instead string) error {
	const most = 1 << 62
	if err := memory.Fits(what, int64(min(f.Total(), most))); err != nil {
		return fmt.Errorf("%w (%s of them weights and their moments, %s a batch); %s", err,
			memory.Size(int64(min(f.Weights, most))),
			memory.Size(int64(min(f.Training+f.Evaluation, most))), instead)
	}
	return nil
}

func product(dimensions []int) float64 {
	n := 1.0
	for _, d := range dimensions {
		n *= float64(d)
	}
	return n
}
