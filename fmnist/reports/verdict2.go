package reports

import (
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/text"
)

// Duration is a line of what took how long; report 2 prints none that can be read.
func Duration(what string, seconds float64) Row {
	return Row{What: what, Here: text.Duration(seconds), Verdict: "the report's is not legible"}
}

// Outcome are the figures that report 2's conclusions are judged by, accuracies from 0 to 1.
type Outcome struct {
	Wide, Tuned, TestWide, TestTuned float64 // of the untuned and the tuned network: validation and test
	Folds, FoldsSD                   float64 // ten folds from fresh weights, validation
	KeptFirst, KeptLast, KeptTest    float64 // with the weights kept: folds 1 and 10, and the test images after fold 10
	ResNet, EfficientNet, VGG        float64 // heads on frozen networks, validation
	// What was trained, where a verdict depends on it: on seeded weights, or after fewer epochs than the report's, there
	// is none.
	TunedPlan, ResNetPlan, EfficientNetPlan, VGGPlan plan.Plan
}

// tuned keeps a verdict on the tuned network to trainings of the report's length.
func (o Outcome) tuned(r Row) Row {
	if n := o.TunedPlan.Epochs; n > 0 && n < report2Epochs {
		r.Verdict = fmt.Sprintf("none: %d epochs here, %d in the report; fmnist tune -space report2 -max-epochs 10 -final trains them", n, report2Epochs)
	}
	return r
}

// supports is the verdict on a claim that holds or does not.
func supports(holds bool) string {
	if holds {
		return "supported"
	}
	return "not supported"
}

// Report2Verdict sets report 2's figures and conclusions beside those of the runs.
func Report2Verdict(o Outcome) chart.Table {
	percent := func(x float64) string { return fmt.Sprintf("%.4f", x) }
	best := math.Max(o.ResNet, math.Max(o.EfficientNet, o.VGG))
	const remembered = 0.02 // two points between the fold held out and the test images are more than chance
	return Beside("Report 2: what it says, and what was found here",
		Claim("larger numbers are darker", "yes", "0 is black, 255 white", "not supported"),
		Claim("duplicated rows", "43", "0 in the official files, 43 in a table made so",
			"supported for the old release only"), Figure("wide LeNet-5, validation", 0.8982, o.Wide),
		o.tuned(Figure("tuned network, validation", 0.8940, o.Tuned)),
		o.tuned(Claim("tuning finds the best result", percent(0.8940-0.8982),
			fmt.Sprintf("%+.4f on the test images", o.TestTuned-o.TestWide),
			supports(o.TestTuned > o.TestWide)+" by one network of each")),
		Figure("fold 1, weights kept", 0.9838, o.KeptFirst),
		Figure("fold 10, weights kept", 0.9925, o.KeptLast),
		Claim("a tight range, so no overfitting", "0.9838 … 0.9925",
			fmt.Sprintf("fold 10 %.4f, test %.4f", o.KeptLast, o.KeptTest),
			supports(o.KeptLast-o.KeptTest < remembered)),
		Claim("ten folds, fresh weights", "not run", fmt.Sprintf("%.4f ± %.4f", o.Folds, o.FoldsSD), "the honest figure"),
		Report2Frozen("ResNet152V2", 0.7231, o.ResNetPlan, o.ResNet),
		Report2Frozen("EfficientNetB1", 0.1001, o.EfficientNetPlan, o.EfficientNet),
		Report2Frozen("VGG16", 0.1000, o.VGGPlan, o.VGG),
		Claim("transfer learning loses accuracy", "0.7231 at best", fmt.Sprintf("%.4f at best, LeNet-5 %.4f", best, o.Wide),
			supports(best < o.Wide)+" with the weights of the captions"),
		Claim("a mismatch of domains is to blame", "may be", "EfficientNetB1 is fed the wrong scale",
			"not needed for EfficientNetB1: the scale is enough"),
		Claim("locked at a local minimum", "yes", "", "not tested here"))
}
