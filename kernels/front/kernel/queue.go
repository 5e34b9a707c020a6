package kernel

import (
	"sync"
	"time"

	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// queue holds the requests that are served one after the other.
type queue struct {
	mu      *sync.Mutex
	list    []*wire.Message
	arrived chan struct{}
	stopped map[string]time.Time // of each client's session, when it last asked for an interrupt, by its own clock
}

func newQueue() queue {
	return queue{mu: &sync.Mutex{}, arrived: make(chan struct{}, 1), stopped: map[string]time.Time{}}
}

func (q *queue) put(m *wire.Message) {
	q.mu.Lock()
	q.list = append(q.list, m)
	q.mu.Unlock()
	select {
	case q.arrived <- struct{}{}:
	default:
	}
}

// next waits for the next request.
func (q *queue) next() *wire.Message {
	for {
		q.mu.Lock()
		if len(q.list) > 0 {
			m := q.list[0]
			q.list = q.list[1:]
			q.mu.Unlock()
			return m
		}
		q.mu.Unlock()
		<-q.arrived
	}
}

// takeCells takes all execute requests out of the queue.
func (q *queue) takeCells() (taken []*wire.Message) {
	time.Sleep(5 * time.Millisecond) // one that was sent before may still be on its way
	q.mu.Lock()
	defer q.mu.Unlock()
	var rest []*wire.Message
	for _, m := range q.list {
		if m.Header.Type == "execute_request" {
			taken = append(taken, m)
		} else {
			rest = append(rest, m)
		}
	}
	q.list = rest
	return taken
}

func (q *queue) empty() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.list) == 0
}

func (q *queue) clear() {
	q.mu.Lock()
	q.list = nil
	q.mu.Unlock()
}

// stop notes that a client asked for an interrupt. The request comes on another channel than cells do and may overtake
// one that was sent before.
func (q *queue) stop(m *wire.Message) {
	q.mu.Lock()
	q.stopped[m.Header.Session] = m.Header.Time()
	q.mu.Unlock()
}

// wasStopped reports whether a cell was sent before its client asked for an interrupt.
func (q *queue) wasStopped(m *wire.Message) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	at, sent := q.stopped[m.Header.Session], m.Header.Time()
	return !at.IsZero() && !sent.IsZero() && sent.Before(at)
}
