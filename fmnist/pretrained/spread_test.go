package pretrained

import (
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// TestReportsEfficientNet reproduces what went wrong in report 2, with seeded weights: pixels already divided by 255
// are divided again by the network's first layer, and the features hardly depend on the image any more.
func TestReportsEfficientNet(t *testing.T) {
	b := Backbone{backbone.EfficientNetB1()}
	w, err := b.Random(7, "")
	if err != nil {
		t.Fatal(err)
	}
	spread := map[backbone.Scaling]float64{}
	for _, scaling := range []backbone.Scaling{backbone.Keras, backbone.Report} {
		features := extract(t, b, w, eight(t), backbone.Preprocess{Scaling: scaling})
		d, err := metrics.Diagnose(features, len(features)/8, nil, nil, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		spread[scaling] = d.Spread
		if scaling == backbone.Report && !strings.Contains(d.Verdict, "will die within an epoch") {
			t.Error(d.Verdict)
		}
	}
	if spread[backbone.Keras] < 100*spread[backbone.Report] {
		t.Errorf("spread %g with Keras' preprocessing, %g with the report's: the second should be hundreds of times smaller",
			spread[backbone.Keras], spread[backbone.Report])
	}
}
