package child

import (
	"context"
	"time"

	"github.com/gofmnist/gofmnist/fmnist/execute"
)

// waiter is where the replies to one request go.
type waiter struct {
	replies chan reply
	gone    chan struct{} // closed when nobody waits any more
}

// hand gives a reply to who waits for it; nobody does for a request that was given up.
func (p *process) hand(r reply) {
	p.mu.Lock()
	w, ok := p.waiting[r.ID]
	p.mu.Unlock()
	if !ok {
		return
	}
	select {
	case w.replies <- r:
	case <-w.gone:
	}
}

// ask sends a request. forget says that nobody waits for its replies any more.
func (p *process) ask(r request) (replies <-chan reply, forget func(), err error) {
	w := waiter{make(chan reply), make(chan struct{})}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting[r.ID] = w
	err = p.out.Encode(r)
	return w.replies, func() {
		close(w.gone)
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.waiting, r.ID)
	}, err
}

// cancel asks for the end of a request; that the child is gone is noticed by who waits.
func (p *process) cancel(id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.out.Encode(request{ID: id, Cancel: true})
}

// saveTime is how long a child may take to save after an interrupt; a kernel waits 5 s before it kills the cell.
const saveTime = 4 * time.Second

// wait hears events until the request ends. When ctx ends, the child is told, and still has time to save.
func (p *process) wait(ctx context.Context, id int, replies <-chan reply, w execute.Watch) (reply, error) {
	hear := &listener{Watch: w}
	canceled := ctx.Done()
	var late <-chan time.Time
	for {
		select {
		case r := <-replies:
			if r.End {
				return r, nil
			}
			hear.event(r)
		case <-canceled:
			canceled, late = nil, time.After(saveTime)
			p.cancel(id)
		case <-late:
			return reply{}, ctx.Err()
		case <-p.exited:
			return reply{}, p.gone()
		}
	}
}
