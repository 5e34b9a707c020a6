package fmnist

import (
	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// The pretrained networks, by name.
const (
	VGG16          = "vgg16"
	ResNet50       = "resnet50"
	ResNet152V2    = "resnet152v2"
	EfficientNetB1 = "efficientnetb1"
	SqueezeNet     = "squeezenet"
)

// Head is layers on a pretrained network: Base.On(head) is a plan. (Report 1, "Borrowed eyes")
type Head struct{ plan.Head }

// Transfer puts layers onto a frozen pretrained network with its own preprocessing. What is wrong with it is said when
// a plan with it is trained. (Report 1, "Borrowed eyes")
func Transfer(network string, layers ...Layer) Head {
	h, err := study.Head(network, layers...)
	return Head{unusable(h, err)}
}

// unusable keeps the sentence about a head that cannot be, for whoever trains it.
func unusable(h plan.Head, err error) plan.Head {
	if err != nil {
		h.Base.Defect = err.Error()
	}
	return h
}

// AsTheReports divides the pixels by 255 and does nothing else, as both reports did for every network.
// (Report 2, "Why two networks learned nothing")
func (h Head) AsTheReports() Head { h.Base.Scaling = string(backbone.Report); return h }

// Padded gives the base 32×32 images with zeros around, as report 2 does; otherwise they are enlarged as in report 1.
func (h Head) Padded() Head { h.Base.Resize = nets.Pad32; return h }

// Weights takes the base's weights from a file, or with "random:SEED" from a seed.
func (h Head) Weights(file string) Head {
	head, err := study.WithWeights(h.Head, file)
	return Head{unusable(head, err)}
}

// AtHand leaves the base its ImageNet weights where their file is on this machine, and takes weights from a seed where
// it is not; captions say which. (Report 2, "Why two networks learned nothing")
func (h Head) AtHand() Head {
	head, err := study.AtHand(h.Head)
	return Head{unusable(head, err)}
}

// Unfreeze lets the base's layers from the named one on train along. (Report 1, "Borrowed eyes")
func (h Head) Unfreeze(layer string) Head { h.Base.From = layer; return h }

// Layers is Keras' table with every layer of the base in a row of its own. (Report 1, "VGG16, layer by layer")
func (h Head) Layers() nets.Summary {
	if h.Base.Defect != "" {
		fail(h.Base.Defect)
	}
	return must(study.Layers(h.Head))
}

// Summary is Keras' table: the base as one line, the head's layers, trainable and frozen parameters.
func (h Head) Summary() nets.Summary {
	if h.Base.Defect != "" {
		fail(h.Base.Defect)
	}
	return must(study.Summary(h.Head))
}
