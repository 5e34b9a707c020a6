package process

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// GuardFlag is the first argument of a program that shall call Guard.
const GuardFlag = "-guard"

// Patience is how long a cell may take to save after an interrupt; GoNB grants the same.
const Patience = 5 * time.Second

// Kernel is a running kernel behind a guard.
type Kernel struct {
	PID   int // of the kernel
	Guard int // of its guard, the parent of whatever a cell leaves behind
	done  chan struct{}
	err   error
	alive *os.File // the guard ends everything when this side of the pipe is closed
	over  atomic.Bool
}

// Start starts a kernel behind a guard: this program once more, which is told to end everything below it when this
// process ends, however that comes. A parent-death signal would reach children only, not what they started.
func Start(self string, command, env []string, dir string) (*Kernel, error) {
	ours, theirs, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	report, tell, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, append([]string{GuardFlag, dir}, command...)...)
	cmd.Env = env
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{ours, tell}               // 3 and 4
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a signal to the kernel's group must not end its guard
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	_ = ours.Close()
	_ = tell.Close()
	k := &Kernel{Guard: cmd.Process.Pid, done: make(chan struct{}), alive: theirs}
	if _, err := fmt.Fscan(report, &k.PID); err != nil {
		return nil, fmt.Errorf("the kernel did not start: %w", cmd.Wait())
	}
	_ = report.Close()
	go func() {
		k.err = cmd.Wait()
		close(k.done)
	}()
	return k, nil
}

// Done is closed when the kernel and everything below it have ended.
func (k *Kernel) Done() <-chan struct{} { return k.done }

// Err is why the kernel ended; to be asked after Done.
func (k *Kernel) Err() error { return k.err }

// End ends the kernel and everything below it: what a cell runs is interrupted and may save, for Patience at most.
func (k *Kernel) End() {
	k.over.Store(true)
	_ = k.alive.Close()
}

// Guard is what the guard does: it starts the kernel and returns the status to end with when that has ended, or
// when the front has, with nothing left below. args are those behind GuardFlag.
func Guard(args []string) int {
	if len(args) < 2 {
		return 2
	}
	dir, command := args[0], args[1:]
	// Nothing but the front's end ends a guard. Ignored signals would stay ignored in everything below it.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	adopt()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "front: the kernel cannot be started:", err)
		return 1
	}
	tell := os.NewFile(4, "tell")
	fmt.Fprintln(tell, cmd.Process.Pid)
	_ = tell.Close()
	ended := make(chan int, 1)
	go reap(cmd.Process.Pid, ended)
	orphaned := make(chan struct{})
	go func() {
		_, _ = os.NewFile(3, "alive").Read(make([]byte, 1)) // end of file: the front is gone
		close(orphaned)
	}()
	status := 1
	select {
	case status = <-ended:
	case <-orphaned:
		_ = syscall.Kill(cmd.Process.Pid, syscall.SIGKILL)
	}
	endAll(os.Getpid())
	sweep(dir)
	return status
}

// reap waits for every child and reports the kernel's status.
func reap(kernel int, ended chan<- int) {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case err == syscall.EINTR:
		case err == syscall.ECHILD:
			time.Sleep(20 * time.Millisecond)
		case err != nil:
			return
		case pid == kernel && status.Signaled():
			ended <- 128 + int(status.Signal())
		case pid == kernel:
			ended <- status.ExitStatus()
		}
	}
}

// sweep removes the front's folder, and GoNB's temporary files, which GoNB leaves behind when it is killed. Their names
// stand in the files that the scripts around go and the cell write into the front's folder.
func sweep(dir string) {
	for _, name := range []string{"gonb", "cell"} {
		text, _ := os.ReadFile(filepath.Join(dir, name))
		for _, path := range strings.Fields(string(text)) {
			if filepath.IsAbs(path) && strings.HasPrefix(filepath.Base(path), "gonb_") {
				_ = os.RemoveAll(path)
			}
		}
	}
	_ = os.RemoveAll(dir)
}

// endAll interrupts everything below a process, grants it Patience to save, and kills what is left.
func endAll(root int) {
	told := map[int]bool{}
	for begin := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		left := 0
		for _, p := range Below(root) {
			if p.Zombie {
				continue
			}
			left++
			if time.Since(begin) > Patience {
				_ = syscall.Kill(p.PID, syscall.SIGKILL)
			} else if !told[p.PID] {
				told[p.PID] = true
				_ = syscall.Kill(p.PID, syscall.SIGINT)
			}
		}
		if left == 0 || time.Since(begin) > 2*Patience {
			return
		}
	}
}
