package reports

import (
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"

	"github.com/gofmnist/gofmnist/fmnist/hyperband"
	"github.com/gofmnist/gofmnist/fmnist/nets"
)

// The summary as report 2 prints it, but for the digits that the scan lost.
func TestReport2SpaceSummary(t *testing.T) {
	want := `Search space summary
Default search space size: 6
CONV_1_FILTER (Int)
{'default': None, 'conditions': [], 'min_value': 32, 'max_value': 64, 'step': 1, 'sampling': 'linear'}
KERNEL_1_FILTER (Choice)
{'default': 3, 'conditions': [], 'values': [3, 5], 'ordered': True}
CONV_2_FILTER (Int)
{'default': None, 'conditions': [], 'min_value': 32, 'max_value': 128, 'step': 1, 'sampling': 'linear'}
KERNEL_2_FILTER (Choice)
{'default': 3, 'conditions': [], 'values': [3, 5], 'ordered': True}
DROPOUT_1 (Float)
{'default': 0.25, 'conditions': [], 'min_value': 0.0, 'max_value': 0.5, 'step': 0.05, 'sampling': 'linear'}
learning_rate (Float)
{'default': 0.0001, 'conditions': [], 'min_value': 0.0001, 'max_value': 0.01, 'step': None, 'sampling': 'log'}
`
	if got := Report2Space().Summary(); got != want {
		t.Errorf("got\n%s", got)
	}
}

// Counted by hand for 40 filters of 3×3 and 100 of 5×5: the third convolution and the padded input are what sets the
// dense layer's 4·4·100 inputs.
func TestReport2NetKeepsTheSlippedConvolution(t *testing.T) {
	point := hyperband.Point{"CONV_1_FILTER": 40, "KERNEL_1_FILTER": 3, "CONV_2_FILTER": 100, "KERNEL_2_FILTER": 5,
		"DROPOUT_1": 0.25, "learning_rate": 2e-3}
	p := Report2Plan(point)
	summary, err := nets.Summarize(p.Net)
	if err != nil {
		t.Fatal(err)
	}
	want := 40*(9+1) + 48*(40*25+1) + 100*(48*25+1) + 256*(4*4*100+1) + 84*(256+1) + 10*(84+1)
	if summary.Total != want {
		t.Errorf("%d parameters, want %d\n%s", summary.Total, want, summary)
	}
	if p.Net.Prepare != nets.Pad32 || p.Rate != 2e-3 || p.Validation != 0.2 ||
		*p.EarlyStopping != (plan.Stopping{Monitor: "val_loss", Patience: 5}) {
		t.Errorf("%+v", p)
	}
	final := p.With(Report2Final)
	if final.Batch != 64 || final.Epochs != 30 || final.KeepBest != "val_accuracy" || final.EarlyStopping != nil ||
		p.EarlyStopping == nil {
		t.Errorf("%+v", final)
	}
	if lines := plan.Messages(final, history(0.87792, 0.87925)); len(lines) != 1 ||
		!strings.HasPrefix(lines[0], "Epoch 2: val_accuracy improved from 0.87792 to 0.87925, saving model to ") {
		t.Errorf("the checkpoint says %q", lines)
	}
}

func history(accuracies ...float64) (epochs []plan.Epoch) {
	for i := range accuracies {
		epochs = append(epochs, plan.Epoch{Epoch: i + 1, ValAccuracy: &accuracies[i]})
	}
	return epochs
}

// Every corner of both spaces gives a valid plan, and the narrow one's untuned network is report 1's.
func TestSpacesGiveValidPlans(t *testing.T) {
	for name, check := range map[string]struct {
		space hyperband.Space
		build func(hyperband.Point) plan.Plan
	}{"report 2": {Report2Space(), Report2Plan}, "narrow": {NarrowSpace(), NarrowPlan}} {
		schedule, err := hyperband.RandomSearch(50, 1)
		if err != nil {
			t.Fatal(err)
		}
		search, err := hyperband.New(check.space, schedule, hyperband.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for _, trial := range search.Ready() {
			if err := plan.Check(check.build(trial.Point), 60000); err != nil {
				t.Errorf("%s, %v: %v", name, trial.Point, err)
			}
		}
	}
	at := hyperband.Point{"CONV_1_FILTER": 6, "KERNEL_1_FILTER": 5, "CONV_2_FILTER": 16, "KERNEL_2_FILTER": 5,
		"DROPOUT_1": 0.0, "learning_rate": 1e-3}
	summary, err := nets.Summarize(NarrowPlan(at).Net)
	if err != nil || summary.Total != 44426 {
		t.Errorf("the untuned point has %d parameters, report 1's LeNet-5 44,426 (%v)", summary.Total, err)
	}
}
