package kernel

import (
	"runtime"
	"strings"
	"testing"
)

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
