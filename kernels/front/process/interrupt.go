package process

import (
	"sync"
	"syscall"
	"time"
)

// Interrupter stops what a cell runs.
type Interrupter struct {
	kernel *Kernel
	keep   []int // processes of the kernel that are none of a cell's
	since  float64
	told   map[int]bool

	mu    sync.Mutex
	begun bool
	end   chan struct{} // closed when the cell has ended
	ended chan struct{} // closed when no signal will be sent any more
}

// Cell makes an Interrupter for a cell that begins now.
func (k *Kernel) Cell(keep ...int) *Interrupter {
	return &Interrupter{kernel: k, keep: keep, since: Now(), told: map[int]bool{},
		end: make(chan struct{}), ended: make(chan struct{})}
}

// Interrupt sends SIGINT to every process of the cell, those of its build included, until End: each gets it once,
// because a cell may need a while to save, and SIGKILL after Patience. It repeats the search because between goimports,
// go build and the cell's own run there is nobody to signal. A second call does nothing, nor does one after End.
func (i *Interrupter) Interrupt() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.begun {
		return
	}
	i.begun = true
	go i.repeat()
}

// End is called when the cell has ended. After it no signal is sent, so that the next cell's processes get none.
func (i *Interrupter) End() {
	i.mu.Lock()
	begun := i.begun
	i.begun = true
	i.mu.Unlock()
	close(i.end)
	if begun {
		<-i.ended
	}
}

func (i *Interrupter) repeat() {
	defer close(i.ended)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for begin := time.Now(); ; {
		i.signal(time.Since(begin) > Patience)
		select {
		case <-i.end:
			return
		case <-tick.C:
		}
	}
}

func (i *Interrupter) signal(kill bool) {
	for _, p := range i.kernel.running(i.keep) {
		if p.Since < i.since-0.02 { // the clock of /proc ticks in hundredths
			continue
		}
		if kill {
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
		} else if !i.told[p.PID] {
			i.told[p.PID] = true
			_ = syscall.Kill(p.PID, syscall.SIGINT)
		}
	}
}

// running are the processes below the guard that are neither the kernel nor one of keep.
func (k *Kernel) running(keep []int) (out []Process) {
	for _, p := range Below(k.Guard, keep...) {
		if p.PID != k.PID && !p.Zombie {
			out = append(out, p)
		}
	}
	return out
}

// EndLeftovers ends what a cell started and left behind: those processes became children of the guard. An interrupted
// child may save, for Patience, before it is killed. The call does not wait for that. After End all of them are the
// guard's, the running cell too, whose kernel is killed first: the call does nothing then.
func (k *Kernel) EndLeftovers(keep ...int) {
	if k.over.Load() {
		return
	}
	orphans := k.orphans(keep)
	if len(orphans) == 0 {
		return
	}
	victims := []Process{}
	for _, o := range orphans {
		victims = append(append(victims, o), Below(o.PID)...)
	}
	for _, p := range victims {
		_ = syscall.Kill(p.PID, syscall.SIGINT)
	}
	go func() {
		time.Sleep(gentle)
		for _, p := range victims {
			if now, ok := alive(p); ok && now.Since == p.Since { // and no other process of the same number
				_ = syscall.Kill(p.PID, syscall.SIGTERM)
			}
		}
		time.Sleep(Patience - gentle)
		for _, p := range victims {
			if now, ok := alive(p); ok && now.Since == p.Since {
				_ = syscall.Kill(p.PID, syscall.SIGKILL)
			}
		}
	}()
}

// gentle is the time after which a process that lives on after SIGINT, as those started in the background of a
// shell do, gets SIGTERM.
const gentle = 100 * time.Millisecond

// orphans are the guard's children but for the kernel.
func (k *Kernel) orphans(keep []int) (out []Process) {
	for _, p := range Children(k.Guard) {
		kept := p.PID == k.PID || p.Zombie
		for _, pid := range keep {
			kept = kept || pid == p.PID
		}
		if !kept {
			out = append(out, p)
		}
	}
	return out
}

// Abandoned reports whether a cell's program has ended while something it started lives on. GoNB then waits for the end
// of an output that nobody of the cell writes any more.
func (k *Kernel) Abandoned(keep ...int) bool {
	if len(k.orphans(keep)) == 0 {
		return false
	}
	for _, p := range Children(k.PID) {
		busy := !p.Zombie
		for _, pid := range keep {
			busy = busy && pid != p.PID
		}
		if busy {
			return false
		}
	}
	return true
}
