package cell

import (
	"go/ast"
	"go/parser"
)

// words are the language's own names that are worth offering.
var words = []string{"append", "break", "case", "continue", "default", "defer", "else", "false", "float32", "float64",
	"func", "import", "len", "make", "nil", "panic", "range", "return", "select", "string", "struct", "switch", "true"}

// open is what can stand where no dot precedes.
func (s scope) open() map[string]Symbol {
	out := map[string]Symbol{}
	for _, k := range words {
		out[k] = Symbol{Name: k}
	}
	for name := range s.imports {
		out[name] = Symbol{Name: name}
	}
	for name, sym := range s.decls.symbols {
		out[name] = sym
	}
	return out
}

// selectable is what can stand behind the dot of an expression.
func (s scope) selectable(owner string) map[string]Symbol {
	e, err := parser.ParseExpr(owner)
	if err != nil {
		return nil
	}
	if id, ok := e.(*ast.Ident); ok {
		if _, declared := s.decls.symbols[id.Name]; !declared && s.imports[id.Name] != "" {
			if p := s.load(s.imports[id.Name]); p != nil {
				return p.symbols
			}
			return nil
		}
	}
	out := map[string]Symbol{}
	s.gather(s.typeOf(e, 0), out)
	return out
}

// gather is members for a type of the notebook as well as for one of a package.
func (s scope) gather(t *ref, out map[string]Symbol) {
	for range 10 {
		if t == nil || t.pkg != "" || t.name == "" {
			break
		}
		info := s.decls.types[t.name]
		if info == nil {
			return
		}
		for name, m := range info.members {
			out[name] = m
		}
		if len(info.embeds) == 0 {
			return
		}
		t = info.embeds[0]
	}
	s.members(t, out, 0)
}

// typeOf is the type of an expression; nil where syntax does not show it.
func (s scope) typeOf(e ast.Expr, depth int) *ref {
	if depth > 20 {
		return nil
	}
	switch e := e.(type) {
	case *ast.Ident:
		return s.symbolType(s.decls.symbols[e.Name], depth)
	case *ast.ParenExpr:
		return s.typeOf(e.X, depth+1)
	case *ast.StarExpr:
		return s.typeOf(e.X, depth+1)
	case *ast.UnaryExpr:
		return s.typeOf(e.X, depth+1)
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && s.decls.symbols[x.Name].Name == "" && s.imports[x.Name] != "" {
			return s.resolve(&ref{pkg: s.imports[x.Name], name: e.Sel.Name}, 0)
		}
		out := map[string]Symbol{}
		s.gather(s.typeOf(e.X, depth+1), out)
		return s.symbolType(out[e.Sel.Name], depth)
	case *ast.CallExpr:
		f := s.typeOf(e.Fun, depth+1)
		if f != nil && f.name != "" { // a conversion
			return f
		}
		if f != nil {
			return s.deep(f.result, depth)
		}
	case *ast.IndexExpr:
		if t := s.underlying(s.typeOf(e.X, depth+1)); t != nil {
			return s.deep(t.elem, depth)
		}
	case *ast.SliceExpr:
		return s.typeOf(e.X, depth+1)
	case *ast.CompositeLit:
		return s.typeOf(e.Type, depth+1)
	}
	return nil
}

func (s scope) symbolType(sym Symbol, depth int) *ref { return s.deep(sym.ref, depth) }

// deep follows a reference of the notebook or of a package to its type.
func (s scope) deep(t *ref, depth int) *ref {
	if t == nil || depth > 20 {
		return t
	}
	switch {
	case t.pkg == exprMark:
		e, err := parser.ParseExpr(t.name)
		if err != nil {
			return nil
		}
		return s.typeOf(e, depth+1)
	case t.pkg == "" && t.name != "":
		name, called := cutCall(t.name)
		if s.decls.types[name] != nil {
			return &ref{name: name}
		}
		inner := s.deep(s.decls.symbols[name].ref, depth+1)
		if called && inner != nil {
			return s.deep(inner.result, depth+1)
		}
		return inner
	}
	return s.resolve(t, 0)
}
