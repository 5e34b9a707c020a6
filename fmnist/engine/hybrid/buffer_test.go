package hybrid

import (
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// TestGive keeps no more buffers than were taken: those that segments of stock operations make would pile up otherwise.
func TestGive(t *testing.T) {
	made, err := New("")
	if err != nil {
		t.Fatal(err)
	}
	b := made.(*Backend)
	const megabyte, many = 1 << 20, 100
	shape := shapes.Make(dtypes.Uint8, megabyte)
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // collections in between would empty the pool
	before := heap()
	for range many {
		raw, _, err := b.stock.NewSharedBuffer(0, shape)
		if err != nil {
			t.Fatal(err)
		}
		b.give(raw, shape)
	}
	if grown := heap() - before; grown > many/4*megabyte {
		t.Errorf("%d MB stay after %d MB were given back that nobody had taken", grown/megabyte, many)
	}
	raw, err := b.take(shape)
	if err != nil {
		t.Fatal(err)
	}
	b.give(raw, shape)
	if flat, err := raw.Data(); err != nil || len(flat.([]uint8)) != megabyte {
		t.Errorf("a buffer that was taken and given back was not kept: %v", err)
	}
	runtime.KeepAlive(b)
}

// heap is what one collection leaves: pools give their buffers up at the second.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
