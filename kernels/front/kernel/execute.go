package kernel

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
	"github.com/gofmnist/gofmnist/kernels/front/process"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// running is the cell that is being built or run.
type running struct {
	request     *wire.Message
	cell        cell.Cell
	count       int
	stops       bool // the queue is aborted when it fails
	again       bool // GoNB gets it a second time; guarded by the front's mutex
	interrupted atomic.Bool
	interrupter *process.Interrupter
	output      *output
	failure     chan wire.Content // GoNB's error message
	idle        chan struct{}     // everything it published has come
	done        chan struct{}
}

// execute runs one cell.
func (f *Front) execute(m *wire.Message) {
	if f.queue.wasStopped(m) {
		f.abort([]*wire.Message{m})
		return
	}
	r := f.begin(m)
	if f.queue.wasStopped(m) { // between the question above and now: who asked found no cell that ran
		f.interrupt()
	}
	reply := f.try(r)
	if reply != nil && f.repair(r, reply.Content()) {
		reply = f.try(r)
	}
	if reply == nil { // GoNB has ended
		r.interrupter.End()
		return
	}
	c := f.finish(r, reply)
	var aborted []*wire.Message
	// Before the client sees the reply: what it sends afterwards is meant to run.
	if r.interrupted.Load() || c.Text("status") == "error" && r.stops {
		aborted = f.queue.takeCells()
	}
	reply.SetContent(c)
	f.mu.Lock()
	f.current = nil
	f.mu.Unlock()
	close(r.done)
	r.interrupter.End() // before the next cell has processes
	f.kernel.EndLeftovers(f.gopls.shim())
	f.outer.Shell.Send(reply)
	f.status(m, "idle")
	f.abort(aborted)
}

// defaults are the fields of an execute_request that clients may leave out and GoNB must have.
var defaults = map[string]bool{"silent": false, "store_history": true, "allow_stdin": true, "stop_on_error": true}

// begin prepares a cell and its request for GoNB, which ends where a field is missing.
func (f *Front) begin(m *wire.Message) *running {
	c := m.Content()
	for k, v := range defaults {
		if c[k] == nil {
			c[k] = v
		}
	}
	if c.True("silent") {
		c["store_history"] = false
	}
	r := &running{request: m, cell: cell.New(c.Text("code")), stops: c.True("stop_on_error") && !mayFail(m),
		interrupter: f.kernel.Cell(f.gopls.shim()), done: make(chan struct{})}
	r.output = newOutput(func(name, text string) {
		f.publish(m.Answer("stream", wire.Content{"name": name, "text": text}))
	})
	c["code"] = r.cell.Code
	m.SetContent(c)

	f.mu.Lock()
	if c.True("store_history") {
		f.count++
		f.history = append(f.history, entry{f.count, r.cell.Source})
	}
	r.count = f.count
	if c.True("store_history") || f.cells[f.count].Source == "" {
		f.cells[f.count] = r.cell
	}
	if r.cell.Resets {
		f.gone, f.blanks = map[string]int{}, map[string]bool{}
	}
	f.current = r
	f.mu.Unlock()
	f.stdin.prepare(f.dir, c.True("allow_stdin"))
	f.addBlanks(r.cell.Blank)
	f.goSafe(func() { f.watch(r) })
	return r
}

// mayFail reports whether a cell is tagged as one that fails; those do not stop the cells after it.
func mayFail(m *wire.Message) bool {
	tags, _ := m.Metadata()["tags"].([]any)
	return slices.Contains(tags, any("raises-exception"))
}

// try has GoNB run a cell and returns its reply when everything it published has been taken.
func (f *Front) try(r *running) *wire.Message {
	f.mu.Lock()
	r.failure, r.idle = make(chan wire.Content, 1), make(chan struct{})
	f.mu.Unlock()
	f.inner.Shell.Send(r.request)
	reply := f.await(r.request)
	if reply == nil {
		return nil
	}
	select {
	case <-r.idle: // the reply overtakes the last output
	case <-time.After(2 * time.Second):
	case <-f.kernel.Done():
		return nil
	}
	return reply
}

// finish turns what GoNB says about a cell into what its user needs, publishes an error, and returns the reply.
func (f *Front) finish(r *running, reply *wire.Message) wire.Content {
	c := reply.Content()
	if c["execution_count"] == nil {
		c["execution_count"] = r.count
	}
	if c.Text("status") != "error" {
		r.output.close(false)
		f.learn(r)
		f.stdin.hint(r)
		return c
	}
	e := f.explain(r, c)
	r.output.close(e.Name == "panic")
	f.stdin.hint(r)
	c["ename"], c["evalue"], c["traceback"] = e.Name, e.Value, e.Trace
	f.publish(r.request.Answer("error", wire.Content{"ename": e.Name, "evalue": e.Value, "traceback": e.Trace}))
	if compiled(e) {
		f.learn(r)
	} else {
		f.dropBlanks(r.cell.Blank)
	}
	return c
}

// learn remembers what a cell that compiled declares.
func (f *Front) learn(r *running) {
	kept, gone := r.cell.Declared()
	f.mu.Lock()
	for _, name := range gone {
		f.gone[name] = r.count
	}
	for _, name := range kept {
		delete(f.gone, name)
	}
	f.mu.Unlock()
	f.notebook.Ran(r.cell)
}

// watch ends what lives on after the cell's program: GoNB waits for the end of output that a forgotten child holds
// open.
func (f *Front) watch(r *running) {
	seen := 0
	for {
		select {
		case <-r.done:
			return
		case <-f.kernel.Done():
			return
		case <-time.After(watchInterval):
		}
		f.stdin.look(f, r)
		if !f.kernel.Abandoned(f.gopls.shim()) {
			seen = 0
		} else if seen++; seen == 2 {
			f.kernel.EndLeftovers(f.gopls.shim())
			seen = -20 // and again, should something remain
		}
	}
}

// watchInterval is how often a running cell is looked at: often enough for an input box to seem prompt.
const watchInterval = 50 * time.Millisecond

// abort answers cells that do not run any more.
func (f *Front) abort(cells []*wire.Message) {
	for _, m := range cells {
		f.mu.Lock()
		count := f.count
		f.mu.Unlock()
		f.answer(f.outer.Shell, m, wire.Content{"status": "aborted", "execution_count": count})
	}
}

// addBlanks has the notebook's blank imports compiled with every cell; the script around go adds the file.
func (f *Front) addBlanks(paths []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range paths {
		f.blanks[p] = true
	}
	f.writeBlanks()
}

// dropBlanks forgets those of a cell that did not compile.
func (f *Front) dropBlanks(paths []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range paths {
		delete(f.blanks, p)
	}
	f.writeBlanks()
}

// dropFailing forgets blank imports that the compiler complains of, wherever they come from.
func (f *Front) dropFailing(output string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for path := range f.blanks {
		if strings.Contains(output, "blank_imports.go") && strings.Contains(output, path) {
			delete(f.blanks, path)
		}
	}
	f.writeBlanks()
}

func (f *Front) writeBlanks() {
	file := filepath.Join(f.dir, "blank.go")
	if text := cell.Blanks(f.blanks); text != "" {
		_ = os.WriteFile(file, []byte(text), 0o600)
	} else {
		_ = os.Remove(file)
	}
}
