package metrics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Welch compares the means of two groups of figures whose spreads may differ (Welch 1947), for example the accuracies
// of two recipes over several seeds each.
type Welch struct {
	Difference float64 `json:"difference"` // mean of b less mean of a
	T          float64 `json:"t"`
	Freedom    float64 `json:"degrees_of_freedom"` // Welch and Satterthwaite's
	P          float64 `json:"p"`                  // two-sided; 1 when nothing varies and the means are equal
}

// WelchTest is scipy.stats.ttest_ind(b, a, equal_var=False). It needs two figures in each group: one has no spread.
func WelchTest(a, b []float64) (Welch, error) {
	if len(a) < 2 || len(b) < 2 {
		return Welch{}, fmt.Errorf("groups of %d and %d figures say nothing about a difference; run at least 2 seeds of each",
			len(a), len(b))
	}
	meanA, varianceA := stat.MeanVariance(a, nil)
	meanB, varianceB := stat.MeanVariance(b, nil)
	ofA, ofB := varianceA/float64(len(a)), varianceB/float64(len(b))
	w := Welch{Difference: meanB - meanA, P: 1}
	if ofA+ofB == 0 {
		if w.Difference != 0 {
			w.P = 0
		}
		return w, nil
	}
	w.T = w.Difference / math.Sqrt(ofA+ofB)
	w.Freedom = (ofA + ofB) * (ofA + ofB) / (ofA*ofA/float64(len(a)-1) + ofB*ofB/float64(len(b)-1))
	w.P = 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: w.Freedom}.Survival(math.Abs(w.T))
	return w, nil
}

// Verdict says in words what the test means.
func (w Welch) Verdict() string { return verdict(w.P) }

// MeanInterval is the 95 % interval of the mean of the group that the values are drawn from (Student 1908); the whole
// line when there are fewer than two.
func MeanInterval(values []float64) (low, high float64) {
	if len(values) < 2 {
		return math.Inf(-1), math.Inf(1)
	}
	mean, sd := MeanSD(values)
	n := float64(len(values))
	half := sd / math.Sqrt(n) * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(1-significance/2)
	return mean - half, mean + half
}
