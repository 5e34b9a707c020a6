package kernel

import (
	"runtime"
	"testing"
	"time"
)

// A product is no faster than the peak, and the peak and the bandwidth are no more than processors can have.
func TestRoof(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		n := 480 // whole tiles of every level
		x := make([]float32, n*n)
		y := make([]float32, n*n)
		rate := fastestRate(2*float64(n*n*n), func() { MatMul(y, x, x, n, n, n, false, false) })
		peak := Peak()
		for try := 0; rate > 1.5*peak && try < 20; try++ { // something else computes
			peak = max(peak, Peak())
		}
		if rate > 1.5*peak || peak > 1e12*float64(runtime.GOMAXPROCS(0)) {
			t.Errorf("the peak is %.3g FLOP/s, a product ran at %.3g", peak, rate)
		}
	})
	if b := Bandwidth(1 << 20); b <= 0 || b > 1e12*float64(runtime.GOMAXPROCS(0)) {
		t.Errorf("the bandwidth is %.3g", b)
	}
}

// Two chunks that sleep take the caller one sleep; the other one is a helper's.
func TestLoad(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	sleep := func(chunk int) { time.Sleep(time.Duration(chunk+1) * 20 * time.Millisecond) }
	parallel(2, sleep)
	helped0, waited0 := Load()
	CountLoad(true)
	defer CountLoad(false)
	start := time.Now()
	parallel(2, sleep)
	wall := time.Since(start)
	const work = 59 * time.Millisecond // of the two sleeps
	sum, waits := time.Duration(0), time.Duration(0)
	for range 1000 { // a helper adds its time when the call may have returned
		helped, waited := Load()
		waits = waited - waited0
		if sum = wall + helped - helped0 - waits; sum >= work {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if sum < work || waits > wall {
		t.Errorf("two chunks of 20 and 40 ms were %v of work in %v, %v of them waiting", sum, wall, waits)
	}
}
