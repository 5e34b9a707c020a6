package metrics

import (
	"fmt"
	"math"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

var three = Predictions{Labels: []uint8{0, 1, 2, 1}, Classes: 3, Probabilities: []float32{
	.65, .25, .1, // right
	.55, .35, .1, // 1 taken for 0
	.1, .1, .8, // right
	.2, .4, .4, // right: the first of equals
}}

func ExamplePredictions_Confusion() {
	for _, row := range three.Confusion() {
		fmt.Println(row)
	}
	// Output:
	// [1 0 0]
	// [1 1 0]
	// [0 0 1]
}

func TestReport(t *testing.T) {
	// scikit-learn 1.9: classification_report([0,1,2,1], [0,0,2,1]).
	want := []ClassScore{{.5, 1, 2. / 3, 1}, {1, .5, 2. / 3, 2}, {1, 1, 1, 1}}
	for c, got := range three.Report() {
		w := want[c]
		if !near(got.Precision, w.Precision) || !near(got.Recall, w.Recall) || !near(got.F1, w.F1) ||
			got.Support != w.Support {
			t.Errorf("class %d: got %+v, want %+v", c, got, w)
		}
	}
	if m := three.Mistakes(); len(m) != 1 || m[0].Sample != 1 || m[0].Predicted != 0 {
		t.Errorf("mistakes: %+v", m)
	}
}

func TestOneClass(t *testing.T) {
	dead := Predictions{Labels: []uint8{0, 2, 1}, Classes: 3,
		Probabilities: []float32{.3, .4, .3, .3, .4, .3, .3, .4, .3}}
	if class, one := dead.OneClass(); !one || class != 1 {
		t.Errorf("class %d, %v", class, one)
	}
	single := Predictions{Labels: []uint8{0}, Classes: 1, Probabilities: []float32{1}}
	for _, alive := range []Predictions{three, single, {}} {
		if _, one := alive.OneClass(); one {
			t.Errorf("%+v is no dead network", alive)
		}
	}
}

func TestCalibration(t *testing.T) {
	bins, ece := three.Calibration(10)
	// Tops .65, .55, .8, .4; only the second is wrong: (|1-.65| + |0-.55| + |1-.8| + |1-.4|)/4.
	if !near(ece, (.35+.55+.2+.6)/4) || bins[6].Count != 1 {
		t.Errorf("ece %.4f, bins %+v", ece, bins)
	}
}

func TestComparison(t *testing.T) {
	// scipy.stats.binomtest(8817, 10000).proportion_ci(method="wilson") = (0.875223, 0.887884).
	low, high := Interval(8817, 10000)
	if math.Abs(low-.875223) > 2e-6 || math.Abs(high-.887884) > 2e-6 {
		t.Errorf("Wilson: %.6f %.6f", low, high)
	}
	// scipy.stats.binomtest(3, 13).pvalue = 0.0922851562.
	if p := binomialTwoSided(3, 13); !near(p, 0.09228515625) {
		t.Errorf("binomial: %v", p)
	}
	if _, err := Test(three, Predictions{Labels: []uint8{1}, Classes: 3}); err == nil {
		t.Error("different samples must be an error")
	}
	mean, sd := MeanSD([]float64{1, 2, 3, 4})
	if !near(mean, 2.5) || !near(sd, 1.2909944487) {
		t.Errorf("mean %v sd %v", mean, sd)
	}
}

func TestCheck(t *testing.T) {
	for _, p := range []Predictions{{}, {Labels: []uint8{3}, Classes: 3, Probabilities: make([]float32, 3)},
		{Labels: []uint8{0}, Classes: 3}} {
		if p.Check() == nil {
			t.Errorf("%+v must not pass", p)
		}
	}
	if err := three.Check(); err != nil {
		t.Error(err)
	}
}

// Report 1's recipes over five seeds each, as docs/RESULTS.md has them.
var (
	plainSeeds   = []float64{.8883, .8746, .8848, .8780, .8911}
	dropoutSeeds = []float64{.8824, .8750, .8797, .8813, .8794}
)

func ExampleWelchTest() {
	w, _ := WelchTest(plainSeeds, dropoutSeeds)
	fmt.Printf("%+.4f: %s\n", w.Difference, w.Verdict())
	// Output: -0.0038: no evidence of a difference (p = 0.3)
}

func TestSeeds(t *testing.T) {
	w, err := WelchTest(plainSeeds, dropoutSeeds)
	// scipy 1.13: ttest_ind(dropout, plain, equal_var=False).
	if err != nil || !near(w.T, -1.1360150325) || !near(w.P, 0.3047320798) || !near(w.Freedom, 5.2956340323) {
		t.Errorf("%+v, %v", w, err)
	}
	// scipy.stats.t.interval(0.95, 4, loc=mean, scale=sem).
	if low, high := MeanInterval(plainSeeds); !near(low, 0.8747608157) || !near(high, 0.8919591843) {
		t.Errorf("interval %.7f %.7f", low, high)
	}
	if w, err := WelchTest([]float64{1, 1}, []float64{1, 1, 1}); err != nil || w.P != 1 {
		t.Errorf("equal figures: %+v, %v", w, err)
	}
	if w, err := WelchTest([]float64{1, 1}, []float64{2, 2}); err != nil || w.P != 0 {
		t.Errorf("figures that never vary: %+v, %v", w, err)
	}
	if _, err := WelchTest([]float64{1}, dropoutSeeds); err == nil {
		t.Error("one seed has no spread")
	}
}

// McNemar's test is about two networks, Welch's about two recipes; the words say so.
func TestVerdictsSayWhatWasTested(t *testing.T) {
	for want, got := range map[string]string{
		"these two networks differ (p = 0.019)":  McNemar{P: 0.019}.Verdict(),
		"these two networks differ (p < 1e-300)": McNemar{P: 0}.Verdict(),
		"no evidence of a difference (p = 0.3)":  McNemar{P: 0.3}.Verdict(),
		"a real difference (p = 0.019)":          Welch{P: 0.019}.Verdict(),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
