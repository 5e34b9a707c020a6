package metrics

import (
	"fmt"
	"math"
)

// z95 is the two-sided 95 % point of the normal distribution.
const z95 = 1.959963984540054

// Interval is Wilson's 95 % interval of a proportion (Wilson 1927): where an accuracy measured on n samples may really
// lie.
func Interval(correct, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	p, m := float64(correct)/float64(n), float64(n)
	centre := (p + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 / (1 + z95*z95/m) * math.Sqrt(p*(1-p)/m+z95*z95/(4*m*m))
	return max(centre-half, 0), min(centre+half, 1)
}

// McNemar compares two models on the same samples (McNemar 1947).
type McNemar struct {
	OnlyA, OnlyB int // samples that only one of them got right
	// exact two-sided binomial probability of a split at least that uneven if both were equally good
	P float64
}

// Test compares two lists of predictions of the same samples.
func Test(a, b Predictions) (McNemar, error) {
	if len(a.Labels) != len(b.Labels) || string(a.Labels) != string(b.Labels) {
		return McNemar{}, fmt.Errorf("the two models were tested on different samples (%d and %d); test both on the same set",
			len(a.Labels), len(b.Labels))
	}
	var m McNemar
	for i, label := range a.Labels {
		rightA, rightB := a.Class(i) == int(label), b.Class(i) == int(label)
		if rightA && !rightB {
			m.OnlyA++
		}
		if rightB && !rightA {
			m.OnlyB++
		}
	}
	m.P = binomialTwoSided(min(m.OnlyA, m.OnlyB), m.OnlyA+m.OnlyB)
	return m, nil
}

// binomialTwoSided is min(1, 2·P(X ≤ k)) for X binomial(n, ½).
func binomialTwoSided(k, n int) float64 {
	sum := 0.0
	logHalf := float64(n) * math.Log(0.5)
	top, _ := math.Lgamma(float64(n) + 1)
	for i := 0; i <= k; i++ {
		a, _ := math.Lgamma(float64(i) + 1)
		b, _ := math.Lgamma(float64(n-i) + 1)
		sum += math.Exp(top - a - b + logHalf)
	}
	return min(1, 2*sum)
}

// significance is the customary 5 % level.
const significance = 0.05

// Verdict says in words what the test means. It is about two trained networks: another seed gives two others, so it
// says nothing about the recipes.
func (m McNemar) Verdict() string {
	if m.P < significance {
		return fmt.Sprintf("these two networks differ (%s)", probability(m.P))
	}
	return verdict(m.P)
}

func verdict(p float64) string {
	if p < significance {
		return fmt.Sprintf("a real difference (%s)", probability(p))
	}
	return fmt.Sprintf("no evidence of a difference (%s)", probability(p))
}

// probability is a p-value in words. Below tiny a float64 is 0, which no probability of a difference by chance is.
func probability(p float64) string {
	const tiny = 1e-300
	if p < tiny {
		return "p < 1e-300"
	}
	return fmt.Sprintf("p = %.2g", p)
}

// MeanSD is the mean and the sample standard deviation (n−1 in the denominator; 0 for one value).
func MeanSD(values []float64) (mean, sd float64) {
	if len(values) == 0 {
		return math.NaN(), math.NaN()
	}
	for _, x := range values {
		mean += x / float64(len(values))
	}
	if len(values) == 1 {
		return mean, 0
	}
	for _, x := range values {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / float64(len(values)-1))
}
