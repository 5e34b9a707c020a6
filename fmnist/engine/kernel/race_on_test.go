//go:build race

package kernel

// trials is a tenth of n: the race detector slows plain Go down by that much.
func trials(n int) int { return n / 10 }
