package pca

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls task(0) … task(n-1), each once, on all processors, and returns early with ctx's error when it
// is cancelled. The tasks write to places of their own, so the outcome does not depend on who runs which.
func parallel(ctx context.Context, n int, task func(i int)) error {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				task(i)
			}
		})
	}
	all.Wait()
	return ctx.Err()
}
