package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"sort"
	"strconv"
	"strings"
)

// takeBlanks replaces blank imports by spaces and returns their paths. GoNB remembers imports by name, so that of all
// blank imports of a notebook only the last would survive; the front compiles them in a file of their own (Blanks).
func takeBlanks(text, masked string) (string, string, []string) {
	if !strings.Contains(masked, "import") {
		return text, masked, nil
	}
	var paths []string
	out, outMasked := []byte(text), []byte(masked)
	for _, sp := range scanSpans(masked).spans {
		if sp.kind != imported {
			continue
		}
		const clause = "package p;"
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, "", clause+masked[sp.from:sp.to], parser.ImportsOnly)
		if err != nil {
			continue
		}
		blanks := 0
		for _, imp := range f.Imports {
			if imp.Name == nil || imp.Name.Name != "_" {
				continue
			}
			path, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				continue
			}
			paths, blanks = append(paths, path), blanks+1
			from := sp.from + set.Position(imp.Pos()).Offset - len(clause)
			erase(out, outMasked, from, sp.from+set.Position(imp.End()).Offset-len(clause))
		}
		if blanks > 0 && blanks == len(f.Imports) { // GoNB knows no empty import
			erase(out, outMasked, sp.from, sp.to)
		}
	}
	return string(out), string(outMasked), paths
}

func erase(a, b []byte, from, to int) {
	for i := from; i < to; i++ {
		if a[i] != '\n' {
			a[i], b[i] = ' ', ' '
		}
	}
}

// Blanks is a Go file with the blank imports of a notebook; "" where there are none.
func Blanks(paths map[string]bool) string {
	if len(paths) == 0 {
		return ""
	}
	var sorted []string
	for p := range paths {
		sorted = append(sorted, strconv.Quote(p))
	}
	sort.Strings(sorted)
	return "package main\n\nimport _ " + strings.Join(sorted, "\nimport _ ") + "\n"
}

// Declared lists what a cell declares outside functions, and the names that its main makes with := or var, which end
// with it. A cell that cannot be parsed declares nothing.
func (c Cell) Declared() (kept, gone []string) {
	f := c.parse()
	if f == nil {
		return nil, nil
	}
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok {
			kept = append(kept, specNames(g)...)
		}
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if fn.Name.Name == mainName {
			gone = append(gone, locals(fn.Body)...)
		} else if fn.Recv == nil {
			kept = append(kept, fn.Name.Name)
		}
	}
	return kept, gone
}

func specNames(d *ast.GenDecl) (names []string) {
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.ValueSpec:
			for _, n := range s.Names {
				names = append(names, n.Name)
			}
		case *ast.TypeSpec:
			names = append(names, s.Name.Name)
		}
	}
	return names
}

func locals(body *ast.BlockStmt) (names []string) {
	if body == nil {
		return nil
	}
	for _, s := range body.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			for _, l := range s.Lhs {
				if id, ok := l.(*ast.Ident); ok && s.Tok == token.DEFINE && id.Name != "_" {
					names = append(names, id.Name)
				}
			}
		case *ast.DeclStmt:
			if d, ok := s.Decl.(*ast.GenDecl); ok {
				names = append(names, specNames(d)...)
			}
		}
	}
	return names
}
