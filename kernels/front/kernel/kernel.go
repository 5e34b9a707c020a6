// Package kernel is the front between Jupyter and GoNB: it relays the five channels and mends on the way what GoNB
// leaves open. Requests that GoNB never answers it answers itself; cells and errors pass through package cell.
package kernel

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
	"github.com/gofmnist/gofmnist/kernels/front/process"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// DirVar is the environment variable that names the front's folder to the scripts around go, gopls and the cell.
const DirVar = "FMNIST_FRONT"

// Front is the state of one kernel.
type Front struct {
	dir      string
	outer    *wire.Channels // towards Jupyter
	inner    *wire.Channels // towards GoNB
	kernel   *process.Kernel
	notebook *cell.Notebook
	gopls    *gopls
	replies  chan *wire.Message
	failed   chan error // something in the front went wrong
	stopping atomic.Bool

	queue queue
	stdin stdin

	mu      sync.Mutex
	current *running
	cells   map[int]cell.Cell // by execution count
	gone    map[string]int    // values of earlier cells' mains, with the cell's count
	blanks  map[string]bool   // blank imports
	hidden  string            // the id of a request of the front's own
	count   int               // GoNB's execution count
	history []entry
	info    wire.Content // GoNB's answer to kernel_info_request
}

// Run is a kernel for the connection file: it starts command, a GoNB that gets a private connection file as its
// last argument, and returns when that has ended, nil if somebody asked for it. ErrFront wraps the errors after
// which a plain GoNB can still serve the connection.
func Run(ctx context.Context, self, file string, command []string) error {
	connection, err := wire.Read(file)
	if err != nil {
		return err
	}
	dir, err := folder()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFront, err)
	}
	f := &Front{dir: dir, replies: make(chan *wire.Message, 100), failed: make(chan error, 1), queue: newQueue(),
		cells: map[int]cell.Cell{}, gone: map[string]int{}, blanks: map[string]bool{},
		notebook: cell.NewNotebook(cell.NewIndex(modules(command)...))}
	defer os.RemoveAll(dir)
	if err := f.start(ctx, self, file, connection, command); err != nil {
		return fmt.Errorf("%w: %w", ErrFront, err)
	}
	return f.wait()
}

// ErrFront is an error of the front and not of the kernel behind it.
var ErrFront = fmt.Errorf("the kernel's front failed")

// folder makes the front's private folder. A path of a Unix socket has at most 104 bytes on some systems.
func folder() (string, error) {
	const longest = 80
	parent := os.TempDir()
	if len(parent) > longest-len("/fmnist-front-1234567890") {
		parent = "/tmp"
	}
	return os.MkdirTemp(parent, "fmnist-front-")
}

// modules are the folders of GoNB's flag -go_work.
func modules(command []string) (dirs []string) {
	for _, arg := range command {
		if list, ok := strings.CutPrefix(arg, "-go_work="); ok {
			for _, dir := range strings.Split(list, ",") {
				if filepath.IsAbs(dir) {
					dirs = append(dirs, dir)
				}
			}
		}
	}
	return dirs
}

func (f *Front) start(ctx context.Context, self, file string, connection wire.Connection, command []string) error {
	private, path, err := wire.Private(f.dir, file)
	if err != nil {
		return err
	}
	if f.outer, err = wire.Bind(ctx, connection); err != nil {
		return err
	}
	env := append(os.Environ(), DirVar+"="+f.dir)
	f.kernel, err = process.Start(self, append(command, path), env, f.dir)
	if err != nil {
		return err
	}
	f.gopls = newGopls(f.dir)
	f.goSafe(f.gopls.listen)
	f.goSafe(f.warm)
	f.goSafe(func() {
		if f.inner, err = wire.Dial(ctx, private); err != nil {
			f.fail(err)
			return
		}
		f.relay()
	})
	return nil
}

// warm reads the packages that notebooks begin with, so that the first Tab finds them.
func (f *Front) warm() { f.notebook.Warm() }

// relay passes messages on until the sockets are closed.
func (f *Front) relay() {
	f.goSafe(func() { f.inner.IOPub.Each(f.published) })
	f.goSafe(func() { f.inner.Shell.Each(f.replied) })
	f.goSafe(func() { f.inner.Stdin.Each(f.asked) })
	f.goSafe(func() { f.outer.Stdin.Each(f.answered) })
	f.goSafe(func() { f.outer.Control.Each(f.control) })
	f.goSafe(f.work)
	f.outer.Shell.Each(f.receive)
}

// goSafe runs a part of the front. If it panics, the front gives way to plain GoNB.
func (f *Front) goSafe(part func()) {
	go func() {
		defer func() {
			if r := recover(); r != nil {
				f.fail(fmt.Errorf("%v", r))
			}
		}()
		part()
	}()
}

func (f *Front) fail(err error) {
	select {
	case f.failed <- fmt.Errorf("%w: %w", ErrFront, err):
	default:
	}
}

// wait returns when the kernel behind has ended, when whoever started the front has, or when the front must give way
// to the kernel.
func (f *Front) wait() error {
	yield := make(chan os.Signal, 1)
	signal.Notify(yield, syscall.SIGUSR1)
	select {
	case <-process.ParentGone():
		f.leave()
		return errors.New("the process that started this kernel has ended")
	case <-yield:
		f.leave()
		return fmt.Errorf("%w: told to by SIGUSR1", ErrFront)
	case <-f.kernel.Done():
		if f.stopping.Load() {
			time.Sleep(50 * time.Millisecond) // the reply to the shutdown is on its way
			return nil
		}
		return fmt.Errorf("GoNB ended: %w", f.kernel.Err())
	case err := <-f.failed:
		f.leave()
		return err
	}
}

// leave ends everything, so that a plain GoNB can take the connection's ports.
func (f *Front) leave() {
	f.gopls.close()
	f.kernel.End()
	f.outer.Close()
	select {
	case <-f.kernel.Done():
	case <-time.After(2 * process.Patience):
	}
}
