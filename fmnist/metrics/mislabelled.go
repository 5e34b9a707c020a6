package metrics

import "slices"

// Mislabelled are the samples whose label is probably wrong, by confident learning (Northcutt, Jiang and Chuang 2021),
// the least likely label first. The predictions must be out of fold: by networks that did not see the sample. A class
// is trusted where its probability reaches the mean that samples of that label give it; a sample is found when the most
// probable of the classes that are trusted so is not its label. It is cleanlab's find_label_issues with
// filter_by="confident_learning".
func Mislabelled(p Predictions) []int {
	thresholds := selfConfidence(p)
	var found []int
	for i, label := range p.Labels {
		best := -1
		for class, x := range p.Row(i) {
			if float64(x) >= thresholds[class]-1e-6 && (best < 0 || x > p.Row(i)[best]) {
				best = class
			}
		}
		if best >= 0 && best != int(label) && p.Class(i) != int(label) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b int) int {
		x, y := p.Row(a)[p.Labels[a]], p.Row(b)[p.Labels[b]]
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return found
}

// selfConfidence is, for each class, the mean probability that samples of that label give it; above 1 for a class
// without samples.
func selfConfidence(p Predictions) []float64 {
	sums, counts := make([]float64, p.Classes), make([]int, p.Classes)
	for i, label := range p.Labels {
		sums[label] += float64(p.Row(i)[label])
		counts[label]++
	}
	for class := range sums {
		if counts[class] == 0 {
			sums[class] = 2
			continue
		}
		sums[class] /= float64(counts[class])
	}
	return sums
}
