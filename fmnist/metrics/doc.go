// Package metrics turns predictions into figures: confusion counts, precision and recall, the worst mistakes,
// calibration, and what two accuracies say about two models. It is pure arithmetic on labels and probabilities.
package metrics
