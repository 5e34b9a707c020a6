//go:build unix

package nb

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/chart"
)

func TestShowInteractive(t *testing.T) {
	k := startKernel(t)
	gap := aLine
	gap.Series = []chart.Series{{Name: "loss", Y: chart.Values{3, math.NaN(), 1}}}
	if err := ShowInteractive(gap, chart.Scatter{}, aTable, "text"); err != nil {
		t.Fatal(err)
	}
	got := k.shown()
	if len(got) != 4 || got[0].Data["image/png"] == nil || got[1].Data[plotlyMIME] == nil ||
		got[2].Data["text/markdown"] == nil || got[3].Data["text/plain"] != "text" {
		t.Fatalf("%d outputs", len(got))
	}
	b, err := json.Marshal(got[0].Data[plotlyMIME])
	if err != nil || !strings.Contains(string(b), `"y":[3,"",1]`) {
		t.Errorf("figure %s (%v), want a gap where there is no number", b, err)
	}
}

func TestPictureThatCannotBeDrawn(t *testing.T) {
	k := startKernel(t)
	huge := chart.Images{Title: "many", Side: 28, Scale: 1000, Pixels: make([]byte, 784*100)}
	if err := Show(huge, "next"); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("error %v", err)
	}
	got := k.shown()
	if len(got) != 2 || !strings.HasPrefix(got[0].Data["text/plain"].(string), "many") ||
		got[1].Data["text/plain"] != "next" {
		t.Errorf("%d outputs: want the text form, then the rest", len(got))
	}
}

func ExampleShow() {
	t := chart.Table{Header: []string{"run", "accuracy"}, Rows: [][]string{{"lenet5", "0.8817"}}}
	if err := Show("report 1", t, fmt.Errorf("one warning")); err != nil {
		fmt.Println(err)
	}
	// Output:
	// report 1
	// run     accuracy
	// ────────────────
	// lenet5    0.8817
	// one warning
}
