package kernel

import (
	"testing"
	"time"
)

// fastest runs f repeatedly and reports the fastest run: the machine's other work slows single runs, never speeds them up.
func fastest(b *testing.B, flops float64, f func()) {
	b.Helper()
	best := time.Hour
	for b.Loop() {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	b.ReportMetric(best.Seconds()*1e3, "min-ms")
	if flops > 0 {
		b.ReportMetric(flops/best.Seconds()/1e9, "max-GFLOP/s")
	}
}
