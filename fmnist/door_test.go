package fmnist

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// surface are the packages of this module that cells link, by their last name, as other packages see them.
func surface(t *testing.T) map[string]*types.Package {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", ".", "./reports").Output()
	if err != nil {
		t.Skip("the go command cannot be run: ", err)
	}
	exports := map[string]string{}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var p struct{ ImportPath, Export string }
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	all, compiled := map[string]*types.Package{}, importer.ForCompiler(token.NewFileSet(), "gc", lookup)
	for path := range exports {
		if strings.HasPrefix(path, module) {
			pkg, err := compiled.Import(path)
			if err != nil {
				t.Fatal(err)
			}
			all[pkg.Name()] = pkg
		}
	}
	return all
}

// What a cell types has a signature, and no method of it wants a context or returns an error: those of types of other
// packages are functions there, plan.Check say.
func TestDoor(t *testing.T) {
	scope := surface(t)["fmnist"].Scope()
	for _, name := range scope.Names() {
		switch o := scope.Lookup(name).(type) {
		case *types.Var:
			if _, isFunc := o.Type().Underlying().(*types.Signature); isFunc && o.Exported() {
				t.Errorf("%s is a variable; make it a function", name)
			}
		case *types.Func:
			if o.Exported() {
				plain(t, name, o.Signature())
			}
		case *types.TypeName:
			if !o.Exported() {
				continue
			}
			methods := types.NewMethodSet(types.NewPointer(o.Type()))
			if types.IsInterface(o.Type()) {
				methods = types.NewMethodSet(o.Type())
			}
			for m := range methods.Methods() {
				if m.Obj().Exported() && !slices.Contains(wanted, m.Obj().Name()) {
					plain(t, name+"."+m.Obj().Name(), m.Type().(*types.Signature))
				}
			}
		}
	}
}

// wanted are methods that encoding/json asks for.
var wanted = []string{"MarshalJSON", "UnmarshalJSON"}

// plain fails for a signature with an error or a context.
func plain(t *testing.T, name string, s *types.Signature) {
	t.Helper()
	for v := range s.Params().Variables() {
		if v.Type().String() == "context.Context" {
			t.Errorf("%s wants a context", name)
		}
	}
	for v := range s.Results().Variables() {
		if v.Type().String() == "error" {
			t.Errorf("%s returns an error", name)
		}
	}
}
