package study

import (
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// A plan of report 2's 750 steps an epoch is as short as others where FMNIST_QUICK asks for it, and untouched where
// not.
func TestShortPlansHaveFewSteps(t *testing.T) {
	p := plan.Plan{Epochs: 30, Steps: 750}
	if got := (&Study{Quick: true}).Short(p); got.Epochs != quickEpochs || got.Steps != quickSteps || !got.Quick {
		t.Errorf("%+v", got)
	}
	if got := (&Study{}).Short(p); got.Epochs != 30 || got.Steps != 750 || got.Quick {
		t.Errorf("%+v", got)
	}
}
