package kernel

import "sync"

// parallel calls do for chunks 0…n-1 on at most as many goroutines as a sharer has cores, the caller being one of
// them, and returns when all are done. Nobody waits for a slot, so nested and concurrent calls cannot block each other.
// Which goroutine takes a chunk is left to chance; what a chunk computes must not depend on it.
func parallel(n int, do func(chunk int)) {
	workers := min(share(), n)
	if workers <= 1 {
		for chunk := range n {
			do(chunk)
		}
		return
	}
	j := &job{n: int64(n), do: do, finished: make(chan struct{})}
	j.seats.Store(int64(workers - 1))
	j.callHelpers()
	j.work(j.fromFirst)
	counted(&waited, j.wait)
	if cause := j.failed.Load(); cause != nil {
		panic(cause)
	}
}

// Parallel calls do for parts of size out of n items, the last one shorter, on the cores that kernels use. What it does
// to an item must not depend on the part that the item is in.
func Parallel(n, size int, do func(from, to int)) {
	parallel(chunks(n, size), func(chunk int) { do(split(chunk, size, n)) })
}

// split returns the bounds of chunk number chunk when n items are cut into chunks of size.
func split(chunk, size, n int) (from, to int) { return chunk * size, min((chunk+1)*size, n) }

// chunks is the number of chunks of size that n items make.
func chunks(n, size int) int { return (n + size - 1) / size }

// buffer is scratch memory; its content is whatever the last user left.
type buffer struct {
	floats []float32
	ints   []int
	ints32 []int32
	list   []product
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func borrow() *buffer   { return buffers.Get().(*buffer) }
func (b *buffer) back() { buffers.Put(b) }

// take returns n floats of scratch.
func (b *buffer) take(n int) []float32 {
	if cap(b.floats) < n {
		b.floats = make([]float32, n)
	}
	return b.floats[:n]
}

// offsets returns n ints of scratch.
func (b *buffer) offsets(n int) []int {
	if cap(b.ints) < n {
		b.ints = make([]int, n)
	}
	return b.ints[:n]
}

// offsets32 returns n narrow ints of scratch.
func (b *buffer) offsets32(n int) []int32 {
	if cap(b.ints32) < n {
		b.ints32 = make([]int32, n)
	}
	return b.ints32[:n]
}

// products returns n list entries of scratch.
func (b *buffer) products(n int) []product {
	if cap(b.list) < n {
		b.list = make([]product, n)
	}
	return b.list[:n]
}
