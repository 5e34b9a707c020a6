package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// sharers are those among whom the cores are divided.
var sharers atomic.Int32

// Share divides the cores among one more who computes at length, until end is called: several trainings side by side in
// one process then wait less for each other's chunks than if each of them used all cores.
func Share() (end func()) {
	sharers.Add(1)
	return sync.OnceFunc(func() { sharers.Add(-1) })
}

// share is how many goroutines one of the sharers uses: its part of the cores, rounded up.
func share() int {
	cores, n := runtime.GOMAXPROCS(0), max(1, int(sharers.Load()))
	return (cores + n - 1) / n
}
