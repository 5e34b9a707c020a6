package tsne

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls task(worker, 0) … task(worker, n-1), each once, on all processors. Tasks write to places of their
// own and sums are taken per task and added in order afterwards, so no result depends on the number of processors;
// worker (below workers()) only picks scratch memory.
func parallel(n int, task func(worker, i int)) {
	count := min(n, workers())
	if count <= 1 {
		for i := range n {
			task(0, i)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for worker := range count {
		all.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				task(worker, i)
			}
		})
	}
	all.Wait()
}

func workers() int { return runtime.GOMAXPROCS(0) }

// span is the part i of n things cut in parts of nearly equal length.
func span(n, parts, i int) (lo, hi int) { return i * n / parts, (i + 1) * n / parts }
