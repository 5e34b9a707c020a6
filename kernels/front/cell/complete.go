package cell

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Notebook is what earlier cells declared: it answers what can be typed in a cell, from the index.
type Notebook struct {
	index *Index
	decls []string // sources of cells that ran, oldest first
}

// NewNotebook makes an empty notebook.
func NewNotebook(x *Index) *Notebook { return &Notebook{index: x} }

// Warm reads the packages that notebooks begin with.
func (n *Notebook) Warm() {
	for _, path := range n.index.Packages() {
		n.index.Load(path)
	}
}

// Ran remembers a cell that compiled.
func (n *Notebook) Ran(c Cell) {
	if c.Resets {
		n.decls = nil
	}
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	if c.Go {
		n.decls = append(n.decls, c.goText())
	}
}

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
				r.p.symbols[n.Name] = Symbol{Name: n.Name, Decl: "var " + n.Name + " " + r.print(f.Type), ref: r.ref(f.Type)}
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

// Completion answers complete_request: what can stand at the cursor, and the offsets in Source that it replaces.
func (n *Notebook) Completion(c Cell, cursor int) (matches []string, from, to int) {
	at := min(c.Offset(cursor), len(c.Source))
	from = wordStart(c.Source, at)
	if !c.Go || command(c.Source[lineBegin(c.Source, at):at]) {
		return nil, at, at
	}
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	s := n.scope(c)
	prefix := c.Source[from:at]
	var pool map[string]Symbol
	if owner, ok := ownerOf(c.Source, from); ok {
		pool = s.selectable(owner)
	} else {
		pool = s.open()
	}
	for name := range pool {
		if strings.HasPrefix(name, prefix) || prefix != "" && strings.HasPrefix(strings.ToLower(name), strings.ToLower(prefix)) {
			matches = append(matches, name)
		}
	}
	sort.Slice(matches, func(i, j int) bool {
		a, b := strings.HasPrefix(matches[i], prefix), strings.HasPrefix(matches[j], prefix)
		return a && !b || a == b && matches[i] < matches[j]
	})
	return matches, from, at
}

// Inspection answers inspect_request with Markdown; "" where the index does not know the name at the cursor.
func (n *Notebook) Inspection(c Cell, cursor int) string {
	at := min(c.Offset(cursor), len(c.Source))
	if !c.Go {
		return ""
	}
	if at > 0 && (at == len(c.Source) || !isWord(rune(c.Source[at]))) && strings.ContainsRune("(,", rune(c.Source[at-1])) {
		at-- // just inside a call: the function
	}
	from, to := wordStart(c.Source, at), at
	for to < len(c.Source) && isWord(rune(c.Source[to])) {
		to++
	}
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	s := n.scope(c)
	pool := s.decls.symbols
	if owner, ok := ownerOf(c.Source, from); ok {
		pool = s.selectable(owner)
	}
	sym, ok := pool[c.Source[from:to]]
	if !ok || from == to {
		return ""
	}
	return "```go\n" + sym.Decl + "\n```\n\n" + sym.Doc
}

// open is what can stand where no dot precedes.
func (s scope) open() map[string]Symbol {
	out := map[string]Symbol{}
	for _, k := range []string{"break", "case", "continue", "default", "defer", "else", "func", "import", "range", "return",
		"select", "struct", "switch", "append", "len", "make", "panic", "string", "float64", "float32", "true", "false", "nil"} {
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

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || r >= utf8.RuneSelf
}

func wordStart(text string, at int) int {
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if !isWord(r) {
			break
		}
		at -= size
	}
	return at
}

func lineBegin(text string, at int) int { return strings.LastIndexByte(text[:at], '\n') + 1 }

// ownerOf is the expression in front of the dot before a word.
func ownerOf(text string, word int) (string, bool) {
	end := len(strings.TrimRight(text[:word], " \t\n"))
	if end == 0 || text[end-1] != '.' {
		return "", false
	}
	at := end - 1
	for {
		at = len(strings.TrimRight(text[:at], " \t\n"))
		start := wordStart(text, at)
		if start == at && at > 0 && strings.ContainsRune(")]}", rune(text[at-1])) {
			if start = opening(text, at); start < 0 {
				return "", false
			}
			at = start
			if at > 0 && (isWord(rune(text[at-1])) || strings.ContainsRune(")]", rune(text[at-1]))) {
				continue
			}
		} else {
			at = start
		}
		if at > 0 && text[at-1] == '.' {
			at--
			continue
		}
		return strings.TrimSpace(text[at : end-1]), at < end-1
	}
}

// opening finds the bracket that the one before at closes; quotes are passed over.
func opening(text string, at int) int {
	depth := 0
	for i := at - 1; i >= 0; i-- {
		switch text[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth == 0 {
				return i
			}
		case '"', '`', '\'':
			quote := text[i]
			for i--; i >= 0 && (text[i] != quote || quote != '`' && i > 0 && text[i-1] == '\\'); i-- {
			}
		}
	}
	return -1
}

// Known makes the names an error's advice is taken from.
func (n *Notebook) Known(c Cell, gone map[string]int) Names {
	n.index.mu.Lock()
	defer n.index.mu.Unlock()
	return known{n.scope(c), gone}
}

type known struct {
	scope
	gone map[string]int
}

func (k known) Scope() []string { return keys(k.open()) }

func (k known) Exports(name string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if p := k.load(k.imports[name]); p != nil {
		return keys(p.symbols)
	}
	return nil
}

func (k known) Members(name string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := map[string]Symbol{}
	at := strings.LastIndexByte(name, '.')
	switch owner := name[:max(at, 0)]; {
	case at < 0 || owner == "main":
		k.gather(&ref{name: name[at+1:]}, out)
	case strings.Contains(owner, "/"):
		k.members(&ref{pkg: owner, name: name[at+1:]}, out, 0)
	default: // the compiler names packages by their last word, those that the cell does not import too
		for _, path := range append(keysOf(k.imports), keysOf(k.packages)...) {
			full := k.imports[path]
			if full == "" {
				full = path
			}
			if full == owner || strings.HasSuffix(full, "/"+owner) {
				k.members(&ref{pkg: full, name: name[at+1:]}, out, 0)
			}
		}
	}
	return keys(out)
}

func (k known) Gone(name string) int { return k.gone[name] }

func keys(m map[string]Symbol) []string { return keysOf(m) }

func keysOf[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
