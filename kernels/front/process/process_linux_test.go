package process

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets this test program be the guard, as the front's own does, and a child that waits for its parent's end.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == GuardFlag:
		os.Exit(Guard(os.Args[2:]))
	case os.Getenv("WATCH") != "":
		gone := ParentGone()
		_ = os.WriteFile(filepath.Join(os.Getenv("WATCH"), "pid"), []byte(strconv.Itoa(os.Getpid())), 0o600)
		select {
		case <-gone:
		case <-time.After(time.Minute):
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// start runs a shell script as the kernel and waits until it has written the file "ready".
func start(t *testing.T, script string) (*Kernel, string) {
	t.Helper()
	dir := t.TempDir()
	front := filepath.Join(dir, "front")
	if err := os.Mkdir(front, 0o700); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	k, err := Start(self, []string{"/bin/sh", "-c", script, "kernel"}, append(os.Environ(), "DIR="+dir), front)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.End(); <-k.Done() })
	until(t, "the kernel is ready", func() bool { _, err := os.Stat(filepath.Join(dir, "ready")); return err == nil })
	return k, dir
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it is not so that %s", what)
		}
	}
}

func live(pid int) bool {
	p, ok := read("/proc/" + strconv.Itoa(pid) + "/stat")
	return ok && !p.Zombie
}

func number(t *testing.T, file string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	n, err2 := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	return n
}

// saver is a child that saves when it is interrupted, by itself: what it starts after the interrupt gets one too.
const saver = `
env --default-signal=INT sh -c 'trap "sleep 0.3; : >$DIR/saved; exit" INT; touch $DIR/trapped
	while :; do sleep 0.05; done' &
`

func TestEndLeavesNothingAndLetsSave(t *testing.T) {
	k, dir := start(t, saver+`
setsid sh -c 'echo $$ >$DIR/far; exec sleep 4713' &
while ! [ -s $DIR/far ] || ! [ -e $DIR/trapped ]; do sleep 0.02; done
mkdir $DIR/gonb_x; echo $DIR/gonb_x >$DIR/front/gonb
touch $DIR/ready; sleep 4713`)
	far := number(t, filepath.Join(dir, "far"))
	if !live(far) || !live(k.PID) {
		t.Fatal("nothing runs")
	}
	k.End()
	<-k.Done()
	if live(far) || live(k.PID) || live(k.Guard) {
		t.Error("something lives on")
	}
	for name, want := range map[string]bool{"saved": true, "front": false, "gonb_x": false} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStatusOfAKernelThatEnds(t *testing.T) {
	k, _ := start(t, "touch $DIR/ready; exit 3")
	<-k.Done()
	if e, ok := k.Err().(*exec.ExitError); !ok || e.ExitCode() != 3 {
		t.Errorf("%v", k.Err())
	}
	if _, err := Start("/nowhere/front", []string{"x"}, nil, t.TempDir()); err == nil {
		t.Error("a guard that is missing was started")
	}
}

// A cell is a process of the kernel's; what it leaves behind becomes the guard's.
func TestLeftovers(t *testing.T) {
	k, dir := start(t, `sh -c 'sleep 4714 & echo $! >$DIR/left'; touch $DIR/ready; exec sleep 4713`)
	left := number(t, filepath.Join(dir, "left"))
	until(t, "the guard has the orphan", func() bool { return k.Abandoned() })
	if k.Abandoned(left) {
		t.Error("a process to be kept counts as left behind")
	}
	k.EndLeftovers()
	until(t, "the orphan has ended", func() bool { return !live(left) })
	if !live(k.PID) {
		t.Error("the kernel ended too")
	}
}

// At the kernel's end its cell becomes the guard's too, and it may save.
func TestNoLeftoversAtTheEnd(t *testing.T) {
	k, dir := start(t, saver+`
while ! [ -e $DIR/trapped ]; do sleep 0.02; done
touch $DIR/ready; wait`)
	k.End()
	for ended := false; !ended; time.Sleep(5 * time.Millisecond) {
		select {
		case <-k.Done():
			ended = true
		default:
			k.EndLeftovers()
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "saved")); err != nil {
		t.Error(err)
	}
}

func TestInterrupt(t *testing.T) {
	k, dir := start(t, `
sleep 4713 & echo $! >$DIR/old
touch $DIR/ready
while ! [ -e $DIR/cell ]; do sleep 0.02; done
sh -c 'trap "" INT; echo $$ >$DIR/stubborn; sleep 0.5; exit' &
sh -c 'echo $$ >$DIR/plain; exec sleep 4715' &
wait`)
	time.Sleep(50 * time.Millisecond) // what ran before is older by the clock of /proc
	i := k.Cell()
	if err := os.WriteFile(filepath.Join(dir, "cell"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	defer i.End()
	i.Interrupt()
	i.Interrupt()
	// A background process of a shell ignores SIGINT; it is killed when the patience is over.
	until(t, "the cell's process has ended", func() bool {
		text, err := os.ReadFile(filepath.Join(dir, "plain"))
		pid, err2 := strconv.Atoi(strings.TrimSpace(string(text)))
		return err == nil && err2 == nil && !live(pid)
	})
	if old := number(t, filepath.Join(dir, "old")); !live(old) || !live(k.PID) {
		t.Error("what ran before the cell, or the kernel, has ended")
	}
}

// TestInterruptEnds has a cell stopped at its very end: what the next cell starts gets no signal, also when the stop is
// noticed late.
func TestInterruptEnds(t *testing.T) {
	k, dir := start(t, `
touch $DIR/ready
while ! [ -e $DIR/next ]; do sleep 0.02; done
sh -c 'echo $$ >$DIR/plain; exec sleep 4716' &
wait`)
	stopped, late := k.Cell(), k.Cell()
	stopped.Interrupt()
	stopped.End()
	late.End()
	late.Interrupt()
	if err := os.WriteFile(filepath.Join(dir, "next"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	until(t, "the next cell's process has started", func() bool {
		text, err := os.ReadFile(filepath.Join(dir, "plain"))
		return err == nil && strings.HasSuffix(string(text), "\n")
	})
	time.Sleep(200 * time.Millisecond)
	if !live(number(t, filepath.Join(dir, "plain"))) {
		t.Error("the next cell's process was stopped with the cell before")
	}
}

func TestReads(t *testing.T) {
	if !Seen() {
		t.Skip("this machine does not show what processes wait for")
	}
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/cat")
	cmd.Stdin = in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "cat waits", func() bool { return Reads(cmd.Process.Pid) })
	if _, err := out.WriteString("abc"); err != nil {
		t.Fatal(err)
	}
	until(t, "cat has read", func() bool { return Waiting(in) == 0 })
	_ = out.Close()
	_ = cmd.Wait()
	if Reads(cmd.Process.Pid) || Reads(os.Getpid()) {
		t.Error("a process that does not read is said to")
	}
}

// TestParentGone has a child whose parent is killed, once named to it and once with another process named.
func TestParentGone(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for named, ends := range map[string]bool{"$$": true, strconv.Itoa(os.Getpid()): false} {
		dir := t.TempDir()
		parent := exec.Command("/bin/sh", "-c", ParentVar+`=`+named+` "$0" & wait`, self)
		parent.Env = append(os.Environ(), "WATCH="+dir)
		if err := parent.Start(); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "pid")
		until(t, "the child watches", func() bool { text, err := os.ReadFile(file); return err == nil && len(text) > 0 })
		child := number(t, file)
		_ = parent.Process.Kill()
		_ = parent.Wait()
		if ends {
			until(t, "the child has ended", func() bool { return !live(child) })
			continue
		}
		time.Sleep(2 * glance)
		if !live(child) {
			t.Error("the child ended with a process that was not named to it")
		}
		_ = syscall.Kill(child, syscall.SIGKILL)
	}
}
