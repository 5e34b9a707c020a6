package reports

import (
	"fmt"
	"math"

	"github.com/gofmnist/gofmnist/fmnist/chart"
	"github.com/gofmnist/gofmnist/fmnist/plan"
)

// Row is one line of a table that sets a report beside what was found here.
type Row struct{ What, Report, Here, Verdict string }

// Beside is a table of the report's figures and claims, ours, and what to think of them.
func Beside(title string, rows ...Row) chart.Table {
	t := chart.Table{Title: title, Header: []string{"", "report", "here", "verdict"}, Align: "lrrl"}
	for _, r := range rows {
		t.Rows = append(t.Rows, []string{r.What, r.Report, r.Here, r.Verdict})
	}
	return t
}

// Claim is a line in words: what the report says, what was found, and a verdict such as "not supported".
func Claim(what, report, here, verdict string) Row { return Row{what, report, here, verdict} }

// alike is what two accuracies may differ by and still be called the same: one percentage point, twice what 10,000 test
// images and another seed do to it.
const alike = 0.01

// Figure is a line of two accuracies or losses. The verdict says how far ours is from the report's; NaN is "not run".
func Figure(what string, report, here float64) Row {
	r := Row{What: what, Report: fmt.Sprintf("%.4f", report), Here: fmt.Sprintf("%.4f", here)}
	switch difference := here - report; {
	case math.IsNaN(here):
		r.Here, r.Verdict = "", "not run"
	case math.Abs(difference) <= alike:
		r.Verdict = fmt.Sprintf("the same within a point (%+.4f)", difference)
	case difference > 0:
		r.Verdict = fmt.Sprintf("higher by %.4f", difference)
	default:
		r.Verdict = fmt.Sprintf("lower by %.4f", -difference)
	}
	return r
}

// Ours is a line of a figure that the report does not have.
func Ours(what string, here float64) Row {
	return Row{What: what, Report: "not run", Here: fmt.Sprintf("%.4f", here)}
}

// Last is the value of the last epoch, NaN where there is none.
func Last(values []float64) float64 { return At(values, len(values)) }

// At is the value of an epoch, counted from 1; NaN where there is none.
func At(values []float64, epoch int) float64 {
	if epoch < 1 || epoch > len(values) {
		return math.NaN()
	}
	return values[epoch-1]
}

// Reached is the first epoch whose training accuracy is at least that; 0 when there is none.
func Reached(h plan.History, accuracy float64) int {
	for i, a := range h.Accuracy {
		if a >= accuracy {
			return i + 1
		}
	}
	return 0
}

// Wide sets report 2's first result beside a run of its network: the first epoch that trains as well, and the last one.
func Wide(h plan.History) chart.Table {
	t := chart.Table{Align: "lrrr"}
	epoch := Reached(h, wideTraining)
	t.Title = "Report 2's wide LeNet-5: the report does not say after how many epochs"
	same := fmt.Sprintf("here, epoch %d", epoch)
	if epoch == 0 {
		same = "here, no epoch trains as well"
	}
	t.Header = []string{"", "report", same, fmt.Sprintf("here, epoch %d", len(h.Loss))}
	for _, row := range []struct {
		what   string
		report float64
		here   []float64
	}{
		{"training loss", 0.1858, h.Loss}, {"training accuracy", wideTraining, h.Accuracy},
		{"validation loss", 0.3063, h.ValLoss}, {"validation accuracy", 0.8982, h.ValAccuracy},
	} {
		t.Rows = append(t.Rows, []string{row.what, four(row.report), four(At(row.here, epoch)), four(Last(row.here))})
	}
	return t
}

// four is a figure with four decimals, nothing for NaN.
func four(x float64) string {
	if math.IsNaN(x) {
		return ""
	}
	return fmt.Sprintf("%.4f", x)
}
