package cell

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/modfile"
)

// Index knows the packages of the modules at hand from their sources alone: what they export, with types and comments,
// as far as syntax shows it. It answers in milliseconds what gopls takes seconds to get ready for.
type Index struct {
	mu       sync.Mutex
	modules  map[string]string // folders by module path
	packages map[string]*pkg   // by import path; nil where there is none
}

// Symbol is something that can be typed.
type Symbol struct {
	Name string
	Decl string // as it is declared
	Doc  string
	ref  *ref
}

// ref is a type as syntax shows it.
type ref struct {
	pkg, name string // a named type; pkg is an import path
	elem      *ref   // of a slice, array, map or channel
	result    *ref   // of a function
}

type pkg struct {
	path, name string
	symbols    map[string]Symbol
	types      map[string]*typeInfo
}

type typeInfo struct {
	members map[string]Symbol
	embeds  []*ref // embedded types, or the type that this one is another name of
}

// NewIndex makes an index of the modules in these folders; a folder without a readable go.mod is passed over.
func NewIndex(folders ...string) *Index {
	x := &Index{modules: map[string]string{}, packages: map[string]*pkg{}}
	for _, dir := range folders {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if name := modfile.ModulePath(data); err == nil && name != "" {
			x.modules[name] = dir
		}
	}
	return x
}

// Packages lists the import paths that notebooks of these modules begin with: those directly below a module's root.
func (x *Index) Packages() (paths []string) {
	for name, dir := range x.modules {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if sources, _ := filepath.Glob(filepath.Join(dir, e.Name(), "*.go")); e.IsDir() && len(sources) > 0 {
				paths = append(paths, name+"/"+e.Name())
			}
		}
	}
	return paths
}

// Load reads a package, once; nil where the modules do not hold it.
func (x *Index) Load(importPath string) *pkg {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.load(importPath)
}

func (x *Index) load(importPath string) *pkg {
	if p, known := x.packages[importPath]; known {
		return p
	}
	x.packages[importPath] = nil // also while it is read
	dir := x.dir(importPath)
	if dir == "" {
		return nil
	}
	found, err := build.Default.ImportDir(dir, 0)
	if err != nil {
		return nil
	}
	p := &pkg{path: importPath, name: found.Name, symbols: map[string]Symbol{}, types: map[string]*typeInfo{}}
	set := token.NewFileSet()
	for _, name := range append(found.GoFiles, found.CgoFiles...) {
		f, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.SkipObjectResolution|parser.ParseComments)
		if f != nil && (err == nil || len(f.Decls) > 0) {
			p.add(set, f, true)
		}
	}
	x.packages[importPath] = p
	return p
}

func (x *Index) dir(importPath string) string {
	for name, dir := range x.modules {
		if importPath == name || strings.HasPrefix(importPath, name+"/") {
			return filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(importPath, name)))
		}
	}
	return ""
}

// add takes in the declarations of a file, those of a package only if they are exported.
func (p *pkg) add(set *token.FileSet, f *ast.File, exportedOnly bool) {
	r := reader{p: p, set: set, imports: imports(f), exported: exportedOnly}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			r.function(d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				r.spec(d, s)
			}
		}
	}
}

// imports maps the names that a file uses to import paths.
func imports(f *ast.File) map[string]string {
	out := map[string]string{}
	for _, imp := range f.Imports {
		importPath, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(importPath)
		if imp.Name != nil {
			name = imp.Name.Name
		}
		out[name] = importPath
	}
	return out
}

// reader adds one file's declarations to a package.
type reader struct {
	p        *pkg
	set      *token.FileSet
	imports  map[string]string
	exported bool
}

func (r reader) wants(name string) bool { return name != "_" && (!r.exported || ast.IsExported(name)) }

func (r reader) function(d *ast.FuncDecl) {
	s := Symbol{Name: d.Name.Name, Doc: d.Doc.Text(), ref: r.ref(d.Type)}
	bare := *d
	bare.Doc, bare.Body = nil, nil
	s.Decl = r.print(&bare)
	if d.Recv == nil {
		if r.wants(s.Name) {
			r.p.symbols[s.Name] = s
		}
		return
	}
	if len(d.Recv.List) == 1 && r.wants(s.Name) {
		if t := r.ref(d.Recv.List[0].Type); t != nil && t.name != "" {
			r.p.typ(t.name).members[s.Name] = s
		}
	}
}

func (p *pkg) typ(name string) *typeInfo {
	if p.types[name] == nil {
		p.types[name] = &typeInfo{members: map[string]Symbol{}}
	}
	return p.types[name]
}

func (r reader) spec(d *ast.GenDecl, s ast.Spec) {
	switch s := s.(type) {
	case *ast.TypeSpec:
		r.typeSpec(d, s)
	case *ast.ValueSpec:
		for i, n := range s.Names {
			v := Symbol{Name: n.Name, Doc: firstText(s.Doc, s.Comment, d.Doc), Decl: d.Tok.String() + " " + n.Name}
			if s.Type != nil {
				v.ref, v.Decl = r.ref(s.Type), v.Decl+" "+r.print(s.Type)
			} else if i < len(s.Values) {
				v.ref = r.valueRef(s.Values[i])
				v.Decl += " = " + r.print(s.Values[i])
			} else if len(s.Values) == 1 { // var a, b = f()
				v.ref = r.valueRef(s.Values[0])
			}
			if r.wants(n.Name) {
				r.p.symbols[n.Name] = v
			}
		}
	}
}

func (r reader) typeSpec(d *ast.GenDecl, s *ast.TypeSpec) {
	if !r.wants(s.Name.Name) {
		return
	}
	bare := *s
	bare.Doc, bare.Comment = nil, nil
	name := s.Name.Name
	r.p.symbols[name] = Symbol{Name: name, Doc: firstText(s.Doc, s.Comment, d.Doc), Decl: "type " + r.print(&bare),
		ref: &ref{pkg: r.p.path, name: name}}
	t := r.p.typ(name)
	switch x := s.Type.(type) {
	case *ast.StructType:
		r.fields(t, x.Fields)
	case *ast.InterfaceType:
		r.fields(t, x.Methods)
	default:
		if inner := r.ref(x); inner != nil && (inner.name != "" || inner.elem != nil) {
			t.embeds = append(t.embeds, inner)
		}
	}
}

func (r reader) fields(t *typeInfo, list *ast.FieldList) {
	for _, f := range list.List {
		inner := r.ref(f.Type)
		if len(f.Names) == 0 && inner != nil {
			t.embeds = append(t.embeds, inner)
			if r.wants(inner.name) {
				t.members[inner.name] = Symbol{Name: inner.name, Decl: inner.name + " " + r.print(f.Type), ref: inner}
			}
		}
		for _, n := range f.Names {
			if r.wants(n.Name) {
				t.members[n.Name] = Symbol{Name: n.Name, Decl: n.Name + " " + r.print(f.Type), Doc: firstText(f.Doc, f.Comment), ref: inner}
			}
		}
	}
}

func firstText(groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if t := g.Text(); t != "" {
			return t
		}
	}
	return ""
}

// print writes a node as gofmt would, shortened to what a tooltip holds.
func (r reader) print(n ast.Node) string {
	var b strings.Builder
	if printer.Fprint(&b, r.set, n) != nil {
		return ""
	}
	const most = 2000
	if s := b.String(); len(s) > most {
		return s[:most] + " …"
	}
	return b.String()
}
