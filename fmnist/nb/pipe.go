package nb

import (
	"encoding/gob"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// Environment variables in which GoNB passes the pipes' names to a cell.
const (
	pipeVar = "GONB_PIPE"
	backVar = "GONB_PIPE_BACK"
)

// Patience with the kernel. It answers within a millisecond; a kernel that was killed never does, and a cell that
// outlives it must be able to save and end.
const (
	openPatience = 10 * time.Second
	ackPatience  = 30 * time.Second
)

// The protocol's messages. Field names are what gob matches by; the types need not be the kernel's.
type displayData struct {
	Data      map[string]any
	Metadata  map[string]any
	DisplayID string
}

type commValue struct {
	Address string
	Request bool
	Value   any
}

const (
	commType    = "github.com/janpfeifer/gonb/gonbui/protocol.CommValue"
	commMIME    = "gonb/comm_value"
	syncAddress = "#gonbui/sync"
	ackAddress  = "#gonbui/sync_ack"
)

// errClosed is wrapped by the error that reports, once, that the notebook is gone.
var errClosed = errors.New("the notebook's kernel no longer answers (restarted?)")

// register tells gob the names the kernel uses. Linking gonbui registers them for its own types and takes the pipe; gob
// panics then, which becomes an error here.
var register = sync.OnceValue(func() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("nb: this program also links gonbui, and a cell's pipe can have only one writer; remove the import of gonbui")
		}
	}()
	gob.RegisterName(commType, commValue{})
	gob.Register(map[string]any{})
	gob.Register([]any{})
	return nil
})

// link is the connection of this process with its kernel.
type link struct {
	mu       sync.Mutex
	pipe     string
	back     string
	out, in  *os.File
	enc      *gob.Encoder
	dec      *gob.Decoder
	next     int
	dead     bool // an error was reported; everything later is dropped silently
	patience time.Duration
}

// kernel is the connection made from the environment, once. The variables are then removed from this process's
// environment: a child that inherited them and displayed something would garble the stream.
var kernel = sync.OnceValue(func() *link {
	pipe, back := os.Getenv(pipeVar), os.Getenv(backVar)
	if pipe == "" || back == "" {
		return nil
	}
	_ = os.Unsetenv(pipeVar)
	_ = os.Unsetenv(backVar)
	return &link{pipe: pipe, back: back, patience: ackPatience}
})

// Active reports whether this process is a notebook cell. The first call hides the cell's pipes from child processes.
func Active() bool { return kernel() != nil }

// open connects to both pipes. Opening a named pipe waits for the other side, so it is given limited time.
func (l *link) open() error {
	if err := register(); err != nil {
		return err
	}
	type ends struct {
		out, in *os.File
		err     error
	}
	done := make(chan ends, 1)
	go func() {
		var e ends
		if e.out, e.err = os.OpenFile(l.pipe, os.O_WRONLY, 0); e.err == nil {
			e.in, e.err = os.OpenFile(l.back, os.O_RDONLY, 0)
		}
		done <- e
	}()
	select {
	case e := <-done:
		if e.err != nil {
			return fmt.Errorf("nb: cannot open the notebook's pipe: %w", e.err)
		}
		l.out, l.in = e.out, e.in
		l.enc, l.dec = gob.NewEncoder(e.out), gob.NewDecoder(e.in)
		return nil
	case <-time.After(min(openPatience, l.patience)):
		return fmt.Errorf("nb: cannot open the notebook's pipe: %w", errClosed)
	}
}

// send delivers one bundle and returns when the kernel has taken it. After a failure, which is returned once, it does
// nothing: a run must not die, nor repeat itself, because its notebook was closed.
func (l *link) send(b bundle, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead {
		return nil
	}
	err := l.deliver(displayData{Data: b.data, Metadata: b.meta, DisplayID: id})
	l.dead = err != nil
	return err
}

func (l *link) deliver(d displayData) error {
	if l.enc == nil {
		if err := l.open(); err != nil {
			return err
		}
	}
	// Not every system has deadlines on pipes; waiting without one is what remains there.
	_ = l.out.SetWriteDeadline(time.Now().Add(l.patience))
	_ = l.in.SetReadDeadline(time.Now().Add(l.patience))
	l.next++
	ask := displayData{Data: map[string]any{commMIME: commValue{Address: syncAddress, Value: l.next}}}
	for _, m := range []displayData{d, ask} {
		if err := l.enc.Encode(m); err != nil {
			return fmt.Errorf("nb: cannot show: %w: %v", errClosed, err)
		}
	}
	for {
		var ack commValue
		if err := l.dec.Decode(&ack); err != nil {
			return fmt.Errorf("nb: cannot show: %w: %v", errClosed, err)
		}
		if ack.Address == ackAddress && ack.Value == l.next {
			return nil
		}
	}
}
