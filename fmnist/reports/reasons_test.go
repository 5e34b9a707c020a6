package reports

import (
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
)

func TestReasons(t *testing.T) {
	for _, c := range []struct {
		without, with float64
		want          string
	}{
		{0.84, 0.88, "supported"}, {0.88, 0.84, "not supported: the opposite"},
		{0.88, 0.885, "not supported: the same within a point"}, {math.NaN(), 0.9, "not run"},
	} {
		if got := Reason("w", "a → b", c.without, c.with).Verdict; got != c.want {
			t.Errorf("%g → %g: %q, want %q", c.without, c.with, got, c.want)
		}
	}
}

// Weights from a seed say nothing about a network: there must be no verdict.
func TestSeededWeightsHaveNoVerdict(t *testing.T) {
	p := plan.Plan{Base: &plan.Base{Network: "vgg16", Weights: plan.RandomWeights + "1"}}
	if got := Frozen("VGG16", 0.8681, p, 0.8681).Verdict; !strings.HasPrefix(got, "none") ||
		!strings.Contains(got, "-base vgg16") {
		t.Error(got)
	}
	p.Base.Weights = "6d6bbae143d832006294945121d1f1fc"
	if got := Frozen("VGG16", 0.8681, p, 0.8681).Verdict; !strings.HasPrefix(got, "the same") {
		t.Error(got)
	}
}
