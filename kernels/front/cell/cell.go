// Package cell holds what the front knows about the text of notebook cells, as pure functions: how a cell becomes
// one that GoNB runs and the way back to its lines, when a cell is complete, what an error says to its user, and
// what can be typed at a place.
package cell

import (
	"sort"
	"strings"
	"unicode/utf16"
)

// Cell is a cell as its user typed it and as GoNB gets it.
type Cell struct {
	Source string   // the user's text, its lines ended by \n
	Code   string   // GoNB's
	Blank  []string // paths of blank imports that were taken out; see Blanks
	Resets bool     // it makes GoNB forget everything (%reset)
	Go     bool     // it is Go, and not handed to bash or the like

	parts  []part
	lines  []int // for each line of Code the line of Source, both from 0; nil if they are the same
	begin  int   // where in Code the line lies that begins main, or -1
	typed  string
	masked string // Code without commands
}

// part says that Source[from:to] stands at Code[at:].
type part struct{ from, to, at int }

// New prepares a cell for GoNB. Where it holds statements and no line that begins main, %% is inserted before the first
// statement; functions below it move above, because Go knows none inside functions.
func New(typed string) Cell {
	c := Cell{typed: typed, Source: strings.ReplaceAll(typed, "\r\n", "\n")}
	c.Go = !special(c.Source)
	c.Code, c.begin = c.Source, -1
	c.parts = []part{{0, len(c.Source), 0}}
	if !c.Go {
		return c
	}
	masked, begin, others := mask(c.Source)
	for _, name := range others {
		c.Resets = c.Resets || name == "%reset"
	}
	text := c.Source
	text, masked, c.Blank = takeBlanks(text, masked)
	c.Code, c.masked, c.begin = text, masked, begin
	if begin >= 0 || declaresMain(others) {
		return c
	}
	if s := scanSpans(masked); s.ok || s.depth > 0 {
		c.insertMain(text, masked, s.spans)
	}
	return c
}

// declaresMain reports whether a command says what is run, so that the cell holds declarations only.
func declaresMain(commands []string) bool {
	for _, name := range commands {
		switch name {
		case "%test", "%exec", "%wasm":
			return true
		}
	}
	return false
}

// insertMain composes Code: what stands above the first statement, the functions below it, %%, the rest.
func (c *Cell) insertMain(text, masked string, spans []span) {
	first := 0
	for first < len(spans) && spans[first].kind != statement {
		first++
	}
	if first == len(spans) {
		return
	}
	var b strings.Builder
	c.parts = nil
	add := func(from, to int) {
		if from < to {
			c.parts = append(c.parts, part{from, to, b.Len()})
			b.WriteString(text[from:to])
		}
	}
	endLine := func() {
		if s := b.String(); s != "" && s[len(s)-1] != '\n' {
			b.WriteByte('\n')
		}
	}
	start := lineStart(masked, spans[first].from)
	add(0, start)
	endLine()
	rest := []part{}
	from := start
	for _, sp := range spans[first:] {
		if goesUp(sp.kind, spans) {
			rest = append(rest, part{from: from, to: sp.from})
			add(sp.from, sp.to)
			endLine()
			from = sp.to
		}
	}
	c.begin = b.Len()
	b.WriteString("%%\n")
	for i, p := range append(rest, part{from: from, to: len(text)}) {
		if i == 0 && strings.HasPrefix(text[p.from:p.to], "package") {
			b.WriteByte(' ') // GoNB drops every line that begins so
		}
		add(p.from, p.to)
	}
	c.Code = b.String()
	c.masked, _, _ = mask(c.Code)
	c.mapLines()
}

// goesUp reports whether a span below the first statement cannot stand in main: functions and imports, and types where
// the cell declares methods.
func goesUp(k kind, spans []span) bool {
	if k != typed {
		return k > typed
	}
	for _, sp := range spans {
		if sp.kind == method {
			return true
		}
	}
	return false
}

// lineStart is where the line of a place begins, if nothing but space stands before it.
func lineStart(code string, at int) int {
	i := strings.LastIndexByte(code[:at], '\n') + 1
	if strings.TrimSpace(code[i:at]) == "" {
		return i
	}
	return at
}

func (c *Cell) mapLines() {
	at := 0
	for l := range strings.Lines(c.Code) {
		c.lines = append(c.lines, strings.Count(c.Source[:c.original(at)], "\n"))
		at += len(l)
	}
}

// Line returns the line of the user's cell for one of Code, both from 1.
func (c Cell) Line(line int) int {
	if line > 0 && line <= len(c.lines) {
		return c.lines[line-1] + 1
	}
	return line
}

// Text returns a line of the user's cell, from 1; "" where there is none.
func (c Cell) Text(line int) string {
	lines := strings.Split(c.Source, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}

// original returns the offset in Source for one in Code.
func (c Cell) original(at int) int {
	i := sort.Search(len(c.parts), func(i int) bool { return c.parts[i].at > at }) - 1
	if i < 0 {
		return c.parts[0].from
	}
	if p := c.parts[i]; at < p.at+p.to-p.from || i+1 == len(c.parts) {
		return min(p.from+at-p.at, p.to)
	}
	return c.parts[i+1].from
}

// Cursor maps a cursor in the user's text, in code points as Jupyter counts, to one in Code, in UTF-16 units as
// GoNB does.
func (c Cell) Cursor(cursor int) int {
	from := c.Offset(cursor)
	at := from
	for _, p := range c.parts {
		if p.from <= from && from <= p.to {
			at = p.at + from - p.from
		}
		if p.from <= from && from < p.to {
			break
		}
	}
	return len(utf16.Encode([]rune(c.Code[:min(at, len(c.Code))])))
}

// Offset maps a cursor in the user's text to an offset in Source.
func (c Cell) Offset(cursor int) int {
	r := []rune(c.typed)
	before := string(r[:max(0, min(cursor, len(r)))])
	return len(strings.ReplaceAll(before, "\r\n", "\n"))
}

// CursorBack is the opposite of Cursor.
func (c Cell) CursorBack(cursor int) int {
	u := utf16.Encode([]rune(c.Code))
	at := len(string(utf16.Decode(u[:max(0, min(cursor, len(u)))])))
	return c.FromOffset(min(c.original(at), len(c.Source)))
}

// FromOffset is the opposite of Offset.
func (c Cell) FromOffset(at int) int {
	if len(c.typed) == len(c.Source) {
		return len([]rune(c.Source[:at]))
	}
	extra := strings.Count(c.Source[:at], "\n") - strings.Count(strings.ReplaceAll(c.typed, "\r\n", ""), "\n")
	return len([]rune(c.Source[:at])) + max(extra, 0)
}
