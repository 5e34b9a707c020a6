package reports

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// Head is a head by name: "report1" (Flatten, Dense 256, Dropout 0.5, Dense 10), "report2" (GlobalMaxPooling and that
// report's dense stack for the network), "dense256" (report1 without dropout) or "linear".
func Head(network, head string) (plan.Head, error) {
	dense := func(units int) []nets.Layer { return []nets.Layer{nets.Dense(units), nets.ReLU} }
	join := func(parts ...[]nets.Layer) (all []nets.Layer) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return append(all, nets.Dense(10))
	}
	drop := func(rate float64) []nets.Layer { return []nets.Layer{nets.Dropout(rate)} }
	flat, top := []nets.Layer{nets.Flatten}, []nets.Layer{nets.GlobalMaxPool}
	switch head {
	case "report1":
		return study.Head(network, join(flat, dense(256), drop(0.5))...)
	case "dense256":
		return study.Head(network, join(flat, dense(256))...)
	case "linear":
		return study.Head(network, join(flat)...)
	case "report2":
		if network == "vgg16" {
			return study.Head(network, join(top, dense(1024), drop(0.4), dense(512), drop(0.4), dense(128))...)
		}
		if network == "resnet152v2" || network == "efficientnetb1" {
			return study.Head(network, join(top, dense(512), drop(0.4), dense(128))...)
		}
		return study.Head(network, join(top, dense(512), drop(0.4))...)
	}
	return plan.Head{}, fmt.Errorf("there is no head %q; use report1, report2, dense256 or linear", head)
}
