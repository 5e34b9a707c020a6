package kernel

import (
	"regexp"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// publish sends a message to all clients.
func (f *Front) publish(m *wire.Message) {
	m.IDs = [][]byte{[]byte("kernel." + m.Header.Type)}
	f.outer.IOPub.Send(m)
}

func (f *Front) status(m *wire.Message, state string) {
	f.publish(m.Answer("status", wire.Content{"execution_state": state}))
}

// farewell is what GoNB writes to standard error when a program ends with a status; the error says it better.
var farewell = regexp.MustCompile(`^(\^C\n)?(exit status \d+|signal: [a-z ]+)\n$`)

// published takes what GoNB publishes. What belongs to the running cell is rewritten and in part held back.
func (f *Front) published(m *wire.Message) {
	f.mu.Lock()
	r, hidden := f.current, f.hidden != "" && m.Parent.ID == f.hidden
	again := r != nil && r.again
	f.mu.Unlock()
	if hidden {
		return
	}
	if r == nil || m.Parent.ID != r.request.Header.ID {
		f.publish(m)
		return
	}
	c := m.Content()
	switch m.Header.Type {
	case "stream":
		text := c.Text("text")
		if c.Text("name") != "stderr" {
			r.output.write("stdout", text)
		} else if !farewell.MatchString(text) {
			r.output.write("stderr", cell.MapLines(text, f.place))
		}
		return
	case "error": // published with the reply, when all that is known about it has come
		return
	case "status":
		if c.Text("execution_state") == "idle" {
			f.mu.Lock()
			close(r.idle)
			f.mu.Unlock()
			return
		}
		if again {
			return
		}
	case "execute_input":
		if again {
			return
		}
		c["code"] = r.cell.Source
		m.SetContent(c)
	}
	r.output.flush()
	f.publish(m)
}
