package fmnist

import "github.com/gofmnist/gofmnist/fmnist/metrics"

// TestMean is the mean test accuracy of the folds' networks, which is what report 1 calls its cross-validated accuracy.
// (Report 1, "Five folds")
func (c CrossValidation) TestMean() float64 { mean, _ := metrics.MeanSD(c.tests()); return mean }

// TestSD is the standard deviation of the folds' test accuracies, with n − 1 in the denominator.
func (c CrossValidation) TestSD() float64 { _, sd := metrics.MeanSD(c.tests()); return sd }

func (c CrossValidation) tests() []float64 {
	var all []float64
	for _, r := range c.now().Folds {
		all = append(all, r.TestAccuracy)
	}
	return all
}
