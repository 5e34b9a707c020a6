package fmnist

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/show"

	"github.com/gofmnist/gofmnist/fmnist/nb"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/study"
)

// The pretrained networks, by the names of package backbone.
const (
	VGG16          = "vgg16"
	ResNet50       = "resnet50"
	ResNet152V2    = "resnet152v2"
	EfficientNetB1 = "efficientnetb1"
	SqueezeNet     = "squeezenet"
)

// Head is layers on a pretrained network: Base.On(head) is a plan. (Report 1, "Borrowed eyes")
type Head struct{ plan.Head }

// Transfer puts layers onto a frozen pretrained network with its own preprocessing. (Report 1, "Borrowed eyes")
func Transfer(network string, layers ...Layer) Head {
	return Head{must(study.Head(network, layers...))}
}

// AsTheReports divides the pixels by 255 and does nothing else, as both reports did for every network.
// (Report 2, "Why two networks learned nothing")
func (h Head) AsTheReports() Head { h.Base.Scaling = string(backbone.Report); return h }

// Padded gives the base 32×32 images with zeros around, as report 2 does; otherwise they are enlarged as in report 1.
func (h Head) Padded() Head { h.Base.Resize = nets.Pad32; return h }

// Weights takes the base's weights from a file, or with "random:SEED" from a seed.
func (h Head) Weights(file string) Head { return Head{must(study.WithWeights(h.Head, file))} }

// Unfreeze lets the base's layers from the named one on train along. (Report 1, "Borrowed eyes")
func (h Head) Unfreeze(layer string) Head { h.Base.From = layer; return h }

// Summary is Keras' table: the base as one line, the head's layers, trainable and frozen parameters.
func (h Head) Summary() nets.Summary { return must(study.Summary(h.Head)) }

// Diagnose says why a run on a pretrained network learned or did not. (Report 2, "Why two networks learned nothing")
func Diagnose(run Run) {
	d := must(current().Diagnose(session(), run.Run))
	check(nb.Show(fmt.Sprintf("%s: %s", run.Name, d.Verdict), show.DiagnosisTable(run.Name, d)))
}
