package kernel

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// job is the work of one call of parallel.
type job struct {
	n           int64
	do          func(chunk int)
	seats       atomic.Int64  // helpers that may still join
	taken, done atomic.Int64  // chunks taken, and computed or given up
	first       int64         // chunks that the caller has taken, from the first on
	last        atomic.Int64  // those that helpers have, from the last on
	failed      atomic.Value  // what the first panic said
	finished    chan struct{} // closed when all chunks are done
}

// patience is how long a goroutine without work looks for some before it ends or sleeps, turn how long before others
// may have its processor for a moment. A sleeping thread takes some 50 µs to wake, as long as many a call computes, and
// a training step makes dozens of calls one after the other.
const (
	patience = 100 * time.Microsecond
	turn     = 20 * time.Microsecond
)

// board holds a job that helpers without work may join; waiting counts those helpers, and those that have not begun.
var (
	board   atomic.Pointer[job]
	waiting atomic.Int64
)

// callHelpers offers the job to the goroutines that wait for work, and starts others where these are too few. The board
// has room for one job: a call beside another one, or within it, brings goroutines of its own, unless many are on their
// way.
func (j *job) callHelpers() {
	n := j.seats.Load()
	if ready := waiting.Load(); board.CompareAndSwap(nil, j) {
		n -= ready
	} else if ready >= int64(runtime.GOMAXPROCS(0)) {
		return
	}
	for range n {
		waiting.Add(1)
		go j.help()
	}
}

// help works on the job and then on any other that appears on the board, until none does for a while.
func (j *job) help() {
	waiting.Add(-1)
	for ; j != nil; j = nextJob() {
		if j.seats.Add(-1) >= 0 {
			counted(&helped, func() { j.work(j.fromLast) })
		}
	}
}

// nextJob waits for a job on the board; nil means that there was none, or that enough goroutines wait already.
func nextJob() (j *job) {
	defer waiting.Add(-1)
	if waiting.Add(1) >= int64(runtime.GOMAXPROCS(0)) {
		return nil
	}
	spin(func() bool {
		if j = board.Load(); j != nil && (j.seats.Load() <= 0 || j.taken.Load() >= j.n) {
			j = nil
		}
		return j != nil
	})
	return j
}

// work takes chunks until none is left. The caller begins with the first chunk and helpers with the last: in the next
// call, which often reads what this one wrote, each then finds in its cache most of what it needs.
func (j *job) work(next func() int64) {
	for j.taken.Add(1) <= j.n {
		j.compute(int(next()))
	}
	board.CompareAndSwap(j, nil)
}

func (j *job) fromFirst() int64 { j.first++; return j.first - 1 }
func (j *job) fromLast() int64  { return j.n - j.last.Add(1) }

// compute does one chunk, nothing if another one has failed. A panic in a helper would end the process; it is passed on
// to the caller, who can turn it into an error.
func (j *job) compute(chunk int) {
	defer func() {
		if cause := recover(); cause != nil {
			j.failed.CompareAndSwap(nil, fmt.Sprint(cause))
		}
		if j.done.Add(1) == j.n {
			close(j.finished)
		}
	}()
	if j.failed.Load() == nil {
		j.do(chunk)
	}
}

// wait returns when all chunks are done.
func (j *job) wait() {
	if !spin(func() bool { return j.done.Load() == j.n }) {
		<-j.finished
	}
}

// spin asks until the answer is yes or patience is over.
func spin(ready func() bool) bool {
	start, turns := time.Now(), time.Duration(1)
	for {
		for range 16 {
			if ready() {
				return true
			}
			pause()
		}
		switch passed := time.Since(start); {
		case passed > patience:
			return false
		case passed > turns*turn:
			turns++
			runtime.Gosched()
		}
	}
}
