package kernel

import (
	"testing"
	"time"
)

// fastest runs f repeatedly and reports the fastest run: the machine's other work slows single runs, never speeds them
// up. On a busy machine the least processor time of a run tells more than the clock.
func fastest(b *testing.B, flops float64, f func()) {
	b.Helper()
	best, least := time.Hour, time.Hour
	for b.Loop() {
		start, cpu := time.Now(), processorTime()
		f()
		best, least = min(best, time.Since(start)), min(least, processorTime()-cpu)
	}
	b.ReportMetric(best.Seconds()*1e3, "min-ms")
	b.ReportMetric(least.Seconds()*1e3, "min-cpu-ms")
	b.ReportMetric(0, "ns/op")
	if flops > 0 {
		b.ReportMetric(flops/best.Seconds()/1e9, "max-GFLOP/s")
	}
}
