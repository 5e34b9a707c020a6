package metrics

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// cleanlab finds the same samples in the same order (bench/golden/mislabelled.py).
func TestMislabelled(t *testing.T) {
	text, err := os.ReadFile("../../bench/golden/mislabelled.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Labels        []int
		Probabilities []float32
		Classes       int
		Found         []int
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	p := Predictions{Probabilities: golden.Probabilities, Classes: golden.Classes}
	for _, label := range golden.Labels {
		p.Labels = append(p.Labels, uint8(label))
	}
	if got := Mislabelled(p); len(golden.Found) < 5 || !slices.Equal(got, golden.Found) {
		t.Errorf("%v, want %v", got, golden.Found)
	}
}
