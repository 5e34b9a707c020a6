package kernel

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// sink gathers what an output sends.
type sink struct {
	mu       sync.Mutex
	messages []string // NAME: text
}

func (s *sink) send(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, name+": "+text)
}

func (s *sink) text() string { return strings.Join(s.messages, "|") }

func TestOutputIsGathered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s sink
		o := newOutput(s.send)
		o.write("stdout", "first ") // at once
		for range 1000 {
			o.write("stdout", "x")
		}
		time.Sleep(2 * outputPause)
		o.write("stderr", "e")
		o.write("stdout", "last")
		o.close(false)
		if want := "stdout: first |stdout: " + strings.Repeat("x", 1000) + "|stderr: e|stdout: last"; s.text() != want {
			t.Errorf("%d messages: %.200s", len(s.messages), s.text())
		}
	})
}

func TestOutputIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s sink
		o := newOutput(s.send)
		line := strings.Repeat("é", 49) + "\n"
		for range 50_000 {
			o.write("stdout", line)
		}
		o.write("stdout", "the end\n")
		o.close(false)
		all := s.text()
		if len(all) > outputLimit+tailLimit+1000 || !strings.HasSuffix(all, "the end\n") {
			t.Errorf("%d bytes, ending in %q", len(all), all[len(all)-50:])
		}
		if !strings.Contains(all, "3 MB of output not shown") {
			t.Errorf("it is not said: %q", all[len(all)-tailLimit-300:][:300])
		}
	})
}

func TestPanicIsKeptForTheError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s sink
		o := newOutput(s.send)
		o.write("stderr", "words\npanic: ")
		o.write("stderr", "boom\n\ngoroutine 1")
		if o.trace() != "panic: boom\n\ngoroutine 1" {
			t.Errorf("trace %q", o.trace())
		}
		o.close(true)
		if s.text() != "stderr: words\n" || o.lastWords() != "words\n" {
			t.Errorf("shown %q", s.text())
		}
	})
}

func TestWhatOnlyLooksLikeAPanicIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s sink
		o := newOutput(s.send)
		o.write("stderr", "panic: a line of a log\n")
		time.Sleep(tracePatience + time.Second)
		o.write("stderr", "more\n")
		time.Sleep(time.Second)
		if s.text() != "stderr: panic: a line of a log\n|stderr: more\n" {
			t.Errorf("while it runs: %q", s.text())
		}
		o.close(false)

		s = sink{}
		o = newOutput(s.send)
		o.write("stderr", "panic: at the end\n")
		o.close(false)
		if s.text() != "stderr: panic: at the end\n" {
			t.Errorf("at the end: %q", s.text())
		}
	})
}

func TestEnd(t *testing.T) {
	if got := end("aéé", 3); got != "é" {
		t.Errorf("%q", got)
	}
}
