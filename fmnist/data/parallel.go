package data

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// block is the unit of parallel hashing and reading: 1 MiB stays in a core's
// second-level cache between reading and checking, and 53 of them spread the data
// evenly over many cores. It is part of the definition of the fingerprint.
const block = 1 << 20

// blocks is the number of blocks that n bytes take.
func blocks(n int) int { return (n + block - 1) / block }

// bounds is the range of bytes of block i out of n bytes.
func bounds(i, n int) (lo, hi int) { return i * block, min((i+1)*block, n) }

// parallel calls do(0) … do(n-1), each once, on all cores, and waits for them.
func parallel(n int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var next atomic.Int64
	work := func() {
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	var wait sync.WaitGroup
	for range workers - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}
