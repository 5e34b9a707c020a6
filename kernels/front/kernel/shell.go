package kernel

import (
	"strings"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// receive takes a request of the shell channel: the front answers some itself, at once and also while a cell runs.
func (f *Front) receive(m *wire.Message) {
	c := m.Content()
	switch m.Header.Type {
	case "is_complete_request":
		status, indent := cell.Completeness(c.Text("code"))
		f.answer(f.outer.Shell, m, wire.Content{"status": status, "indent": indent})
	case "history_request":
		f.answer(f.outer.Shell, m, wire.Content{"history": f.search(c)})
	case "comm_info_request":
		f.answer(f.outer.Shell, m, wire.Content{"comms": wire.Content{}})
	case "kernel_info_request":
		f.mu.Lock()
		info := f.info
		f.mu.Unlock()
		if info == nil {
			f.queue.put(m)
			return
		}
		f.answer(f.outer.Shell, m, info)
	case "complete_request", "inspect_request":
		f.lookUp(m, c)
	default:
		f.queue.put(m)
	}
}

// answer answers a request by the front itself, between busy and idle. A running cell's busy follows, because
// front ends show the last state they hear of.
func (f *Front) answer(s *wire.Socket, m *wire.Message, c wire.Content) {
	f.status(m, "busy")
	if _, ok := c["status"]; !ok {
		c["status"] = "ok"
	}
	s.Send(m.Answer(strings.TrimSuffix(m.Header.Type, "request")+"reply", c))
	f.status(m, "idle")
	f.mu.Lock()
	r := f.current
	f.mu.Unlock()
	if r != nil && r.request != m {
		f.status(r.request, "busy")
	}
}

// work serves the queue.
func (f *Front) work() {
	for {
		m := f.queue.next()
		switch m.Header.Type {
		case "execute_request":
			f.execute(m)
		case "kernel_info_request":
			f.pass(m, f.describe)
		case "complete_request", "inspect_request":
			f.askGoNB(m)
		default: // comm_open, comm_msg: nobody replies
			f.inner.Shell.Send(m)
		}
	}
}

// describe completes GoNB's kernel_info_reply: editors and exporters colour the code by it.
func (f *Front) describe(c wire.Content) {
	if l, ok := c["language_info"].(map[string]any); ok {
		l["pygments_lexer"], l["codemirror_mode"], l["file_extension"] = "go", "go", ".go"
	}
	c["protocol_version"] = wire.Version
	f.mu.Lock()
	f.info = c
	f.mu.Unlock()
}

// pass hands a request to GoNB, waits for its reply, lets change alter it and sends it on.
func (f *Front) pass(m *wire.Message, change func(wire.Content)) {
	f.inner.Shell.Send(m)
	r := f.await(m)
	if r == nil {
		return
	}
	c := r.Content()
	change(c)
	r.SetContent(c)
	f.outer.Shell.Send(r)
}

// await returns GoNB's reply to m; nil when GoNB has ended. Replies to anything else are passed on.
func (f *Front) await(m *wire.Message) *wire.Message {
	for {
		select {
		case r := <-f.replies:
			if r.Parent.ID == m.Header.ID {
				return r
			}
			f.outer.Shell.Send(r)
		case <-f.kernel.Done():
			return nil
		}
	}
}

// replied takes what GoNB sends on the shell channel. It answers control requests there too; the front has done so.
func (f *Front) replied(m *wire.Message) {
	switch m.Parent.Type {
	case "shutdown_request", "interrupt_request":
	default:
		f.replies <- m
	}
}
