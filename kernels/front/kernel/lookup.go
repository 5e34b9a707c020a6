package kernel

import (
	"github.com/gofmnist/gofmnist/kernels/front/cell"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// lookUp answers what can be typed at the cursor or what stands there. gopls knows best, but takes a while to get ready
// and waits behind a running cell; JupyterLab gives up after a second. Until then the index answers.
func (f *Front) lookUp(m *wire.Message, c wire.Content) {
	f.gopls.want()
	f.mu.Lock()
	busy := f.current != nil
	f.mu.Unlock()
	if f.gopls.ready() && !busy && f.queue.empty() {
		f.queue.put(m)
		return
	}
	if m.Header.Type == "complete_request" {
		f.answer(f.outer.Shell, m, f.complete(c))
	} else {
		f.answer(f.outer.Shell, m, f.inspect(c))
	}
}

func (f *Front) complete(c wire.Content) wire.Content {
	at := cell.New(c.Text("code"))
	found, from, to := f.notebook.Completion(at, cursor(c))
	if found == nil {
		found = []string{}
	}
	return wire.Content{"matches": found, "metadata": wire.Content{},
		"cursor_start": at.FromOffset(from), "cursor_end": at.FromOffset(to)}
}

func (f *Front) inspect(c wire.Content) wire.Content {
	data := wire.Content{}
	text := f.notebook.Inspection(cell.New(c.Text("code")), cursor(c))
	if text != "" {
		data["text/markdown"], data["text/plain"] = text, text
	}
	return wire.Content{"found": text != "", "data": data, "metadata": wire.Content{}}
}

// cursor is where the cursor stands; at the end where a client does not say so.
func cursor(c wire.Content) int {
	if c["cursor_pos"] == nil {
		return len([]rune(c.Text("code")))
	}
	return c.Int("cursor_pos")
}

// askGoNB has GoNB, and so gopls, answer. Where that knows nothing the index may.
func (f *Front) askGoNB(m *wire.Message) {
	c := m.Content()
	at := cell.New(c.Text("code"))
	ask := wire.Content{"code": at.Code, "cursor_pos": at.Cursor(cursor(c)), "detail_level": c.Int("detail_level")}
	m.SetContent(ask)
	f.pass(m, func(reply wire.Content) {
		if found, _ := reply["matches"].([]any); m.Header.Type == "complete_request" && len(found) == 0 {
			replace(reply, f.complete(c))
			return
		}
		if m.Header.Type == "inspect_request" && !reply.True("found") {
			replace(reply, f.inspect(c))
			return
		}
		for _, k := range []string{"cursor_start", "cursor_end"} {
			if reply[k] != nil {
				reply[k] = at.CursorBack(reply.Int(k))
			}
		}
	})
}

func replace(c, by wire.Content) {
	for k, v := range by {
		c[k] = v
	}
	c["status"] = "ok"
}
