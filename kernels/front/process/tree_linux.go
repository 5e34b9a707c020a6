package process

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Now is the time that Process.Since counts in.
func Now() float64 {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_BOOTTIME, &t)
	return float64(t.Sec) + float64(t.Nsec)/1e9
}

// Below returns the processes below root, without those of the pids in skip and what is below them.
func Below(root int, skip ...int) []Process {
	children := map[int][]Process{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, name := range files {
		if p, ok := read(name); ok {
			children[p.Parent] = append(children[p.Parent], p)
		}
	}
	skipped := map[int]bool{}
	for _, pid := range skip {
		skipped[pid] = true
	}
	var out []Process
	var walk func(int)
	walk = func(pid int) {
		for _, p := range children[pid] {
			if !skipped[p.PID] {
				out = append(out, p)
				walk(p.PID)
			}
		}
	}
	walk(root)
	return out
}

// Children returns the children of one process. It reads far less than Below.
func Children(pid int) []Process {
	var out []Process
	tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	for _, name := range tasks {
		data, _ := os.ReadFile(name)
		for _, child := range strings.Fields(string(data)) {
			if p, ok := read("/proc/" + child + "/stat"); ok {
				out = append(out, p)
			}
		}
	}
	return out
}

// read reads a stat file of /proc: PID (name) state parent … start, in hundredths of a second, as field 22.
func read(file string) (Process, bool) {
	data, err := os.ReadFile(file)
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if err != nil || open < 1 || end < open {
		return Process{}, false
	}
	fields := strings.Fields(string(data[end+1:]))
	if len(fields) < 20 {
		return Process{}, false
	}
	var p Process
	p.PID, _ = strconv.Atoi(strings.TrimSpace(string(data[:open])))
	p.Parent, _ = strconv.Atoi(fields[1])
	p.Zombie = fields[0] == "Z" || fields[0] == "X"
	ticks, _ := strconv.ParseFloat(fields[19], 64)
	p.Since = ticks / 100
	return p, true
}

// Reads reports whether a thread of a process waits in a read of standard input.
func Reads(pid int) bool {
	const read = readCall + " 0x0 "
	files, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/syscall")
	for _, name := range files {
		if data, _ := os.ReadFile(name); strings.HasPrefix(string(data), read) {
			return true
		}
	}
	return false
}

// Waiting is how many bytes lie in a pipe.
func Waiting(f *os.File) int {
	n, _ := unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ)
	return n
}

// Seen reports whether this machine shows what processes wait for; some containers hide it.
func Seen() bool {
	_, err := os.ReadFile("/proc/self/syscall")
	return err == nil
}
