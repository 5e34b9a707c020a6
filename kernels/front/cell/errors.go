package cell

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Error is an error as Jupyter shows it.
type Error struct {
	Name, Value string
	Trace       []string
}

// Names is what an error's hints are taken from: the names that are known where it happened.
type Names interface {
	Scope() []string                  // names without a dot: declared, local, imported
	Exports(pkg string) []string      // of a package
	Members(typeName string) []string // fields and methods of a type, such as "fmnist.Run"
	Used(pkg string) []string         // what the cell takes of a package
	Gone(name string) int             // the cell whose main had a value of this name; 0 where none had
}

// Place maps a line that GoNB reports for a cell to the user's cell, and gives that line's text.
type Place func(cell, line int) (int, string)

const (
	red   = "\x1b[31m"
	plain = "\x1b[0m"
)

var (
	cellLine = regexp.MustCompile(`(?m)^Cell\[(\d+)\]: Line (\d+)$`)
	fileLine = regexp.MustCompile(`^\S*main(?:_test)?\.go:\d+(?::(\d+))?: `)
	escapes  = regexp.MustCompile("\x1b\\[[0-9;]*m")
	noise    = regexp.MustCompile(`^(# |exit status \d+$|vet: |\s*$|failed to run "|note: module requires)`)
)

// statementOutside is what the parser says to a statement above %%.
var statementOutside = regexp.MustCompile(
	`^(expected declaration, found \w|.*non-declaration statement outside function body)`)

// SyntaxError is what a cell's syntax error says.
func SyntaxError(n int, c Cell, e Syntax) Error {
	where := fmt.Sprintf("cell [%d], line %d: ", n, e.Line)
	trace := []string{where + red + e.Message + plain}
	trace = append(trace, caret(c.Text(e.Line), e.Column)...)
	if statementOutside.MatchString(e.Message) {
		trace = append(trace, "Hint: statements go below %%; above it stand imports, var, const, type and func")
	}
	return Error{"syntax error", where + e.Message, trace}
}

// CompileError turns GoNB's error into one about the user's lines: value is the compiler's output, trace what GoNB made
// of each of its lines. It returns false where there is nothing to say beyond GoNB's words.
func CompileError(value string, trace []string, place Place, names Names) (Error, bool) {
	var out []string
	var summary, hint string
	count := 0
	seen := map[string]bool{}
	for i, raw := range strings.Split(value, "\n") {
		raw = strings.TrimRight(raw, "\r")
		if noise.MatchString(raw) || seen[raw] {
			continue
		}
		seen[raw] = true
		message, column := raw, 0
		if m := fileLine.FindStringSubmatch(raw); m != nil {
			message = raw[len(m[0]):]
			column, _ = strconv.Atoi(m[1])
		}
		where, code := position(trace, i, place)
		out = append(out, where+red+message+plain)
		if code != "" && column > 0 {
			out = append(out, caret(code, shift(trace, i, code, column))...)
		}
		advice := advise(message, names)
		if advice != "" {
			out = append(out, advice)
		}
		if count++; count == 1 {
			summary = where + message
			if advice != "" {
				summary += " (" + advice + ")"
			}
		}
		if hint == "" {
			hint = hintFor(message, names)
		}
	}
	if count == 0 {
		return Error{}, false
	}
	if hint != "" {
		out = append(out, "Hint: "+hint)
	}
	if count > 1 {
		summary += fmt.Sprintf(" (and %d more)", count-1)
	}
	return Error{"compile error", summary, out}, true
}

// position finds where the i-th line of the compiler's output points to: "cell [2], line 3: " and the text of that
// line.
func position(trace []string, i int, place Place) (string, string) {
	if i >= len(trace) {
		return "", ""
	}
	m := cellLine.FindStringSubmatch(escapes.ReplaceAllString(trace[i], ""))
	if m == nil {
		return "", ""
	}
	n, _ := strconv.Atoi(m[1])
	l, _ := strconv.Atoi(m[2])
	line, text := place(n, l)
	return fmt.Sprintf("cell [%d], line %d: ", n, line), text
}

// shift corrects a column of GoNB's file, in which gofmt may have indented the user's line.
func shift(trace []string, i int, code string, column int) int {
	lines := strings.Split(escapes.ReplaceAllString(trace[i], ""), "\n")
	for j, l := range lines {
		if j == 0 || strings.TrimLeft(l, " \t") != "^" {
			continue
		}
		theirs := lines[j-1]
		if strings.TrimSpace(theirs) != strings.TrimSpace(code) {
			return 0
		}
		return column + indent(code) - indent(theirs)
	}
	return 0
}

func indent(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }

// caret shows a line with a mark under one of its columns; column 0 shows the line alone.
func caret(code string, column int) []string {
	if strings.TrimSpace(code) == "" {
		return nil
	}
	out := []string{"    " + code}
	if column < 1 {
		return out
	}
	pad := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, code[:min(column-1, len(code))])
	return append(out, "    "+pad+"^")
}
