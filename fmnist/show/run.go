package show

import (
	"fmt"

	"github.com/gofmnist/gofmnist/fmnist/plan"
	"github.com/gofmnist/gofmnist/fmnist/text"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// Two panels of this size, CSS pixels, fill the width of a notebook.
const panelWidth, panelHeight = 440, 320

// curves draws loss and accuracy side by side.
func curves(title string, history []plan.Epoch, marks []chart.Mark) chart.Row {
	h := plan.Columns(history)
	panel := func(name string, training, validation []float64) chart.Line {
		l := chart.Line{X: "epoch", Y: name, Marks: marks, Width: panelWidth, Height: panelHeight,
			Series: []chart.Series{{Name: "training", Y: training, Markers: true}}}
		if validation != nil {
			l.Series = append(l.Series, chart.Series{Name: "validation", Y: validation, Dashed: true, Markers: true})
		}
		return l
	}
	return chart.Row{Title: title, Charts: []chart.Chart{panel("loss", h.Loss, h.ValLoss),
		panel("accuracy", h.Accuracy, h.ValAccuracy)}}
}

// Curves draws loss and accuracy per epoch, training and validation. With KeepBest or restored weights the chosen epoch
// is marked. (Tour, "The curves".)
func (r Run) Curves() chart.Chart {
	var marks []chart.Mark
	if r.Chosen != r.Epochs {
		marks = []chart.Mark{{At: float64(r.Chosen), Label: "best"}}
	}
	return note(r.Study(), curves(r.Plan.Title(), r.History, marks))
}

// Confusion counts the test images of each class by the class they were taken for. (Tour, "Where it errs".)
func (r Run) Confusion() chart.Chart {
	if err := r.Ready(); err != nil {
		return sorry(err)
	}
	n := len(r.Predictions().Labels)
	title := fmt.Sprintf("%s: %d of %d test images right", r.Plan.Title(), r.Predictions().Correct(), n)
	return note(r.Study(), chart.Matrix{Title: title, Names: r.Study().Data.ClassNames(),
		Counts: r.Predictions().Confusion()})
}

// Mistakes shows the n test images that the network was most wrong about, with both probabilities. (Tour, "Where it
// errs".)
func (r Run) Mistakes(n int) chart.Chart {
	if err := r.Ready(); err != nil {
		return sorry(err)
	}
	all := r.Predictions().Mistakes()
	grid := chart.Images{Title: fmt.Sprintf("The %d worst of %d mistakes", min(max(n, 0), len(all)), len(all)),
		Side: data.Side, Columns: 4}
	for _, m := range all[:min(max(n, 0), len(all))] {
		grid.Pixels = append(grid.Pixels, r.Study().Data.Test.Image(m.Sample)...)
		grid.Titles = append(grid.Titles, fmt.Sprintf("taken for %s, %.0f %%\nreally %s, %.0f %%",
			r.Study().Data.ClassNames()[m.Predicted], 100*m.Wrong, r.Study().Data.ClassNames()[m.Label], 100*m.Right))
	}
	return note(r.Study(), grid)
}

// Report is scikit-learn's classification report.
func (r Run) Report() chart.Chart {
	if err := r.Ready(); err != nil {
		return sorry(err)
	}
	t := chart.Table{Title: r.Plan.Title() + ": precision, recall and F1 on the test set",
		Header: []string{"class", "precision", "recall", "F1", "images"}}
	var precision, recall, f1 []float64
	for c, s := range r.Predictions().Report() {
		t.Rows = append(t.Rows, []string{r.Study().Data.ClassNames()[c], text.Four(s.Precision), text.Four(s.Recall),
			text.Four(s.F1), fmt.Sprint(s.Support)})
		precision, recall, f1 = append(precision, s.Precision), append(recall, s.Recall), append(f1, s.F1)
	}
	mean := func(x []float64) string { m, _ := metrics.MeanSD(x); return text.Four(m) }
	t.Rows = append(t.Rows, []string{"mean", mean(precision), mean(recall), mean(f1),
		fmt.Sprint(len(r.Predictions().Labels))})
	return note(r.Study(), t)
}

// Calibration compares how sure the network is with how often it is right. (Tour, "Is it as sure as it should be?")
func (r Run) Calibration() chart.Chart {
	if err := r.Ready(); err != nil {
		return sorry(err)
	}
	const bins = 10 // Guo et al. 2017 use 15 on larger test sets; ten leave some hundred images in most bins
	all, ece := r.Predictions().Calibration(bins)
	var confidence, accuracy []float64
	for _, b := range all {
		if b.Count > 0 {
			confidence, accuracy = append(confidence, b.Confidence), append(accuracy, b.Accuracy)
		}
	}
	return note(r.Study(), chart.Line{Title: fmt.Sprintf("%s: calibration error %.4f", r.Plan.Title(), ece),
		X: "mean confidence", Y: "accuracy", XRange: [2]float64{0, 1}, YRange: [2]float64{0, 1}, Width: 480, Height: 440,
		Series: []chart.Series{{Name: "the network", X: confidence, Y: accuracy, Markers: true},
			{Name: "as sure as right", X: chart.Values{0, 1}, Y: chart.Values{0, 1}, Dashed: true}}})
}
