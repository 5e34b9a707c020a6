package build

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"slices"
	"strconv"
)

// Imports does goimports' work on a file where there is next to none, and reports whether it has. goimports reads an
// index of the whole module cache first, megabytes after gopls has run once, even if no import is missing.
func Imports(file string) bool {
	text, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	whole, ok := complete(text)
	if !ok {
		return false
	}
	return len(whole) == len(text) || os.WriteFile(file, whole, 0o600) == nil
}

// complete returns a file of which every import is used and none is missing, but for that of flag, which GoNB uses in
// every main and never imports. Of any other file it says no.
func complete(text []byte) ([]byte, bool) {
	f, err := parser.ParseFile(token.NewFileSet(), "", text, 0) // resolves what the file itself declares
	if err != nil {
		return nil, false
	}
	imported := map[string]bool{} // whether the name is used
	for _, i := range f.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil || name == "C" {
			return nil, false
		}
		name = path.Base(name) // a package that is called otherwise is not found to be used
		if i.Name != nil {
			name = i.Name.Name
		}
		if _, twice := imported[name]; twice || name == "." {
			return nil, false
		}
		imported[name] = name == "_"
	}
	missing := false
	for _, name := range packages(f) {
		if _, ok := imported[name]; ok {
			imported[name] = true
		} else if name == "flag" {
			missing = true
		} else {
			return nil, false
		}
	}
	for _, used := range imported {
		if !used {
			return nil, false
		}
	}
	if missing {
		text = slices.Concat(text[:f.Name.End()-1], []byte("\n\nimport \"flag\"\n"), text[f.Name.End()-1:])
	}
	return text, true
}

// packages are the names that a file uses as those of packages: name.Exported, where nothing in the file is called
// name.
func packages(f *ast.File) (names []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.IsExported() {
			if x, ok := s.X.(*ast.Ident); ok && slices.Contains(f.Unresolved, x) {
				names = append(names, x.Name)
			}
		}
		return true
	})
	return names
}
