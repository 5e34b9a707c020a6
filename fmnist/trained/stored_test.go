package trained

import (
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// A run's code version tells heads on other features apart; a base that trains along is a matter of the code epoch.
func TestCode(t *testing.T) {
	on := func(b plan.Base) string { return Code(plan.Plan{Base: &b}) }
	plain, old, along := Code(plan.Plan{}), on(plan.Base{Network: "squeezenet"}),
		on(plan.Base{Network: "vgg16", From: "block5_conv1"})
	if frozen := on(plan.Base{Network: "vgg16"}); old != plain || along != plain || frozen != plain+", vgg16 1" {
		t.Errorf("%q, %q, %q, %q", plain, old, along, frozen)
	}
}
