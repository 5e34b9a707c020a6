package reports

import (
	"math"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/backbone"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

func TestVerdictsOfFigures(t *testing.T) {
	for want, here := range map[string]float64{"the same within a point (+0.0010)": 0.8992, "higher by 0.0218": 0.92,
		"lower by 0.0982": 0.8, "not run": math.NaN()} {
		if got := Figure("accuracy", 0.8982, here).Verdict; got != want {
			t.Errorf("0.8982 and %g: %q, want %q", here, got, want)
		}
	}
	text := Beside("Both", Figure("accuracy", 0.9, 0.91), Claim("darker", "yes", "no", "not supported"),
		Ours("honest", 0.8765)).Text()
	for _, words := range []string{"0.9000", "0.9100", "not supported", "not run  0.8765"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
}

func TestWideShowsTheEpochThatTrainsAsWell(t *testing.T) {
	h := plan.History{Loss: []float64{.4, .2, .1}, Accuracy: []float64{.85, .9303, .96},
		ValLoss: []float64{.3, .25, .31}, ValAccuracy: []float64{.88, .91, .92}}
	text := Wide(h).Text()
	for _, words := range []string{"here, epoch 2", "here, epoch 3", "0.9100", "0.9200", "0.3063"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
	if text := Wide(plan.History{Accuracy: []float64{.5}}).Text(); !strings.Contains(text, "no epoch trains as well") {
		t.Error(text)
	}
}

// The report's own counts, section "Structure of the LeNet-5 Model".
func TestLeNet1998Table(t *testing.T) {
	table, err := LeNet1998()
	if err != nil || len(table.Rows) != 8 {
		t.Fatalf("%d rows, %v", len(table.Rows), err)
	}
	text := table.Text()
	for _, words := range []string{"122304", "1516", "151600", "48120", "10164", "scaled tanh", "5×5"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
}

func TestCostAddsUp(t *testing.T) {
	p := plan.Plan{Net: nets.Linear(), Epochs: 10, Validation: 0.2} // 7,850 connections an image
	if got, want := operations(p, 60000), 6*7850.0*48000*10; got != want {
		t.Errorf("%g operations, want %g", got, want)
	}
	p.Limit = 3000
	if got, want := operations(p, 60000), 6*7850.0*2400*10; got != want {
		t.Errorf("%g operations on 3,000 images, want %g", got, want)
	}
	text := Cost(60000, Work{"one", p, 1}, Work{"five", p, 5}).Text()
	for _, words := range []string{"all", "store"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
}

// VGG16 needs 15.3·10⁹ multiplications for 224×224 (Simonyan and Zisserman 2015), a forty-ninth of them for 32×32.
func TestOperationsOfVGG16(t *testing.T) {
	b, err := backbone.Named("vgg16")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := perImage(b); err != nil || math.Abs(got/(2*15.35e9/49)-1) > 0.01 {
		t.Errorf("%g operations an image, %v", got, err)
	}
	table, err := Networks()
	if err != nil || len(table.Rows) != len(backbone.Backbones()) || !strings.Contains(table.Text(), "620 s") {
		t.Errorf("%v\n%s", err, table.Text())
	}
}

// The verdicts follow the figures: the same words would be wrong for other runs.
func TestReport2VerdictsFollowTheFigures(t *testing.T) {
	o := Outcome{Wide: 0.91, TestWide: 0.91, TestTuned: 0.92, KeptLast: 0.99, KeptTest: 0.91, ResNet: 0.7}
	for _, c := range []struct {
		what, verdict string
		change        func(*Outcome)
	}{
		{"a tight range, so no overfitting", "not supported", func(*Outcome) {}},
		{"a tight range, so no overfitting", "supported", func(o *Outcome) { o.KeptTest = 0.985 }},
		{"tuning finds the best result", "supported by one network of each", func(*Outcome) {}},
		{"tuning finds the best result", "not supported by one network of each", func(o *Outcome) { o.TestTuned = 0.9 }},
		{"transfer learning loses accuracy", "supported with the weights of the captions", func(*Outcome) {}},
		{"transfer learning loses accuracy", "not supported with the weights of the captions",
			func(o *Outcome) { o.VGG = 0.95 }},
		{"tuning finds the best result", "none: 4 epochs here, 30 in the report; fmnist tune -space report2 -max-epochs 10 -final trains them",
			func(o *Outcome) { o.TunedPlan.Epochs = 4 }},
		{"VGG16", "none: seeded weights; fmnist transfer -base vgg16 -head report2 -preprocess report -batch 64 -validation 0.2 fetches the real ones",
			func(o *Outcome) { o.VGGPlan.Base = &plan.Base{Network: "vgg16", Weights: plan.RandomWeights + "1"} }},
	} {
		changed := o
		c.change(&changed)
		found := false
		for _, row := range Report2Verdict(changed).Rows {
			found = found || row[0] == c.what && row[3] == c.verdict
		}
		if !found {
			t.Errorf("%q is not %q in\n%s", c.what, c.verdict, Report2Verdict(changed).Text())
		}
	}
}
