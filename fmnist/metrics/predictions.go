package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Predictions are the class probabilities of labelled samples, row by row.
type Predictions struct {
	Labels        []uint8
	Probabilities []float32 // len(Labels)×Classes
	Classes       int
}

// Check says in one sentence what does not fit together.
func (p Predictions) Check() error {
	if p.Classes < 1 || len(p.Probabilities) != len(p.Labels)*p.Classes {
		return fmt.Errorf("there are %d probabilities for %d labels and %d classes; predict all samples first",
			len(p.Probabilities), len(p.Labels), p.Classes)
	}
	for i, label := range p.Labels {
		if int(label) >= p.Classes {
			return fmt.Errorf("label %d is %d, but there are %d classes", i, label, p.Classes)
		}
	}
	return nil
}

// Row is the distribution of sample i.
func (p Predictions) Row(i int) []float32 { return p.Probabilities[i*p.Classes : (i+1)*p.Classes] }

// Class is the most probable class of sample i; the first of equals wins, as NumPy's argmax.
func (p Predictions) Class(i int) int {
	row, best := p.Row(i), 0
	for class, x := range row {
		if x > row[best] {
			best = class
		}
	}
	return best
}

// Correct counts the samples whose most probable class is their label.
func (p Predictions) Correct() int {
	n := 0
	for i, label := range p.Labels {
		if p.Class(i) == int(label) {
			n++
		}
	}
	return n
}

// OneClass reports whether all samples are taken for the same class, and for which: a network whose output no longer
// depends on its input. One sample says nothing.
func (p Predictions) OneClass() (class int, one bool) {
	if len(p.Labels) < 2 {
		return 0, false
	}
	class = p.Class(0)
	for i := range p.Labels {
		if p.Class(i) != class {
			return 0, false
		}
	}
	return class, true
}

// Confusion counts samples of class i taken for class j, at [i][j].
func (p Predictions) Confusion() [][]int {
	counts := make([][]int, p.Classes)
	for i := range counts {
		counts[i] = make([]int, p.Classes)
	}
	for i, label := range p.Labels {
		counts[label][p.Class(i)]++
	}
	return counts
}

// ClassScore is one line of scikit-learn's classification report. A figure whose denominator is 0 is 0, as there.
type ClassScore struct {
	Precision, Recall, F1 float64
	Support               int
}

// Report gives the scores of all classes.
func (p Predictions) Report() []ClassScore {
	counts := p.Confusion()
	scores := make([]ClassScore, p.Classes)
	for c := range scores {
		predicted := 0
		for i := range counts {
			predicted += counts[i][c]
			scores[c].Support += counts[c][i]
		}
		s := &scores[c]
		s.Precision, s.Recall = share(counts[c][c], predicted), share(counts[c][c], s.Support)
		if s.Precision+s.Recall > 0 {
			s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
		}
	}
	return scores
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Mistake is a sample that was taken for another class.
type Mistake struct {
	Sample    int
	Label     int
	Predicted int
	Right     float64 // probability of the label
	Wrong     float64 // probability of the predicted class
}

// Mistakes are all wrong samples, the most confident errors first.
func (p Predictions) Mistakes() []Mistake {
	var all []Mistake
	for i, label := range p.Labels {
		if c := p.Class(i); c != int(label) {
			all = append(all, Mistake{i, int(label), c, float64(p.Row(i)[label]), float64(p.Row(i)[c])})
		}
	}
	slices.SortStableFunc(all, func(a, b Mistake) int {
		switch d := (b.Wrong - b.Right) - (a.Wrong - a.Right); {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return 0
	})
	return all
}

// MistakesOfAll are the samples that each of several networks takes for another class, those first that they are most
// sure about in the mean. The predictions must be of the same samples.
func MistakesOfAll(all ...Predictions) []int {
	sure := map[int]float64{} // by sample: the sum of how much likelier its wrong class is than its label
	seen := map[int]int{}
	for _, p := range all {
		for _, m := range p.Mistakes() {
			sure[m.Sample] += m.Wrong - m.Right
			seen[m.Sample]++
		}
	}
	var samples []int
	for sample, n := range seen {
		if n == len(all) {
			samples = append(samples, sample)
		}
	}
	slices.SortFunc(samples, func(a, b int) int { return cmp.Or(cmp.Compare(sure[b], sure[a]), cmp.Compare(a, b)) })
	return samples
}

// Bin is one bar of a reliability chart: samples whose top probability lies in (Low, High].
type Bin struct {
	Low, High            float64
	Count                int
	Confidence, Accuracy float64 // means over the bin; NaN when it is empty
}

// Calibration sorts the samples by their top probability into equal bins and gives the expected calibration error, the
// mean of |accuracy − confidence| weighted by the bins' counts (Guo et al. 2017).
func (p Predictions) Calibration(bins int) ([]Bin, float64) {
	all := make([]Bin, max(bins, 1))
	right := make([]int, len(all))
	for i, label := range p.Labels {
		class := p.Class(i)
		top := float64(p.Row(i)[class])
		b := min(max(int(math.Ceil(top*float64(len(all))))-1, 0), len(all)-1)
		all[b].Count++
		all[b].Confidence += top
		if class == int(label) {
			right[b]++
		}
	}
	ece := 0.0
	for b := range all {
		bin := &all[b]
		bin.Low, bin.High = float64(b)/float64(len(all)), float64(b+1)/float64(len(all))
		n := float64(bin.Count)
		bin.Confidence, bin.Accuracy = bin.Confidence/n, float64(right[b])/n
		if bin.Count > 0 {
			ece += math.Abs(bin.Accuracy-bin.Confidence) * n / float64(len(p.Labels))
		}
	}
	return all, ece
}
