//go:build unix

package nb

import (
	"encoding/gob"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// fakeKernel is the other end of the pipes, as GoNB runs it: it decodes what is displayed and acknowledges syncs.
type fakeKernel struct {
	mu       sync.Mutex
	displays []displayData
	mute     bool // do not acknowledge
	in, out  *os.File
	done     chan struct{}
}

// startKernel makes two named pipes, a kernel reading them, and points the package at it.
func startKernel(t *testing.T) *fakeKernel {
	t.Helper()
	dir := t.TempDir()
	pipe, back := filepath.Join(dir, "pipe"), filepath.Join(dir, "back")
	for _, p := range []string{pipe, back} {
		if err := syscall.Mkfifo(p, 0o600); err != nil {
			t.Skipf("named pipes cannot be made here: %v", err)
		}
	}
	k := &fakeKernel{done: make(chan struct{})}
	old := kernel
	l := &link{pipe: pipe, back: back, patience: 2 * time.Second}
	kernel = func() *link { return l }
	go k.serve(pipe, back)
	t.Cleanup(func() {
		kernel = old
		k.leave()
		if l.out != nil {
			l.out.Close()
			l.in.Close()
		}
	})
	return k
}

func (k *fakeKernel) serve(pipe, back string) {
	defer close(k.done)
	in, err := os.Open(pipe)
	if err != nil {
		return
	}
	out, err := os.OpenFile(back, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	k.mu.Lock()
	k.in, k.out = in, out
	k.mu.Unlock()
	dec, enc := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var d displayData
		if dec.Decode(&d) != nil {
			return
		}
		if v, ok := d.Data[commMIME].(commValue); ok {
			if !k.muted() && enc.Encode(commValue{Address: ackAddress, Value: v.Value}) != nil {
				return
			}
			continue
		}
		k.mu.Lock()
		k.displays = append(k.displays, d)
		k.mu.Unlock()
	}
}

func (k *fakeKernel) muted() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mute
}

// leave closes the kernel's ends, as a restart does.
func (k *fakeKernel) leave() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.in != nil {
		k.in.Close()
		k.out.Close()
	}
}

func (k *fakeKernel) shown() []displayData {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]displayData(nil), k.displays...)
}
