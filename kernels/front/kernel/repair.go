package kernel

import (
	"fmt"

	"github.com/gofmnist/gofmnist/kernels/front/cell"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// repair mends what made a cell fail, if it is a thing that GoNB keeps too long: methods that do not fit a type which
// the cell declares again. It reports whether the cell is worth a second try.
func (f *Front) repair(r *running, reply wire.Content) bool {
	if r.again || reply.Text("status") != "error" || r.interrupted.Load() {
		return false
	}
	f.mu.Lock()
	old := r.cell.OldMethods(r.count, texts(reply["traceback"]), f.cells)
	f.mu.Unlock()
	if len(old) == 0 || !f.silently(r, cell.Remove(old)) {
		return false
	}
	for _, m := range old {
		r.output.write("stderr", fmt.Sprintf("method %s of %s (cell [%d]) does not fit the new %s and was dropped\n",
			m.Name, m.Type, m.Cell, m.Type))
	}
	c := r.request.Content()
	c["store_history"] = false // GoNB has counted the cell
	r.request.SetContent(c)
	f.mu.Lock()
	r.again = true
	f.mu.Unlock()
	return true
}

// silently has GoNB run something nobody sees.
func (f *Front) silently(r *running, code string) bool {
	m := r.request.Answer("execute_request", wire.Content{"code": code, "silent": true, "store_history": false,
		"allow_stdin": false, "stop_on_error": false})
	f.mu.Lock()
	f.hidden = m.Header.ID
	f.mu.Unlock()
	f.inner.Shell.Send(m)
	reply := f.await(m)
	return reply != nil && reply.Content().Text("status") == "ok"
}
