package main

import (
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/execute"
)

// stageTable is a Markdown table of the stages, with the machine's roof above it. The last lines are the sum of the
// stages, and what the fastest step takes besides: the call of the graph, the next batch, bookkeeping.
func (b bench) stageTable() string {
	var t strings.Builder
	fmt.Fprintf(&t, "Roof: %.0f GFLOP/s, %.0f GB/s (copy of 64 MiB)\n\n", b.Roof.GFLOPS, b.Roof.GBS)
	t.WriteString("| stage | ms | median | MFLOP | MB | GFLOP/s | GB/s | busy | of the roof |\n")
	t.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	var sum execute.Stage
	for _, s := range b.Stages {
		stageRow(&t, s)
		sum.FastestMs, sum.MedianMs = sum.FastestMs+s.FastestMs, sum.MedianMs+s.MedianMs
		sum.GFLOP, sum.MB = sum.GFLOP+s.GFLOP, sum.MB+s.MB
		sum.Busy, sum.Share = sum.Busy+s.Busy*s.FastestMs, sum.Share+s.Share*s.FastestMs
	}
	sum.Name, sum.Busy, sum.Share = "together", sum.Busy/sum.FastestMs, sum.Share/sum.FastestMs
	stageRow(&t, sum)
	fmt.Fprintf(&t, "| besides | %.3f | %.3f | | | | | | |", b.FastestMs-sum.FastestMs, b.MsPerStep-sum.MedianMs)
	return t.String()
}

func stageRow(t *strings.Builder, s execute.Stage) {
	name := s.Name
	if s.Count > 1 {
		name = fmt.Sprintf("%s, %d times", name, s.Count)
	}
	fmt.Fprintf(t, "| %s | %.3f | %.3f | %.1f | %.2f | %.0f | %.1f | %.0f%% | %.0f%% |\n", name, s.FastestMs, s.MedianMs,
		1000*s.GFLOP, s.MB, 1000*s.GFLOP/s.FastestMs, s.MB/s.FastestMs, 100*s.Busy, 100*s.Share)
}
