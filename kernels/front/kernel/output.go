package kernel

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
)

const (
	// outputLimit is how much text of a cell is shown. Jupyter's server drops what comes faster than 1 MB/s for 3 s,
	// and notebooks of tens of megabytes open in no editor.
	outputLimit = 2 << 20
	// tailLimit is how much of the end is shown of a cell that printed more.
	tailLimit = 4 << 10
	// outputPause is how long text is gathered: 30 messages a second are far from the server's limit of 1000, and look
	// continuous. The first text after a pause goes out at once.
	outputPause = 33 * time.Millisecond
	// traceLimit is how much of a panic's trace is kept.
	traceLimit = 64 << 10
	// tracePatience is how long text that looks like a panic is held back before it is shown as what it is.
	tracePatience = 2 * time.Second
)

// output gathers the text that a cell prints, bounds it, and keeps the trace of a panic for the error.
type output struct {
	send func(name, text string)

	mu      sync.Mutex
	name    string // of the stream that is being gathered
	text    strings.Builder
	last    time.Time // of the last message
	timer   *time.Timer
	sent    int    // bytes
	dropped int    // bytes
	tail    string // of what was dropped
	errors  string // the end of standard error
	panic   strings.Builder
	shown   bool // the trace was taken for a text that looks like one
	closed  bool
}

func newOutput(send func(name, text string)) *output { return &output{send: send} }

func (o *output) write(name, text string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if name == "stderr" {
		if text = o.withoutTrace(text); text == "" {
			return
		}
		o.errors = end(o.errors+text, tailLimit)
	}
	o.add(name, text)
}

func (o *output) add(name, text string) {
	if room := outputLimit - o.sent; len(text) > room {
		o.dropped += len(text) - room
		o.tail = end(o.tail+text[room:], tailLimit)
		text = text[:room]
	}
	if text == "" {
		return
	}
	o.sent += len(text)
	if o.name != name {
		o.flushLocked()
	}
	o.name = name
	o.text.WriteString(text)
	if wait := outputPause - time.Since(o.last); wait <= 0 {
		o.flushLocked()
	} else if o.timer == nil {
		o.timer = time.AfterFunc(wait, o.flush)
	}
}

// withoutTrace keeps a panic's trace and returns what stands before it.
func (o *output) withoutTrace(text string) string {
	if o.shown {
		return text
	}
	before, trace := text, ""
	if o.panic.Len() > 0 {
		before, trace = "", text
	} else if before, trace = cell.SplitPanic(text); trace != "" {
		time.AfterFunc(tracePatience, o.notFatal)
	}
	if o.panic.Len() < traceLimit {
		o.panic.WriteString(trace)
	}
	return before
}

// notFatal shows text that looked like a panic, and whose program went on.
func (o *output) notFatal() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.closed && !o.shown {
		o.shown = true
		o.add("stderr", o.panic.String())
	}
}

// flush sends what was gathered.
func (o *output) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushLocked()
}

func (o *output) flushLocked() {
	if o.timer != nil {
		o.timer.Stop()
		o.timer = nil
	}
	if o.text.Len() == 0 {
		return
	}
	o.last = time.Now()
	o.send(o.name, o.text.String())
	o.text.Reset()
}

// trace is the trace of a panic; "" where there was none.
func (o *output) trace() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.panic.String()
}

// lastWords is the end of standard error.
func (o *output) lastWords() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.errors
}

// close sends what is left and says what was not shown. panicked tells that the trace is in the error.
func (o *output) close(panicked bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !panicked && !o.shown && o.panic.Len() > 0 {
		o.add("stderr", o.panic.String())
	}
	o.closed = true
	o.flushLocked()
	if o.dropped == 0 {
		return
	}
	if i := strings.IndexByte(o.tail, '\n'); i >= 0 && len(o.tail) == tailLimit {
		o.tail = o.tail[i+1:]
	}
	o.send("stderr", fmt.Sprintf("\n… %s of output not shown: a cell shows %s; write more to a file. Its end:\n",
		megabytes(o.dropped), megabytes(outputLimit)))
	o.send("stdout", o.tail)
}

func megabytes(n int) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", max(n>>10, 1))
	}
	return fmt.Sprintf("%.0f MB", float64(n)/(1<<20))
}

// end is the last n bytes of a text, from a letter's first byte on.
func end(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = s[len(s)-n:]
	for len(s) > 0 && s[0]&0xc0 == 0x80 {
		s = s[1:]
	}
	return s
}
