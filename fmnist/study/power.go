package study

import (
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/metrics"
)

// SeedsNeeded says, one sentence for each recipe after the first, how many seeds of both tell it from the first: a
// two-sided Welch test at 5 % with a power of 80 %, were the means and deviations the true ones. Few seeds know them
// roughly only.
func (c *Recipes) SeedsNeeded() string {
	var sentences []string
	for _, l := range c.Lines[1:] {
		sentences = append(sentences, seedsNeeded(c.Lines[0], l))
	}
	return strings.Join(sentences, "\n")
}

func seedsNeeded(first, other RecipeLine) string {
	found := fmt.Sprintf("%s and %s are %.4f apart, with standard deviations of %.4f and %.4f over %d and %d seeds",
		first.Recipe, other.Recipe,
		max(other.Mean-first.Mean, first.Mean-other.Mean), first.SD, other.SD, first.Seeds, other.Seeds)
	n := metrics.SeedsNeeded(other.Mean-first.Mean, first.SD, other.SD)
	switch {
	case other.Mean == first.Mean:
		return found + ": no number of seeds tells equal means apart."
	case n == 0:
		return found + ": a million seeds of each would not tell them apart."
	}
	return fmt.Sprintf("%s: to tell them apart takes %d seeds of each (Welch's test, two-sided at 5 %%, power 80 %%).",
		found, n)
}
