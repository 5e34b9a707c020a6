package kernel

import (
	"runtime"
	"time"

	"github.com/gofmnist/gofmnist/kernels/front/process"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// savingTime is how long a shutdown waits for the running cell to save; Jupyter kills the kernel after 5 s.
const savingTime = 4 * time.Second

// control serves the control channel.
func (f *Front) control(m *wire.Message) {
	switch m.Header.Type {
	case "interrupt_request":
		f.queue.stop(m)
		f.interrupt()
		f.answer(f.outer.Control, m, wire.Content{})
	case "shutdown_request":
		f.shutdown(m)
	case "kernel_info_request":
		f.receiveOn(f.outer.Control, m)
	default:
		f.inner.Control.Send(m)
	}
}

// receiveOn answers a kernel_info_request on a channel other than shell, once GoNB's answer is known.
func (f *Front) receiveOn(s *wire.Socket, m *wire.Message) {
	f.mu.Lock()
	info := f.info
	f.mu.Unlock()
	if info == nil {
		f.inner.Control.Send(m)
		return
	}
	f.answer(s, m, info)
}

// interrupt stops the running cell, in whatever stage it is.
func (f *Front) interrupt() *running {
	f.mu.Lock()
	r := f.current
	f.mu.Unlock()
	if r == nil || r.interrupted.Swap(true) {
		return r
	}
	if runtime.GOOS == "linux" {
		r.interrupter.Interrupt()
	} else {
		f.goSafe(func() { f.repeatInterrupt(r) })
	}
	return r
}

// repeatInterrupt has GoNB signal whatever it runs for a cell, where the front cannot see processes. GoNB signals each
// once.
func (f *Front) repeatInterrupt(r *running) {
	for {
		f.inner.Control.Send(r.request.Answer("interrupt_request", wire.Content{}))
		select {
		case <-r.done:
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// shutdown ends the kernel: what runs is interrupted and may save, what waits is forgotten.
func (f *Front) shutdown(m *wire.Message) {
	f.stopping.Store(true)
	f.queue.clear()
	if r := f.interrupt(); r != nil {
		select {
		case <-r.done:
		case <-time.After(savingTime):
		}
	}
	f.answer(f.outer.Control, m, wire.Content{"restart": m.Content().True("restart")})
	f.gopls.close()
	f.inner.Control.Send(m) // GoNB tidies up
	select {
	case <-f.kernel.Done():
	case <-time.After(300 * time.Millisecond):
		f.kernel.End()
	}
	select {
	case <-f.kernel.Done():
	case <-time.After(process.Patience):
	}
}
