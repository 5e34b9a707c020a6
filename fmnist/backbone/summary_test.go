package backbone

import (
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// TestTotals are the published parameter counts, and those of the reports' models with a head in front of ten classes.
func TestTotals(t *testing.T) {
	for name, want := range map[string]int{
		"vgg16": 14714688, "ResNet50": 23587712, "resnet152v2": 58331648, "EfficientNetB1": 6575239,
		"squeezenet": 722496,
	} {
		b, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := b.Summary(32, 32, "")
		if err != nil || s.Total != want || s.NonTrainable != want || len(s.Layers) != len(b.Layers) {
			t.Errorf("%s: %d of %d parameters frozen, %d layers, %v; want %d", name, s.NonTrainable, s.Total,
				len(s.Layers), err, want)
		}
	}
	for name, want := range map[string]struct{ total, trainable int }{"vgg16": {14848586, 133898},
		"resnet50": {24114826, 527114}} {
		b, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		row, err := b.Row(32, 32)
		if err != nil {
			t.Fatal(err)
		}
		head := nets.New(name, nets.Flatten, nets.Dense(256), nets.ReLU, nets.Dense(10))
		if head.Features, err = b.Output(32, 32); err != nil {
			t.Fatal(err)
		}
		s, err := nets.Summarize(head)
		if err != nil {
			t.Fatal(err)
		}
		if s = s.Frozen([]nets.Row{row}, row.Params); s.Total != want.total || s.Trainable != want.trainable {
			t.Errorf("report 1's %s has %d parameters, %d trainable; want %v", name, s.Total, s.Trainable, want)
		}
	}
}

func TestUnfrozenTotals(t *testing.T) {
	s, err := VGG16().Summary(224, 224, "block5_conv1")
	if err != nil || s.Trainable != 3*2359808 {
		t.Errorf("block 5 has %d trainable parameters, %v; want three times 2,359,808", s.Trainable, err)
	}
	out, err := EfficientNetB1().Output(240, 240)
	if err != nil || out.String() != "(None, 8, 8, 1280)" {
		t.Errorf("EfficientNetB1 at its own size gives %v %v", out, err)
	}
	for _, try := range []error{
		func() error { _, err := VGG16().Shapes(28, 28); return err }(),
		func() error { _, err := Named("vgg19"); return err }(),
	} {
		if try == nil || !strings.ContainsAny(try.Error(), "×,") {
			t.Errorf("wrong error %v", try)
		}
	}
}
