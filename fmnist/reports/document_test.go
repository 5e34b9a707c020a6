package reports

import (
	"context"
	"strings"
	"testing"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/study"
	"github.com/gofmnist/gofmnist/fmnist/study/studytest"

	"github.com/gofmnist/gofmnist/fmnist/nets"
)

func TestResultsTrainWhatIsAskedForAndReadTheRest(t *testing.T) {
	s := studytest.New(t)
	s.Quick = true // two epochs each
	o := Options{Seeds: 2, Only: []string{"lenet5"}, WideEpochs: 1, FoldEpochs: 1, Command: "fmnist results"}
	first, err := Make(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	lines := first.Sections[0].Lines
	if len(lines[0].Values) != 2 || lines[0].NotRun != "" || len(lines[1].Values) != 0 ||
		!strings.Contains(lines[1].NotRun, "-only dropout") {
		t.Errorf("%+v", lines)
	}
	o.Only = []string{}
	again, err := Make(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	text := again.Markdown()
	if text != first.Markdown() {
		t.Error("the same runs must make the same document")
	}
	for _, words := range []string{"| LeNet-5, 44,426 parameters | 0.8817 | ", " ± ", "0 of 2", "Not run: ",
		"`fmnist results`",
		"| **LeNet-5 here, 44,426 parameters, mean of 2** | none | 0."} {
		if !strings.Contains(text, words) {
			t.Errorf("the document does not say %q", words)
		}
	}
}

// What other machines have trained of the listed plans is not listed again, and the document finds it.
func TestResultPlans(t *testing.T) {
	s := studytest.New(t)
	s.Quick = true
	o := Options{Seeds: 2, Only: []string{"lenet5"}, WideEpochs: 1, FoldEpochs: 1}
	for _, want := range []int{2, 0} {
		plans, err := Plans(context.Background(), s, o)
		if err != nil || len(plans) != want {
			t.Fatalf("%d plans, want %d, %v", len(plans), want, err)
		}
		for _, p := range plans {
			studytest.Train(t, s, p)
		}
	}
	o.Only = []string{}
	r, err := Make(context.Background(), s, o)
	if err != nil || len(r.Sections[0].Lines[0].Values) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestGains(t *testing.T) {
	before := []float64{.90, .92, .91}
	for _, c := range []struct {
		line Line
		want string
	}{
		{Line{Values: []float64{.91, .93, .92}}, "+0.0100 (p = 0.29)"},
		{Line{Values: []float64{.89}, Tried: true}, "-0.0100"},
		{Line{Values: []float64{.95}}, "+0.0400"},
		{Line{}, ""},
	} {
		if got := c.line.gain(before); got != c.want {
			t.Errorf("%+v: gain %q, want %q", c.line, got, c.want)
		}
	}
	if got := (Line{Values: before}).gain(nil); got != "" {
		t.Errorf("the first line gains %q", got)
	}
}

// An interrupted collection is the document of what is there.
func TestResultsInterrupted(t *testing.T) {
	s := studytest.New(t)
	s.Quick = true
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, err := Make(ctx, s, Options{Seeds: 1, WideEpochs: 1, FoldEpochs: 1})
	if err != nil || len(r.Sections) != 4 || len(r.Sections[0].Lines[0].Values) != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, bad := range []Options{{}, {Seeds: 1, WideEpochs: 1, FoldEpochs: 1, Only: []string{"lenet6"}}} {
		if _, err := Make(ctx, s, bad); err == nil {
			t.Errorf("%+v must be an error", bad)
		}
	}
}

// The last step of the ablation is the final plan but for its length, and the network keeps to report 2's size.
func TestTheAblationEndsAtTheBestPlan(t *testing.T) {
	last := ablationPlan()
	for _, step := range ablationSteps() {
		last = last.With(step.change)
	}
	best := plan.LeNet5Best()
	if *last.Augment != *best.Augment || last.LabelSmoothing != best.LabelSmoothing || last.Rate != best.Rate ||
		last.Net.String() != best.Net.String() {
		t.Errorf("the ablation ends at %+v, the best plan is %+v", last, best)
	}
	wide, _ := nets.Summarize(nets.LeNet5Wide())
	for _, step := range append(ablationSteps(), ablationTried()...) {
		if summary, err := nets.Summarize(last.With(step.change).Net); err != nil || summary.Total > wide.Total {
			t.Errorf("%s: %d parameters, %v", step.what, summary.Total, err)
		}
	}
	same := plan.Plan{Net: nets.Best()}
	if same = same.With(layout(24, 64, 3, 200)); same.Net.String() != nets.Best().String() {
		t.Errorf("the best network's own widths give %s", same.Net)
	}
}

// With the weights kept, a fold needs the one before it; the document counts what is there.
func TestResultsOfKeptWeights(t *testing.T) {
	s := studytest.New(t)
	s.Data.Train = s.Data.Train.Take(100)
	c := &collector{study: s, o: Options{}, ctx: context.Background(), missing: map[string]float64{}}
	whole := studytest.Plan().With(plan.Epochs(1), func(p *plan.Plan) { p.Validation = 0 })
	var next []plan.Plan
	c.plans = &next
	if _, err := c.folds("kept10", whole, 3, study.KeepWeights); err != nil || len(next) != 1 ||
		next[0].Fold.Index != 0 {
		t.Errorf("of three folds in a row only the first can be trained now, not %+v, %v", next, err)
	}
	c.plans = nil
	for _, want := range []int{0, 3, 3} {
		if want > 0 {
			c.o.Only = nil
		} else {
			c.o.Only = []string{}
		}
		runs, err := c.folds("kept10", whole, 3, study.KeepWeights)
		if err != nil || len(runs) != want {
			t.Errorf("%d folds, want %d, %v", len(runs), want, err)
		}
	}
	if c.missing["kept10"] <= 0 {
		t.Error("the missing folds must be counted")
	}
}
