package cell

import (
	"go/ast"
	"go/build"
	"go/parser"
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
