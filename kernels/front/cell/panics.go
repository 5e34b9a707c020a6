package cell

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	// GoNB puts the cell and line in front of each place in its file.
	streamLine = regexp.MustCompile(`\[\[ Cell \[(\d+)\] Line (\d+) \]\]`)
	panicStart = regexp.MustCompile(`(?m)^(panic: |fatal error: )`)
	goexit     = regexp.MustCompile(`^(exit status|signal: )`)
)

// MapLines rewrites the cells and lines that GoNB put into a stack trace.
func MapLines(text string, place Place) string {
	return streamLine.ReplaceAllStringFunc(text, func(s string) string {
		m := streamLine.FindStringSubmatch(s)
		n, _ := strconv.Atoi(m[1])
		l, _ := strconv.Atoi(m[2])
		line, _ := place(n, l)
		return fmt.Sprintf("[[ Cell [%d] Line %d ]]", n, line)
	})
}

// SplitPanic cuts standard error where a panic begins.
func SplitPanic(text string) (before, trace string) {
	if i := panicStart.FindStringIndex(text); i != nil {
		return text[:i[0]], text[i[0]:]
	}
	return text, ""
}

// PanicError makes an error of a panic's trace: its message, the first cell and line, and the frames that lie in cells.
func PanicError(trace string) Error {
	trace = escapes.ReplaceAllString(trace, "")
	message, rest, _ := strings.Cut(strings.TrimSpace(trace), "\n\n")
	value := strings.TrimSpace(message)
	first := ""
	frames := []string{}
	lines := strings.Split(rest, "\n")
	for i, line := range lines {
		m := streamLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		where := fmt.Sprintf("cell [%s], line %s", m[1], m[2])
		if first == "" {
			first = where
		}
		if i > 0 {
			where += ", in " + caller(lines[i-1])
		}
		if len(frames) == 0 || frames[len(frames)-1] != "    "+where {
			frames = append(frames, "    "+where)
		}
	}
	if first != "" {
		value = strings.ReplaceAll(value, "\n", " ") + " (" + first + ")"
	}
	out := Error{"panic", value, append([]string{red + message + plain}, frames...)}
	if first == "" { // a crash inside a package: the whole trace is what there is
		out.Trace = append(out.Trace, rest)
	}
	return out
}

// caller is the name of a function in a line of a trace: main.f(0x1) is f, and main the cell itself.
func caller(line string) string {
	name := strings.TrimSpace(line)
	if i := strings.LastIndexByte(name, '('); i > 0 {
		name = name[:i]
	}
	name = strings.TrimPrefix(name, "main.")
	if name == "main" {
		return "the cell's statements"
	}
	return name
}

// ExitError makes an error of a program that ended by itself with a status: its last words are the reason.
func ExitError(value, stderr string) (Error, bool) {
	if !goexit.MatchString(value) {
		return Error{}, false
	}
	last := ""
	for line := range strings.Lines(escapes.ReplaceAllString(stderr, "")) {
		if s := strings.TrimSpace(line); s != "" && !goexit.MatchString(s) {
			last = s
		}
	}
	if last == "" {
		return Error{}, false
	}
	return Error{value, last, []string{red + last + plain, value}}, true
}
