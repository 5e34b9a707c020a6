package cell

import "go/ast"

// ref reads a type; nil for one without members that syntax shows.
func (r reader) ref(e ast.Expr) *ref {
	switch e := e.(type) {
	case *ast.Ident:
		if e.Obj == nil && isBasic(e.Name) {
			return nil
		}
		return &ref{pkg: r.p.path, name: e.Name}
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && r.imports[x.Name] != "" {
			return &ref{pkg: r.imports[x.Name], name: e.Sel.Name}
		}
	case *ast.StarExpr:
		return r.ref(e.X)
	case *ast.ParenExpr:
		return r.ref(e.X)
	case *ast.IndexExpr: // an instance of a generic type
		return r.ref(e.X)
	case *ast.IndexListExpr:
		return r.ref(e.X)
	case *ast.ArrayType:
		return &ref{elem: r.ref(e.Elt)}
	case *ast.Ellipsis:
		return &ref{elem: r.ref(e.Elt)}
	case *ast.MapType:
		return &ref{elem: r.ref(e.Value)}
	case *ast.ChanType:
		return &ref{elem: r.ref(e.Value)}
	case *ast.FuncType:
		f := &ref{}
		if e.Results != nil && len(e.Results.List) > 0 {
			f.result = r.ref(e.Results.List[0].Type)
		}
		return f
	}
	return nil
}

func isBasic(name string) bool {
	switch name {
	case "bool", "string", "error", "any", "byte", "rune", "uintptr", "float32", "float64", "complex64", "complex128",
		"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64":
		return true
	}
	return false
}

// valueRef is the type of a package-level value, where its expression says so: T{…}, &T{…}, or a name of another
// package, which is looked up when it is asked for.
func (r reader) valueRef(e ast.Expr) *ref {
	switch e := e.(type) {
	case *ast.CompositeLit:
		return r.ref(e.Type)
	case *ast.UnaryExpr:
		return r.valueRef(e.X)
	case *ast.SelectorExpr:
		return r.ref(e)
	case *ast.CallExpr:
		if f := r.ref(e.Fun); f != nil && f.name != "" {
			return &ref{pkg: f.pkg, name: f.name + callMark}
		}
	case *ast.Ident:
		return r.ref(e)
	}
	return nil
}

// callMark ends the name of a reference to what a function returns.
const callMark = "()"

// resolve follows names of values and calls to the type behind them. Depth bounds names that go in circles.
func (x *Index) resolve(t *ref, depth int) *ref {
	if t == nil || t.name == "" || depth > 20 {
		return t
	}
	name, called := cutCall(t.name)
	p := x.pkgOf(t.pkg)
	if p == nil {
		return nil
	}
	if p.types[name] != nil && p.symbols[name].ref != nil && p.symbols[name].ref.name == name {
		return &ref{pkg: t.pkg, name: name} // T, or the conversion T(…)
	}
	s, ok := p.symbols[name]
	if !ok || s.ref == nil {
		if !ok && p.types[name] != nil {
			return t
		}
		return nil
	}
	inner := x.resolve(s.ref, depth+1)
	if called {
		if inner == nil {
			return nil
		}
		return x.resolve(inner.result, depth+1)
	}
	return inner
}

func cutCall(name string) (string, bool) {
	if n := len(name) - len(callMark); n > 0 && name[n:] == callMark {
		return name[:n], true
	}
	return name, false
}

// pkgOf finds a package among those read; notebook declarations are the package "".
func (x *Index) pkgOf(path string) *pkg {
	return x.load(path)
}

// members collects fields and methods of a type, those of embedded types and of the type behind an alias included.
func (x *Index) members(t *ref, out map[string]Symbol, depth int) {
	t = x.resolve(t, 0)
	if t == nil || t.name == "" || depth > 10 {
		return
	}
	p := x.pkgOf(t.pkg)
	if p == nil || p.types[t.name] == nil {
		return
	}
	info := p.types[t.name]
	for name, s := range info.members {
		if _, known := out[name]; !known {
			out[name] = s
		}
	}
	for _, e := range info.embeds {
		x.members(e, out, depth+1)
	}
}

// underlying follows aliases to a slice, map or function type.
func (x *Index) underlying(t *ref) *ref {
	for range 10 {
		t = x.resolve(t, 0)
		if t == nil || t.name == "" {
			return t
		}
		p := x.pkgOf(t.pkg)
		if p == nil || p.types[t.name] == nil || len(p.types[t.name].embeds) != 1 {
			return t
		}
		t = p.types[t.name].embeds[0]
	}
	return t
}
