package kernel

import (
	"runtime"
	"sync/atomic"
	"time"
)

// What a profile asks: how busy the processors are, and what the machine can do at most.

// helped and waited add up nanoseconds while counting is set.
var (
	counting       atomic.Bool
	helped, waited atomic.Int64
)

// CountLoad begins or ends counting for Load, in all calls of this process.
func CountLoad(on bool) { counting.Store(on) }

// Load returns how long goroutines have worked beside callers, and how long callers have waited for them, in all calls
// together since counting began: work done is the callers' time plus the one less the other.
func Load() (helpers, waits time.Duration) {
	return time.Duration(helped.Load()), time.Duration(waited.Load())
}

func counted(sum *atomic.Int64, do func()) {
	if !counting.Load() {
		do()
		return
	}
	start := time.Now()
	do()
	sum.Add(int64(time.Since(start)))
}

// Peak measures how many multiplications and additions per second GOMAXPROCS processors do at most: the largest tile,
// over and over, with operands in the first-level cache. Of several tries it returns the fastest.
func Peak() float64 {
	const k, segments, rounds = 512, 64, 4
	cores := runtime.GOMAXPROCS(0)
	a, b := make([]float32, k), make([]float32, simd.tileCols())
	offsets := make([]int, simd.tileRows())
	flops := float64(2 * k * segments * simd.tileRows() * simd.tileCols() * rounds)
	return fastestRate(flops*float64(cores), func() {
		parallel(cores, func(int) {
			c := make([]float32, simd.tileCols())
			t := tile{a: a, b: b, c: c, aOff: offsets, cOff: offsets, k: k, stepA: 1, segs: segments,
				rows: simd.tileRows(), cols: simd.tileCols(), floor: noFloor}
			for range rounds {
				t.run()
			}
		})
	})
}

// Bandwidth measures the bytes per second of a copy by GOMAXPROCS processors, those read and those written, from and to
// that many floats of memory. Of several tries it returns the fastest.
func Bandwidth(floats int) float64 {
	from, to := make([]float32, floats), make([]float32, floats)
	return fastestRate(8*float64(floats), func() {
		const part = 1 << 14
		parallel(chunks(floats, part), func(chunk int) {
			i, j := split(chunk, part, floats)
			copy(to[i:j], from[i:j])
		})
	})
}

// fastestRate repeats do for a third of a second and returns the fastest repetition's amount per second.
func fastestRate(amount float64, do func()) float64 {
	best := 0.0
	for begin := time.Now(); time.Since(begin) < time.Second/3; {
		start := time.Now()
		do()
		best = max(best, amount/time.Since(start).Seconds())
	}
	return best
}
