package kernel

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The cores are divided among those who compute at length, and are one's own again when the others have ended.
func TestShare(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	for i, want := range []int{8, 4, 3, 2, 2, 2, 2, 1, 1} {
		defer Share()()
		if got := share(); got != want {
			t.Errorf("%d sharers of 8 cores have %d each, want %d", i+1, got, want)
		}
	}
	end := Share()
	end()
	end() // which is nothing
	if got := sharers.Load(); got != 9 {
		t.Errorf("%d sharers, want 9", got)
	}
}

// A panic in any chunk reaches the caller, whichever goroutine ran it.
func TestParallelPassesPanicsOn(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	for bad := range 8 {
		func() {
			defer func() {
				if cause, ok := recover().(string); !ok || !strings.Contains(cause, "chunk") {
					t.Errorf("chunk %d: recovered %v", bad, cause)
				}
			}()
			parallel(8, func(chunk int) {
				if chunk == bad {
					panic("chunk failed")
				}
			})
		}()
	}
}

// Every chunk is computed once and before the call returns, whatever calls run beside or within it; and when all is
// done no goroutine stays.
func TestParallelBesideParallel(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4))
	const callers, rounds, outer, inner = 6, 200, 5, 7
	before := runtime.NumGoroutine()
	var group sync.WaitGroup
	for range callers {
		group.Go(func() {
			for range rounds {
				var counts [outer][inner]atomic.Int32
				parallel(outer, func(i int) { parallel(inner, func(j int) { counts[i][j].Add(1) }) })
				for i := range counts {
					for j := range counts[i] {
						if n := counts[i][j].Load(); n != 1 {
							t.Errorf("chunk %d of %d was computed %d times", j, i, n)
						}
					}
				}
			}
		})
	}
	group.Wait()
	for range 1000 {
		if runtime.NumGoroutine() <= before && waiting.Load() == 0 {
			return
		}
		time.Sleep(10 * patience)
	}
	t.Errorf("%d goroutines stay, %d count as waiting", runtime.NumGoroutine()-before, waiting.Load())
}
