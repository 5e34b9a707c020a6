//go:build unix

package nb

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// clock is a Live's time, moved by hand: the timer runs when the test says so.
type clock struct {
	t    time.Time
	fire func()
}

func (c *clock) drive(l *Live) {
	c.t = time.Unix(1000, 0)
	l.now = func() time.Time { return c.t }
	l.after = func(_ time.Duration, f func()) *time.Timer {
		c.fire = f
		return time.NewTimer(time.Hour)
	}
}

func TestLiveIsThrottled(t *testing.T) {
	k := startKernel(t)
	l := NewLive()
	var c clock
	c.drive(l)
	for step := range 100 { // 10 s of steps of 0.1 s
		l.Update(aLine, strings.Repeat("x", step))
		c.t = c.t.Add(100 * time.Millisecond)
	}
	if n := len(k.shown()); n < 19 || n > 21 {
		t.Errorf("%d updates in 10 s, want 2 a second", n)
	}
	if l.pending == nil {
		t.Fatal("the newest update is not waiting")
	}
	c.fire()
	got := k.shown()
	if s := got[len(got)-1].Data["text/plain"].(string); !strings.HasPrefix(s, strings.Repeat("x", 99)+"\n") {
		t.Errorf("the newest update is not shown last but %q", s)
	}
	if err := l.Close(aTable); err != nil {
		t.Fatal(err)
	}
	got = k.shown()
	if last := got[len(got)-1]; last.Data["text/markdown"] == nil {
		t.Errorf("the final state is %v", last.Data)
	}
	for _, d := range got {
		if d.DisplayID != l.id || d.DisplayID == "" {
			t.Errorf("id %q, want %q for all", d.DisplayID, l.id)
		}
	}
	l.Update(nil, "late")
	if err := l.Close("later"); err != nil || len(k.shown()) != len(got) {
		t.Error("a closed block still shows something")
	}
}

func TestLiveIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		l := NewLive()
		if seen[l.id] {
			t.Fatal("an id came twice")
		}
		seen[l.id] = true
		_ = l.Close(nil)
	}
}

func TestLiveCloseKeepsTheNewestState(t *testing.T) {
	k := startKernel(t)
	l := NewLive()
	var c clock
	c.drive(l)
	l.Update(nil, "one")
	l.Update(nil, "two")
	if err := l.Close(nil); err != nil {
		t.Fatal(err)
	}
	got := k.shown()
	if len(got) != 2 || got[1].Data["text/plain"] != "two" {
		t.Errorf("shown: %v", got)
	}
}

func TestFlushShowsWhatWaits(t *testing.T) {
	k := startKernel(t)
	l := NewLive()
	defer l.Close(nil)
	var c clock
	c.drive(l)
	l.Update(nil, "one")
	l.Update(nil, "two")
	Flush()
	if got := k.shown(); len(got) != 2 || got[1].Data["text/plain"] != "two" {
		t.Errorf("shown: %v", got)
	}
}

func TestLiveTimerFires(t *testing.T) {
	k := startKernel(t)
	l := NewLive()
	defer l.Close(nil)
	l.Update(nil, "one")
	l.Update(nil, "two")
	for range 500 { // at most 5 s; it takes half a second
		if len(k.shown()) == 2 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("an update that waited was never shown")
}

func TestClosedNotebookIsSaidOnce(t *testing.T) {
	k := startKernel(t)
	if err := Show("before"); err != nil {
		t.Fatal(err)
	}
	k.leave()
	err := Show("after")
	if !errors.Is(err, errClosed) {
		t.Fatalf("error %v, want that the kernel is gone", err)
	}
	if err := Show("again", aLine); err != nil {
		t.Errorf("said twice: %v", err)
	}
	l := NewLive()
	l.Update(aLine, "x")
	if err := l.Close(aLine); err != nil {
		t.Errorf("said again by Live: %v", err)
	}
}

func TestMuteKernelIsNotWaitedForLong(t *testing.T) {
	k := startKernel(t)
	k.mu.Lock()
	k.mute = true
	k.mu.Unlock()
	kernel().patience = 50 * time.Millisecond
	if err := Show("x"); !errors.Is(err, errClosed) {
		t.Errorf("error %v", err)
	}
}

func TestNoKernelAtAll(t *testing.T) {
	k := startKernel(t)
	_ = Show("x") // so that the fake kernel can end
	k.leave()
	l := &link{pipe: t.TempDir() + "/gone", back: "gone", patience: 50 * time.Millisecond}
	if err := l.send(plain("x"), ""); err == nil || !strings.Contains(err.Error(), "pipe") {
		t.Errorf("error %v", err)
	}
	if err := l.send(plain("x"), ""); err != nil {
		t.Errorf("said twice: %v", err)
	}
}

func TestTerminalLine(t *testing.T) {
	var out bytes.Buffer
	l := NewLive()
	l.out, l.tty = &out, true
	var c clock
	c.drive(l)
	l.Update(aLine, "step 1 of 3")
	c.t = c.t.Add(time.Second)
	l.Update(aLine, "step 2")
	l.Update(aLine, "never shown")
	l.Mark(aLine, "epoch 1")
	l.Update(aLine, "step 3")
	c.t = c.t.Add(time.Second)
	l.Update(aLine, "step 4")
	if err := l.Close(aLine); err != nil {
		t.Fatal(err)
	}
	want := "\rstep 1 of 3\rstep 2     \repoch 1\n\rstep 4\rstep 4\n"
	if out.String() != want {
		t.Errorf("written %q, want %q", out.String(), want)
	}
}

func TestPlainLines(t *testing.T) {
	var out bytes.Buffer
	l := NewLive()
	l.out, l.tty = &out, false
	for i := range 1000 {
		l.Update(aLine, "step")
		if i == 500 {
			l.Mark(aLine, "epoch 1")
		}
	}
	if err := l.Close(aLine); err != nil {
		t.Fatal(err)
	}
	if out.String() != "epoch 1\n" {
		t.Errorf("written %q", out.String())
	}
}

func TestIsTerminal(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if isTerminal(f) || isTerminal(null) {
		t.Error("a file or the null device is taken for a terminal")
	}
}
