package child

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"

	"github.com/gofmnist/gofmnist/fmnist/execute"
)

// Executor executes in a child process, started when it is first needed. The zero value is ready.
type Executor struct {
	// Command makes the child; nil builds and runs the fmnist command of these sources.
	Command func(ctx context.Context) (*exec.Cmd, error)
	// Stderr is where the child's own remarks go; nil for nowhere.
	Stderr io.Writer

	mu   sync.Mutex // of what follows
	proc *process
	last int // the last request's number
}

var (
	_ execute.Executor = (*Executor)(nil)
	_ execute.Fetcher  = (*Executor)(nil)
)

// process is a running child.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	exited chan struct{} // closed when the child is gone
	err    error         // why, once exited is closed

	mu      sync.Mutex // of what follows
	out     *json.Encoder
	waiting map[int]waiter // by request
}

// say tells the user something on the way.
func (e *Executor) say(sentence string) {
	if e.Stderr != nil {
		fmt.Fprintln(e.Stderr, "fmnist:", sentence)
	}
}

func (e *Executor) start(ctx context.Context) (*process, error) {
	if e.proc != nil {
		select {
		case <-e.proc.exited: // another one may do better
		default:
			return e.proc, nil
		}
	}
	command := e.Command
	if command == nil {
		command = Builder{Say: e.say}.Build
	}
	cmd, err := command(ctx)
	if err != nil {
		return nil, err
	}
	cmd.Stderr, cmd.Env = e.Stderr, cleanEnvironment(cmd.Environ())
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("the process that trains cannot be started: %w", err)
	}
	p := &process{cmd: cmd, in: in, out: json.NewEncoder(in), exited: make(chan struct{}), waiting: map[int]waiter{}}
	go p.listen(out)
	e.proc = p
	return p, nil
}

// cleanEnvironment leaves out GoNB's pipes: they have room for one writer, and that is the cell.
func cleanEnvironment(env []string) (clean []string) {
	for _, e := range env {
		if !strings.HasPrefix(e, "GONB_PIPE") {
			clean = append(clean, e)
		}
	}
	return clean
}

func (p *process) listen(out io.Reader) {
	lines := bufio.NewReaderSize(out, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var r reply
		if json.Unmarshal(line, &r) == nil {
			p.hand(r)
		}
	}
	p.err = p.cmd.Wait()
	close(p.exited)
}

// call sends a request and hears its events until it ends. Several may be under way.
func call[A any](ctx context.Context, e *Executor, verb string, at *execute.Place, body any, w execute.Watch) (answer A,
	err error) {
	if err := ctx.Err(); err != nil {
		return answer, err
	}
	r := request{Verb: verb}
	if at != nil {
		r.Place = &place{at.Store.Dir(), at.Data.Train.Len(), at.Data.Test.Len(), at.Data.Train.Fingerprint(),
			at.Data.Test.Fingerprint()}
	}
	if r.Body, err = json.Marshal(body); err != nil {
		return answer, err
	}
	p, err := e.process(ctx, &r)
	if err != nil {
		return answer, err
	}
	replies, forget, err := p.ask(r)
	defer forget()
	if err != nil {
		<-p.exited
		return answer, p.gone()
	}
	end, err := p.wait(ctx, r.ID, replies, w)
	if err != nil || end.Error != "" {
		return answer, errors.Join(err, end.failure())
	}
	if len(end.Body) > 0 {
		err = json.Unmarshal(end.Body, &answer)
	}
	return answer, err
}

// process is the running child, and numbers a request to it.
func (e *Executor) process(ctx context.Context, r *request) (*process, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last++
	r.ID = e.last
	return e.start(ctx)
}

// gone is the sentence about a child that ended by itself.
func (p *process) gone() error {
	why := "it ended"
	var exit *exec.ExitError
	if errors.As(p.err, &exit) {
		why = exit.Error()
		if strings.Contains(why, "killed") {
			why += ", by the system for want of memory or by hand"
		}
	}
	return fmt.Errorf("the process that computes has ended (%s); what was saved is still there, so run the cell again to go on", why)
}

// failure is the error of a request, of the kind that it had on the other side.
func (r reply) failure() error {
	switch r.Kind {
	case "":
		if r.Error == "" {
			return nil
		}
	case kindCanceled:
		return context.Canceled
	case kindLoss:
		var l lossError
		if json.Unmarshal(r.Body, &l) == nil {
			return l.unpack()
		}
	case kindValue:
		return &json.UnsupportedValueError{Str: "NaN"}
	}
	return errors.New(r.Error)
}

// Close ends the child, which saves first. A cell need not call it: its end closes the child's standard input.
func (e *Executor) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.proc == nil {
		return nil
	}
	err := e.proc.in.Close()
	<-e.proc.exited
	e.proc = nil
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}
