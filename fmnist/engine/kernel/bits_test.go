package kernel

import (
	"math"
	"runtime"
	"testing"
)

// sameOnProcessors checks that compute gives the same bits with 1, 2 and 4 processors.
func sameOnProcessors(t *testing.T, compute func() []float32) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	want := compute()
	for _, n := range []int{2, 4} {
		runtime.GOMAXPROCS(n)
		for i, v := range compute() {
			if math.Float32bits(v) != math.Float32bits(want[i]) {
				t.Fatalf("element %d with %d processors is %v, with one %v", i, n, v, want[i])
			}
		}
	}
}

// setProcessors sets GOMAXPROCS and returns what sets it back.
func setProcessors(n int) func() {
	was := runtime.GOMAXPROCS(n)
	return func() { runtime.GOMAXPROCS(was) }
}
