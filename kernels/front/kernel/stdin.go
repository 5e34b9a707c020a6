package kernel

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/gofmnist/gofmnist/kernels/front/process"
	"github.com/gofmnist/gofmnist/kernels/front/wire"
)

// stdin is the standard input of the running cell: a pipe that is filled when the cell waits for it and the user has
// typed something, or nothing. The script that GoNB runs as the cell opens the file of this name in the front's folder.
type stdin struct {
	mu      sync.Mutex
	pipe    *os.File // nil where there is nothing to read
	asked   bool     // the client shows an input box of ours
	allowed bool     // the client can show one
}

// prepare makes the input of the next cell.
func (s *stdin) prepare(dir string, allowed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pipe != nil {
		_ = s.pipe.Close()
	}
	s.pipe, s.asked, s.allowed = nil, false, allowed
	name, silent := filepath.Join(dir, "stdin"), filepath.Join(dir, "silent")
	_ = os.Remove(name)
	_ = os.Remove(filepath.Join(dir, "cell"))
	_ = os.Remove(silent)
	if !allowed {
		_ = os.WriteFile(silent, nil, 0o600) // fmnist.Input then says so instead of waiting
	}
	if allowed && process.Seen() && syscall.Mkfifo(name, 0o600) == nil {
		s.pipe, _ = os.OpenFile(name, os.O_RDWR|syscall.O_NONBLOCK, 0)
		return
	}
	_ = os.Symlink(os.DevNull, name)
}

// look asks the user for a line when the cell waits for one and none is on its way.
func (s *stdin) look(f *Front, r *running) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pipe == nil || s.asked {
		return
	}
	text, err := os.ReadFile(filepath.Join(f.dir, "cell"))
	fields := strings.Fields(string(text))
	if err != nil || len(fields) == 0 {
		return
	}
	pid, err := strconv.Atoi(fields[0])
	if err != nil || !process.Reads(pid) || process.Waiting(s.pipe) > 0 {
		return
	}
	s.asked = true
	r.output.flush()
	f.outer.Stdin.Send(r.request.Answer("input_request", wire.Content{"prompt": "", "password": false}))
}

// take gives the cell what the user typed; it reports whether the front had asked for it.
func (s *stdin) take(value string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.asked || s.pipe == nil {
		return false
	}
	_, _ = fmt.Fprintln(s.pipe, value)
	s.asked = false
	return true
}

// reads finds what waits for standard input in a cell.
var reads = regexp.MustCompile(`\bfmt\.Scan(f|ln)?\(|\bos\.Stdin\b`)

// hint says why a cell that reads standard input found none.
func (s *stdin) hint(r *running) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pipe != nil || !reads.MatchString(r.cell.Source) {
		return
	}
	text := "Nobody can type here: standard input is at its end.\n"
	if s.allowed {
		text = "Standard input is at its end on this system; fmnist.Input(prompt) asks for a line.\n"
	}
	r.output.send("stderr", text)
}

// asked takes a question of GoNB's: of fmnist.Input, gonbui or %with_inputs.
func (f *Front) asked(m *wire.Message) {
	f.mu.Lock()
	r := f.current
	f.mu.Unlock()
	if r != nil {
		r.output.flush()
	}
	f.outer.Stdin.Send(m)
}

// answered takes what the user typed.
func (f *Front) answered(m *wire.Message) {
	if m.Header.Type != "input_reply" || !f.stdin.take(m.Content().Text("value")) {
		f.inner.Stdin.Send(m)
	}
}
