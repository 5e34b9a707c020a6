package footprint

import (
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

func lenet(t *testing.T) plan.Plan {
	t.Helper()
	n, err := nets.Named("lenet5")
	if err != nil {
		t.Fatal(err)
	}
	return plan.Plan{Net: n, Batch: 128}
}

// TestGrows asks for more memory where there is more to hold.
func TestGrows(t *testing.T) {
	small, err := Of(lenet(t), 1000, 100)
	if err != nil {
		t.Fatal(err)
	}
	wider := lenet(t)
	wider.Net = nets.New("wider", nets.Flatten, nets.Dense(5000), nets.Dense(10))
	light := wider
	light.Optimizer = &plan.Optimizer{Kind: plan.KindSGD}
	larger := lenet(t)
	larger.Batch = 1000
	of := func(p plan.Plan, training int) Footprint {
		f, err := Of(p, training, 100)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for name, grows := range map[string]bool{
		"weights":            of(wider, 1000).Weights > 50*small.Weights,
		"moments":            of(wider, 1000).Weights > 1.5*of(light, 1000).Weights,
		"batch":              of(larger, 1000).Training > 7*small.Training,
		"images":             of(lenet(t), 60000).Data > 50*small.Data,
		"batch beyond a set": of(larger, 128).Training == small.Training,
	} {
		if !grows {
			t.Errorf("%s: not as expected", name)
		}
	}
}

// TestFrozen counts the features of a pretrained network, which Squeezenet has more of than weights.
func TestFrozen(t *testing.T) {
	p := lenet(t)
	p.Base = &plan.Base{Network: "squeezenet"}
	p.Net = nets.New("head", nets.Flatten, nets.Dense(10))
	p.Net.Features = nets.Shape{Height: 1, Width: 1, Channels: 512}
	f, err := Of(p, 60000, 10000)
	if least := 70000. * 512 * 4; err != nil || f.Features < least {
		t.Errorf("%.0f bytes (%v), but the features alone have %.0f", f.Features, err, least)
	}
}

// TestCheck refuses what no machine has in one sentence, and lets LeNet-5 pass.
func TestCheck(t *testing.T) {
	if err := Check(lenet(t), 60000, 10000); err != nil {
		t.Error(err)
	}
	huge := lenet(t)
	huge.Net = nets.New("huge", nets.Conv(340000, 1), nets.GlobalAvgPool, nets.Dense(10))
	huge.Batch = 1_000_000
	err := Check(huge, 1_000_000, 100)
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "huge would need ") ||
		!strings.Contains(err.Error(), "take a smaller network") {
		t.Errorf("huge: %v", err)
	}
	b, err := backbone.Named("vgg16")
	if err != nil {
		t.Fatal(err)
	}
	if err := CheckBackbone(b, 1<<40); err == nil || !strings.Contains(err.Error(), "VGG16 would need") {
		t.Errorf("VGG16: %v", err)
	}
}
