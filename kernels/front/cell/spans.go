package cell

import (
	"go/scanner"
	"go/token"
)

// span is one declaration or statement at the outermost level of a cell.
type span struct {
	from, to int
	kind     kind
	name     string // of a func without receiver
}

type kind int

const (
	statement kind = iota
	value          // const, var
	typed          // type
	function       // func with a name
	method         // func with a receiver
	imported       // import; package, which GoNB drops
)

// scan is Go code split at its outermost level.
type scan struct {
	spans []span
	depth int  // of the brackets that are open at the end
	ok    bool // every token could be read
	last  token.Token
}

// split cuts code at the semicolons of depth 0, those that Go inserts included.
func scanSpans(code string) scan {
	var s scanner.Scanner
	out := scan{ok: true}
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(code))
	s.Init(file, []byte(code), func(token.Position, string) { out.ok = false }, 0)
	var tokens []lexeme
	begin := -1
	for {
		pos, tok, lit := s.Scan()
		at := file.Offset(min(pos, token.Pos(file.Base()+len(code))))
		if tok == token.EOF || tok == token.SEMICOLON && out.depth == 0 {
			if begin >= 0 {
				sp := span{from: begin, to: at}
				if lit == ";" {
					sp.to++
				}
				sp.kind, sp.name = classify(tokens)
				out.spans = append(out.spans, sp)
			}
			begin, tokens = -1, tokens[:0]
			if tok == token.EOF {
				return out
			}
			continue
		}
		if begin < 0 {
			begin = at
		}
		tokens, out.last = append(tokens, lexeme{tok, lit}), tok
		switch tok {
		case token.LPAREN, token.LBRACE, token.LBRACK:
			out.depth++
		case token.RPAREN, token.RBRACE, token.RBRACK:
			out.depth = max(out.depth-1, 0)
		}
	}
}

type lexeme struct {
	token.Token
	text string
}

// classify tells what a span is by its first tokens.
func classify(t []lexeme) (kind, string) {
	switch t[0].Token {
	case token.CONST, token.VAR:
		return value, ""
	case token.TYPE:
		return typed, ""
	case token.IMPORT, token.PACKAGE:
		return imported, ""
	case token.FUNC:
		return classifyFunc(t)
	}
	return statement, ""
}

// classifyFunc tells a declared function or method from a function literal that is called.
func classifyFunc(t []lexeme) (kind, string) {
	if len(t) > 1 && t[1].Token == token.IDENT {
		return function, t[1].text
	}
	depth := 0
	for i := 1; i < len(t); i++ {
		switch t[i].Token {
		case token.LPAREN:
			depth++
		case token.RPAREN:
			depth--
		}
		if depth == 0 { // behind the receiver, or the parameters of a literal
			if i+2 < len(t) && t[i+1].Token == token.IDENT && t[i+2].Token == token.LPAREN {
				return method, ""
			}
			break
		}
	}
	return statement, ""
}
