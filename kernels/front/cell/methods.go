package cell

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// Method is a method that an earlier cell declared.
type Method struct {
	Type, Name string
	Cell       int
}

// OldMethods lists the methods of earlier cells that no longer compile because this cell, number n, declares their
// type again. It returns none where something else is wrong too: GoNB keeps the methods of a type that is declared
// again, and those that fit the new one shall stay.
func (c Cell) OldMethods(n int, trace []string, cells map[int]Cell) []Method {
	mine := c.types()
	if len(mine) == 0 {
		return nil
	}
	var out []Method
	seen := map[Method]bool{}
	for _, t := range trace {
		m := cellLine.FindStringSubmatch(escapes.ReplaceAllString(t, ""))
		if m == nil {
			continue
		}
		at, _ := strconv.Atoi(m[1])
		line, _ := strconv.Atoi(m[2])
		found, ok := cells[at].methodAt(line)
		if at == n || !ok || !mine[found.Type] {
			return nil
		}
		found.Cell = at
		if !seen[found] {
			out, seen[found] = append(out, found), true
		}
	}
	return out
}

// Key is the name that GoNB's %rm knows a method by.
func (m Method) Key() string { return m.Type + "~" + m.Name }

// types are the names of the types that a cell declares.
func (c Cell) types() map[string]bool {
	out := map[string]bool{}
	f := c.parse()
	if f == nil {
		return out
	}
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
			for _, s := range g.Specs {
				out[s.(*ast.TypeSpec).Name.Name] = true
			}
		}
	}
	return out
}

// methodAt finds the method that holds a line of Code, from 1.
func (c Cell) methodAt(line int) (Method, bool) {
	if !c.Go || c.Code == "" {
		return Method{}, false
	}
	f, set, _ := c.file()
	if f == nil {
		return Method{}, false
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || fn.Recv == nil || len(fn.Recv.List) != 1 {
			continue
		}
		if set.Position(fn.Pos()).Line <= line && line <= set.Position(fn.End()).Line {
			return Method{Type: receiver(fn.Recv.List[0].Type), Name: fn.Name.Name}, true
		}
	}
	return Method{}, false
}

func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// keysOfMethods joins the names that %rm takes.
func keysOfMethods(list []Method) string {
	var out []string
	for _, m := range list {
		out = append(out, m.Key())
	}
	return strings.Join(out, " ")
}

// Remove is the cell that makes GoNB forget methods.
func Remove(list []Method) string { return "%rm " + keysOfMethods(list) }
