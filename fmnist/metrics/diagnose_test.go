package metrics

import (
	"math"
	"strings"
	"testing"
)

// two images, three features: spreads, dead units and entropies that can be worked out by hand.
func TestDiagnoseNumbers(t *testing.T) {
	features := []float32{1, 2, 0, 3, 2, 0}
	// Deviations 1, 0, 0; mean |f| = 8/6.
	if got, want := Spread(features, 3), (1.0/3)/(8.0/6); math.Abs(got-want) > 1e-12 {
		t.Errorf("spread %g, want %g", got, want)
	}
	if got := Spread(make([]float32, 6), 3); got != 0 {
		t.Errorf("spread of zeros %g", got)
	}
	weights := []float32{ // unit 0: -f₀+2, alive for image 0; unit 1: never; unit 2: always
		-1, -1, 1,
		0, 0, 1,
		9, 9, 9,
	}
	if got := DeadUnits(features, 3, weights, []float32{2, 0, 0}); math.Abs(got-1.0/3) > 1e-12 {
		t.Errorf("dead share %g, want 1/3", got)
	}
	if got := Entropy([]float32{0.5, 0.5, 1, 0}, 2); math.Abs(got-math.Log(2)/2) > 1e-7 {
		t.Errorf("entropy %g", got)
	}
}

func TestDiagnoseVerdicts(t *testing.T) {
	same := make([]float32, 20)
	for i := range same {
		same[i] = 0.1
	}
	differ := append(append([]float32{1}, make([]float32, 9)...), append(make([]float32, 9), 1)...)
	flat, lively := []float32{1, 1, 1.001, 1.001}, []float32{1, 0, 0, 1}
	dying, living := []float32{-1, -1}, []float32{1, 1}
	for _, c := range []struct {
		name                           string
		features, weights, predictions []float32
		want                           string
	}{
		{"report 2", flat, dying, same, "100 % of the first dense layer is dead and the predictions ignore the image; " + advice},
		{"rate", lively, dying, same, "lower the learning rate"},
		{"untrained", lively, living, same, "blind guessing among 10 classes is 2.3026"},
		{"flat", flat, living, nil, "a ReLU head will die"},
		{"risky", []float32{1, 1, 1.06, 1.06}, living, nil, "deep heads are likely to die"},
		{"flat and yet", flat, living, differ, "and yet the head learns"},
		{"healthy", lively, living, differ, "Healthy"},
		{"before training", lively, nil, nil, "Healthy"},
	} {
		var bias []float32
		if c.weights != nil {
			bias = []float32{0}
		}
		d, err := Diagnose(c.features, 2, c.weights, bias, c.predictions, 10)
		if err != nil || !strings.Contains(d.Verdict, c.want) {
			t.Errorf("%s: %+v, %v; want %q", c.name, d, err, c.want)
		}
	}
}

func TestDiagnoseErrors(t *testing.T) {
	for want, try := range map[string]func() (Diagnosis, error){
		"5 feature values are not rows of 2": func() (Diagnosis,
			error) {
			return Diagnose(make([]float32, 5), 2, nil, nil, nil, 0)
		},
		"3 dense weights do not join": func() (Diagnosis, error) {
			return Diagnose(make([]float32, 4), 2, make([]float32, 3), make([]float32, 2), nil, 0)
		},
		"7 predictions are not rows of 10": func() (Diagnosis,
			error) {
			return Diagnose(make([]float32, 4), 2, nil, nil, make([]float32, 7), 10)
		},
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not mention %q", err, want)
		}
	}
}
