package cell

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"strings"
)

// mainName is what the function that holds a cell's statements is called when the front parses it.
const mainName = "__main"

const (
	clause   = "package p;"
	mainHead = "func " + mainName + "() {"
)

// goText is Code as a Go file with the same lines: commands are spaces, and the line that begins main begins a
// function. Columns are the same too, but on the first line and that of main.
func (c Cell) goText() string {
	text := c.masked
	if c.begin < 0 {
		return clause + text
	}
	end := c.begin
	for end < len(text) && text[end] != '\n' {
		end++
	}
	return clause + text[:c.begin] + mainHead + text[end:] + "\n}\n"
}

// file parses Code; positions are those of goText.
func (c Cell) file() (*ast.File, *token.FileSet, error) {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "", c.goText(), parser.SkipObjectResolution|parser.ParseComments)
	return f, set, err
}

// parse returns the parsed cell, as far as it goes; nil where it is no Go.
func (c Cell) parse() *ast.File {
	if !c.Go {
		return nil
	}
	f, _, _ := c.file()
	return f
}

// Syntax is a place where a cell is no Go.
type Syntax struct {
	Line, Column int // in the user's cell, from 1; columns are bytes
	Message      string
	AtEnd        bool // more text might mend it
}

// Syntax returns the first syntax error of a cell; nil where there is none. GoNB says "expected declaration" to most of
// them, and not where.
func (c Cell) Syntax() *Syntax {
	if !c.Go {
		return nil
	}
	_, _, err := c.file()
	list, _ := err.(scanner.ErrorList)
	if len(list) == 0 {
		return nil
	}
	e := list[0]
	total := strings.Count(c.Code, "\n") + 1
	out := &Syntax{Message: e.Msg, Line: c.Line(min(e.Pos.Line, total)), Column: e.Pos.Column}
	if e.Pos.Line == 1 {
		out.Column -= len(clause)
	}
	out.Column = max(1, min(out.Column, len(c.Text(out.Line))+1))
	last := strings.Count(strings.TrimRight(c.Code, " \t\n"), "\n") + 1
	if e.Pos.Line > last {
		out.Line = c.Line(last)
		out.Column = len(strings.TrimRight(c.Text(out.Line), " \t")) + 1
		out.Message = strings.TrimSuffix(out.Message, ", found '}'")
	}
	out.AtEnd = e.Pos.Line > last || e.Pos.Line == last &&
		out.Column > len(strings.TrimRight(c.Text(out.Line), " \t")) ||
		unterminated[e.Msg]
	return out
}

// unterminated are the scanner's messages about what only a later line can end.
var unterminated = map[string]bool{"raw string literal not terminated": true, "comment not terminated": true}

// Completeness answers is_complete_request: complete, incomplete, with the indent of the next line, or invalid.
func Completeness(typed string) (status, indent string) {
	c := New(typed)
	e := c.Syntax()
	if e == nil {
		return "complete", ""
	}
	s := scanSpans(c.masked)
	if e.AtEnd || s.depth > 0 && unfinished(s) {
		return "incomplete", strings.Repeat("\t", s.depth)
	}
	return "invalid", ""
}

// unfinished reports whether a cell ends inside a declaration that moved above main: its error then stands elsewhere.
func unfinished(s scan) bool {
	return len(s.spans) > 0 && s.spans[len(s.spans)-1].kind > typed
}
