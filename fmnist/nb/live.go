package nb

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/chart"
)

// liveInterval is the least time between two updates of a block. Notebook servers drop messages above some rate,
// browsers stutter long before, and twice a second looks alive.
const liveInterval = 500 * time.Millisecond

// Live is one output that changes while something runs: a picture with a line of text below it in a notebook, a line
// that rewrites itself in a terminal, and one plain line per Mark in a file or pipe. Outside notebooks it writes to
// standard error, which leaves standard output to results. Its methods may be called by several goroutines.
type Live struct {
	mu      sync.Mutex
	id      string // display id in the notebook
	out     io.Writer
	tty     bool
	now     func() time.Time
	after   func(time.Duration, func()) *time.Timer
	last    time.Time // of the last update sent
	timer   *time.Timer
	pending *state // newest state not yet sent
	state   *state // newest state
	long    int    // letters of the terminal's line
	err     error  // the first failure, returned by Close
	closed  bool
}

// state is what a block shows.
type state struct {
	chart chart.Chart
	text  string
}

var liveCount atomic.Int64

// live holds the open blocks, for Flush.
var live = struct {
	sync.Mutex
	open map[*Live]bool
}{open: map[*Live]bool{}}

// NewLive opens a block; nothing is shown before the first update. The block's id is unique per process and block: the
// kernel remembers ids, and one used again would update an output that is no longer there.
func NewLive() *Live {
	l := &Live{
		id:  fmt.Sprintf("fmnist-%d-%d-%d", os.Getpid(), time.Now().UnixNano(), liveCount.Add(1)),
		out: os.Stderr, tty: isTerminal(os.Stderr), now: time.Now, after: time.AfterFunc,
	}
	live.Lock()
	live.open[l] = true
	live.Unlock()
	return l
}

// Due reports whether an update would be shown at once, so that callers can skip making a chart that would only wait.
func (l *Live) Due() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.closed && l.now().Sub(l.last) >= liveInterval
}

// Update shows a new state: a chart, a line of text, or both (chart may be nil). At most two updates a second are
// shown; a later one replaces one that still waits, and the newest is always shown in the end. The chart's data must
// not be changed afterwards; appending to its slices is allowed.
func (l *Live) Update(c chart.Chart, text string) { l.update(&state{c, text}, false) }

// Mark is an Update that ends a stage, such as an epoch: a terminal keeps its line, and a file or pipe gets it as one
// plain line, the only thing written there.
func (l *Live) Mark(c chart.Chart, text string) { l.update(&state{c, text}, true) }

func (l *Live) update(s *state, mark bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.state = s
	if mark && !Active() {
		l.drop()
		l.line(s.text, true)
		return
	}
	wait := liveInterval - l.now().Sub(l.last)
	if wait <= 0 {
		l.show(s)
		return
	}
	l.pending = s
	if l.timer == nil {
		l.timer = l.after(wait, l.flush)
	}
}

// drop forgets what still waits.
func (l *Live) drop() {
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	l.pending = nil
}

// flush shows what still waits.
func (l *Live) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pending != nil && !l.closed {
		l.show(l.pending)
	}
}

// show sends a state now.
func (l *Live) show(s *state) {
	l.drop()
	l.last = l.now()
	k := kernel()
	if k == nil {
		l.line(s.text, false)
		return
	}
	b, err := s.rich()
	l.keep(err)
	l.keep(k.send(b, l.id))
	stands(nil)
	l.last = l.now() // drawing and sending do not count as waiting
}

func (l *Live) keep(err error) {
	if l.err == nil {
		l.err = err
	}
}

func (s *state) rich() (bundle, error) {
	switch {
	case s.chart == nil:
		return plain(s.text), nil
	case s.text == "":
		return rich(s.chart)
	}
	return picture(chart.Captioned{Chart: s.chart, Caption: s.text})
}

// Close ends the block. In a notebook final replaces what it shows; nil leaves the newest state. In a terminal the line
// is ended. It returns the first error met since NewLive. A second Close does nothing.
func (l *Live) Close(final any) error {
	live.Lock()
	delete(live.open, l)
	live.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	if k := kernel(); k != nil {
		l.finish(k, final)
	} else if l.tty && l.long > 0 {
		text := ""
		if l.state != nil {
			text = l.state.text
		}
		l.line(text, true)
	}
	l.drop()
	l.closed = true
	return l.err
}

func (l *Live) finish(k *link, final any) {
	if final == nil {
		if l.pending != nil {
			l.show(l.pending)
		}
		return
	}
	b, err := rich(final)
	l.keep(err)
	l.keep(k.send(b, l.id))
	stands(final)
}

// Flush shows what still waits in every open block. Programs that end through os.Exit call it first.
func Flush() {
	live.Lock()
	var open []*Live
	for l := range live.open {
		open = append(open, l)
	}
	live.Unlock()
	for _, l := range open {
		l.flush()
		l.mu.Lock()
		if !l.closed && l.tty && l.long > 0 && !Active() {
			l.line(l.state.text, true)
		}
		l.mu.Unlock()
	}
}
