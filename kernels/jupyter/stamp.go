package jupyter

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

// Stamp returns a writer that puts the seconds since now before every line, for the steps of a set-up. Several steps
// may write at once: their lines stay whole.
func Stamp(log io.Writer) io.Writer {
	if log == nil {
		return nil
	}
	return &stamp{log: log, began: time.Now()}
}

type stamp struct {
	mu    sync.Mutex
	log   io.Writer
	began time.Time
}

// Write prints the lines of p; programs and say write whole ones.
func (s *stamp) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out bytes.Buffer
	for line := range bytes.Lines(p) {
		fmt.Fprintf(&out, "%4.0f s  %s", time.Since(s.began).Seconds(), line)
	}
	if _, err := s.log.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}
