package cell

import (
	"go/ast"
	"go/printer"
	"go/token"
	"strings"
)

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
				t.members[n.Name] = Symbol{Name: n.Name, Decl: n.Name + " " + r.print(f.Type),
					Doc: firstText(f.Doc, f.Comment), ref: inner}
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
