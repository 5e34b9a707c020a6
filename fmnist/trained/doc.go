// Package trained reads what a training left in the run store: history, test figures, predictions and weights. It
// computes nothing, so it needs no backend; package train writes what it reads.
package trained
