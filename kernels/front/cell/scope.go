package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
)

// scope is what is known at a place: the notebook's declarations as a package without a path, and imports by name.
type scope struct {
	*Index
	decls   *pkg
	imports map[string]string
}

// scope reads the notebook's declarations and those of the cell at hand, locals of its main included.
func (n *Notebook) scope(c Cell) scope {
	s := scope{n.index, &pkg{symbols: map[string]Symbol{}, types: map[string]*typeInfo{}}, map[string]string{}}
	for _, path := range n.index.Packages() {
		s.imports[path[strings.LastIndexByte(path, '/')+1:]] = path // goimports would add it
	}
	for _, text := range n.decls {
		s.read(text, false)
	}
	s.read(c.goText(), true)
	return s
}

func (s *scope) read(text string, locals bool) {
	set := token.NewFileSet()
	f, _ := parser.ParseFile(set, "", text, parser.SkipObjectResolution|parser.ParseComments)
	if f == nil {
		return
	}
	for name, path := range imports(f) {
		s.imports[name] = path
	}
	r := reader{p: s.decls, set: set, imports: s.imports}
	s.decls.add(set, f, false)
	for _, d := range f.Decls { // add knows only the imports of this file
		switch d := d.(type) {
		case *ast.GenDecl:
			for _, sp := range d.Specs {
				r.spec(d, sp)
			}
		case *ast.FuncDecl:
			r.function(d)
			if locals && d.Body != nil {
				r.locals(d)
			}
		}
	}
	delete(s.decls.symbols, mainName)
}

// locals adds parameters and the variables made anywhere in a function.
func (r reader) locals(d *ast.FuncDecl) {
	for _, list := range []*ast.FieldList{d.Recv, d.Type.Params} {
		if list == nil {
			continue
		}
		for _, f := range list.List {
			for _, n := range f.Names {
				r.p.symbols[n.Name] = Symbol{Name: n.Name, Decl: "var " + n.Name + " " + r.print(f.Type),
					ref: r.ref(f.Type)}
			}
		}
	}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				r.define(n)
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok && r.wants(id.Name) {
					r.p.symbols[id.Name] = Symbol{Name: id.Name, Decl: "var " + id.Name}
				}
			}
		case *ast.GenDecl:
			for _, s := range n.Specs {
				r.spec(n, s)
			}
		}
		return true
	})
}

func (r reader) define(a *ast.AssignStmt) {
	for i, l := range a.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok || !r.wants(id.Name) {
			continue
		}
		v := Symbol{Name: id.Name, Decl: "var " + id.Name}
		if len(a.Rhs) == len(a.Lhs) {
			v.Decl += " = " + r.print(a.Rhs[i])
			r.p.symbols[id.Name] = v
			v.ref = &ref{pkg: exprMark, name: r.print(a.Rhs[i])}
		} else if i == 0 {
			v.ref = &ref{pkg: exprMark, name: r.print(a.Rhs[0])}
		}
		r.p.symbols[id.Name] = v
	}
}

// exprMark stands for the package of a reference whose name is an expression of the notebook.
const exprMark = "="
